"""plan: puts a contact of the customer's journey on the calendar, counted from now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.effects import PlanContact
from conversation.limits import LONGEST_WAIT
from conversation.steps.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Step):
    """Plans the contact that has the step's name, `after` this long."""

    after: timedelta


def run(step: Plan, now: datetime) -> PlanContact:
    """The contact, due `after` from now."""
    return PlanContact(contact=step.name.rpartition("/")[2], due_at=now + min(step.after, LONGEST_WAIT))
