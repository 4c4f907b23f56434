"""open_case: adds a reason to the customer's one case, which a team works at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversation.steps.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Step):
    """Opens (or adds to) a case for `team`, then sends its text; `request` names the choice that was asked for it."""

    team: str
    priority: Literal["high", "normal", "low"] = "high"
    request: str = ""
