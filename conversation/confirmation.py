"""The question for a customer's own yes, as the house asks it where the company has no flow of that name."""

from __future__ import annotations

from datetime import timedelta

from conversation.brand import Brand
from conversation.flow import Flow
from conversation.own_yes import FLOW, STEP
from conversation.steps.ask_consent import AskConsent
from conversation.steps.say import Say
from conversation.steps.step import Step
from conversation.system_texts import SYSTEM

EXPIRES_AFTER = timedelta(days=7)


def confirmation(brand: Brand) -> Flow:
    """One question with yes and no, never reminded: silence is no consent."""
    answered: dict[str, tuple[Step, ...]] = {
        "accept": (Say(name="confirmed", text=SYSTEM["own_yes_given"]),),
        "decline": (Say(name="declined", text=SYSTEM["own_yes_refused"]),),
    }
    question = AskConsent(
        name=STEP,
        text=SYSTEM["own_yes"],
        purpose="waiting",
        version="",
        choices={"accept": SYSTEM["own_yes_accept"], "decline": SYSTEM["own_yes_decline"]},
        tries=1,
        if_not_understood="end",
        then=answered,
    )
    return Flow(name=FLOW, purpose="service", steps=(question,), brand=brand, expires_after=EXPIRES_AFTER)
