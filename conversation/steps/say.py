"""say: a message that asks nothing."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.brand import Brand
from conversation.effects import Effect, SendPrompt
from conversation.prompts import build
from conversation.session import Session
from conversation.steps.step import NO_TEXT, Step, wording_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Step):
    """Sends its text and goes on."""


def run(step: Step, session: Session, brand: Brand) -> tuple[Effect, ...]:
    """The step's text, where there is one; open_case and plan speak through this too."""
    text = wording_for(step, session.customer.id)
    if text == NO_TEXT:
        return ()
    return (SendPrompt(prompt=build(text, session, brand, media=step.media), step=step.name),)
