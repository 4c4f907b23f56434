"""The kinds of steps: the YAML key is the file's name, the dataclass is the shape of its block."""

from __future__ import annotations

from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_date import AskDate
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_photo import AskPhoto
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.call import Call
from conversation.steps.give import Give
from conversation.steps.invite import Invite
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.say import Say
from conversation.steps.start_flow import StartFlow
from conversation.steps.step import Step
from conversation.steps.take_seat import TakeSeat

KINDS: dict[str, type[Step]] = {
    "say": Say,
    "ask_score": AskScore,
    "ask_choice": AskChoice,
    "ask_choices": AskChoices,
    "ask_text": AskText,
    "ask_number": AskNumber,
    "ask_date": AskDate,
    "ask_contact": AskContact,
    "ask_photo": AskPhoto,
    "ask_consent": AskConsent,
    "open_case": OpenCase,
    "plan": Plan,
    "give": Give,
    "invite": Invite,
    "take_seat": TakeSeat,
    "start_flow": StartFlow,
    "call": Call,
}
