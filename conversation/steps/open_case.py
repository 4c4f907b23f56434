"""open_case: adds a reason to the customer's one case, which a team works at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversation import effects
from conversation.session import Session
from conversation.steps.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Step):
    """Opens (or adds to) a case for `team`, then sends its text; `request` names the choice that was asked for it."""

    team: str
    priority: Literal["high", "normal", "low"] = "high"
    request: str = ""


def run(step: OpenCase, session: Session) -> effects.OpenCase:
    """The effect; its request is the answer given at the step that `request` names, or the word itself."""
    answer = session.recall(step.request) if step.request else None
    request = str(answer.value) if answer is not None and answer.value is not None else step.request
    return effects.OpenCase(step=step.name, team=step.team, priority=step.priority, request=request)
