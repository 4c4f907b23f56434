"""ask_choice: one of a few labelled answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.steps.asking import Asking
from conversation.steps.step import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class AskChoice(Asking):
    """Asks for one of `choices` (key → label); the keys are the keys of `then`."""

    choices: dict[str, Wording] = field(default_factory=dict)
