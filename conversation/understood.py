"""What a reply is to the open question: an answer, something to ask back about, or no answer at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Why = Literal["several", "out_of_range", "half", "grade", "other_scale", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """An answer: its value, its band (the key of `then`), and the comment written beside it."""

    value: str | int | float | bool | None
    band: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class AskBack:
    """Meant as an answer, but not to be guessed: two numbers, a school grade, a number off the scale …"""

    why: Why


@dataclass(frozen=True, slots=True)
class NotAnAnswer:
    """Something else than an answer to this question."""


Outcome = Understood | AskBack | NotAnAnswer
