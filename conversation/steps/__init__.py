"""The kinds of steps: the YAML key is the file's name, the dataclass is the shape of its block."""

from __future__ import annotations

from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.say import Say
from conversation.steps.step import Step

KINDS: dict[str, type[Step]] = {
    "say": Say,
    "ask_score": AskScore,
    "ask_choice": AskChoice,
    "ask_text": AskText,
    "ask_consent": AskConsent,
    "open_case": OpenCase,
    "plan": Plan,
}
