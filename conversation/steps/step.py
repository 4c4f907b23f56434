"""What every kind of step shares: a name, its wording, when it applies, and how patient it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from conversation.conditions import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text in German (du), German (Sie) and English; Jinja2 with listed names only. Empty = not written."""

    de: str = ""
    de_sie: str = ""
    en: str = ""


NO_TEXT = Wording()
"""Stands where nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One more message to a silent customer: `after` counts from the question (or the reminder before)."""

    after: timedelta
    text: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a flow. `name` is unique in the file; `when` leaves the step out where it does not hold."""

    name: str
    text: Wording = NO_TEXT
    when: Condition | None = None
