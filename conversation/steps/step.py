"""What every kind of step shares: a name, its wording, when it applies, and how patient it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from conversation.conditions import Condition
from conversation.texts import NO_TEXT as NO_TEXT
from conversation.texts import Wording as Wording


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
