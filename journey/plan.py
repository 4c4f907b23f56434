"""A journey as its author wrote it: dates, contacts, and the rules under which we may contact anybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal

from journey.moments import Moment, Span, When

Priority = Literal["high", "normal", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDate:
    """A date of the purchase that contacts are counted from; `zone` is an IANA name's source, not the name."""

    name: str
    source: str
    zone: Literal["customer", "destination", "home"] = "customer"


@dataclass(frozen=True, slots=True)
class Alert:
    """Tell a team instead of the customer: something that should have happened did not."""

    team: str
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPlan:
    """One contact of a journey. `line` is where it stands in `file`, so that "why" can name the rule's place.

    `facts` must hold when it is sent (`when:`), as plain name → allowed words or ranges, like a flow's condition.
    `flows` holds one flow, or several that rotate (each once). `unless` names an event that makes it needless.
    `sample` is the share of customers who get it at all, always the same ones for one purchase, `quota`
    how many get it over all customers in a rolling window, `once_in` how soon it may come again (for another purchase).
    `gather` waits for further events of the kind, so that several become one message; `spread` spreads a wave. With
    an `alert` a team is told and the customer hears nothing.
    """

    name: str
    send: When
    flows: tuple[str, ...]
    touchpoint: str = ""
    not_before: Moment | None = None
    drop: Moment | None = None
    unless: str = ""
    if_late: Literal["send", "shift", "drop"] = "shift"
    hold_while: tuple[Literal["case_open", "person_is_writing"], ...] = ()
    facts: dict[str, tuple[str | int | float | tuple[float, float], ...]] = field(default_factory=dict)
    rank: int = 5
    sample: float = 1.0
    quota: tuple[int, Span] | None = None
    once_in: Span | None = None
    gather: timedelta | None = None
    spread: timedelta = timedelta(0)
    alert: Alert | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The plan for one persona between an order and the next.

    `hold_out` is the share of customers to whom only service is written, so that the journey's worth can be told by
    comparison (journey/chance.py says who they are).
    """

    name: str
    persona: str
    dates: tuple[PlannedDate, ...]
    contacts: tuple[ContactPlan, ...]
    stop_when: tuple[str, ...] = ()
    goal: dict[str, str] = field(default_factory=dict)
    hold_out: float = 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `count` contacts of these purposes in a rolling `window`; `line` names the rule."""

    purposes: tuple[str, ...]
    count: int
    window: Span
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """contact_rules.yaml: the contact budget and when we are quiet (local time of the customer).

    `margin` closes the evening so much earlier; `spread` lets what waited for the morning come over so long a time.
    """

    budgets: tuple[Budget, ...] = ()
    quiet_from: time = time(20, 0)
    quiet_until: time = time(9, 0)
    quiet_days: tuple[Literal["sunday", "public_holiday"], ...] = ("sunday", "public_holiday")
    margin: timedelta = timedelta(0)
    spread: timedelta = timedelta(0)
