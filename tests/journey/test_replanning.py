"""Changed dates move, new contacts join, needless ones are dropped by name, settled ones stay as they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from journey.moments import Moment
from journey.plan import ContactPlan
from journey.planning import LeftOut, Plan, Planned
from journey.replanning import NOT_WANTED, Before, Changes, Dropped, Moved, compare

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


def planned(name: str, days: int) -> Planned:
    """A contact that is wanted so many days from now."""
    each = ContactPlan(name=name, send=Moment(anchor="x"), flows=(name,))
    return Planned(plan=each, occurrence=0, flow=name, due_at=NOW + timedelta(days=days))


def before(name: str, days: int, *, settled: bool = False) -> Before:
    """A contact that was planned so many days from now."""
    return Before(f"id-{name}", name, 0, NOW + timedelta(days=days), None, settled)


def test_the_first_plan_is_all_new() -> None:
    """Without anything before, everything but history is new."""
    wanted = Plan((planned("soon", 1), planned("long_ago", -30)))
    assert compare(wanted, [], NOW) == Changes(new=(wanted.contacts[0],))


def test_the_same_plan_changes_nothing() -> None:
    """Planning again is harmless, also for a contact that is due or overdue."""
    wanted = Plan((planned("soon", 1), planned("held", -30)))
    assert compare(wanted, [before("soon", 1), before("held", -30)], NOW) == Changes()


def test_moved_dates_move_contacts() -> None:
    """A postponed departure moves what counts from it."""
    wanted = Plan((planned("soon", 9),))
    assert compare(wanted, [before("soon", 1)], NOW) == Changes(moved=(Moved("id-soon", wanted.contacts[0]),))


def test_dropped_contacts_name_their_rule() -> None:
    """What the journey leaves out is dropped by that rule; what simply is gone says so."""
    why = LeftOut("unless: paid", "journeys/trip.yaml:9")
    changes = compare(Plan((), {"balance": why}), [before("balance", 1), before("tip", 2)], NOW)
    one, two = NOW + timedelta(days=1), NOW + timedelta(days=2)
    assert changes.dropped == (Dropped("id-balance", why, one), Dropped("id-tip", NOT_WANTED, two))


def test_the_past_is_not_rewritten() -> None:
    """What was opened or refused is neither moved, dropped nor opened again."""
    assert compare(Plan((planned("soon", 9),)), [before("soon", 1, settled=True)], NOW) == Changes()
    assert compare(Plan(), [before("soon", 1, settled=True)], NOW) == Changes()
