"""Compares what a journey wants now with what was planned before: what is new, what moves, what is dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from journey.planning import LeftOut, Plan, Planned, is_history

NOT_WANTED = LeftOut("the journey does not plan it any more")


@dataclass(frozen=True, slots=True)
class Before:
    """A contact as it was planned before; `settled` where it has been opened, refused or dropped already."""

    id: str
    contact: str
    occurrence: int
    planned_for: datetime
    drop_at: datetime | None
    settled: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A contact that stays planned with other times."""

    id: str
    planned: Planned


@dataclass(frozen=True, slots=True)
class Dropped:
    """A contact that is not wanted any more, why, and for when it was planned."""

    id: str
    why: LeftOut
    planned_for: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new plan changes; what is settled is never touched, and nothing is opened twice."""

    new: tuple[Planned, ...] = ()
    moved: tuple[Moved, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def compare(plan: Plan, before: Iterable[Before], now: datetime) -> Changes:
    """The changes from `before` to `plan`, both of one purchase and one journey."""
    known = {(each.contact, each.occurrence): each for each in before}
    wanted = {planned.key: planned for planned in plan.contacts}
    waiting = [each for each in known.values() if not each.settled]
    return Changes(
        new=tuple(planned for key, planned in wanted.items() if key not in known and not is_history(planned, now)),
        moved=tuple(
            Moved(each.id, wanted[each.contact, each.occurrence])
            for each in waiting
            if (each.contact, each.occurrence) in wanted and _differs(each, wanted[each.contact, each.occurrence])
        ),
        dropped=tuple(
            Dropped(each.id, plan.left_out.get(each.contact, NOT_WANTED), each.planned_for)
            for each in waiting
            if (each.contact, each.occurrence) not in wanted
            and (each.contact in plan.left_out or each.contact not in plan.by_flows)
        ),
    )


def _differs(before: Before, planned: Planned) -> bool:
    return (before.planned_for, before.drop_at) != (planned.due_at, planned.drop_at)
