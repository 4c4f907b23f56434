"""The contact budget is never exceeded, in whatever order contacts arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from journey.budget import Opened, Purpose, budget_name, free_from, spent
from journey.moments import Span
from journey.plan import Budget

START = datetime(2027, 1, 1, tzinfo=UTC)
BUDGETS = (
    Budget(("survey",), 2, Span(30, "d"), 4),
    Budget(("marketing",), 1, Span(30, "d"), 5),
    Budget(("survey", "marketing"), 1, Span(24, "h"), 6),
)
PURPOSES: tuple[Purpose, ...] = ("service", "survey", "marketing")


def after(hours: float) -> datetime:
    """A moment so many hours after the start."""
    return START + timedelta(hours=hours)


def test_service_has_no_budget() -> None:
    """Service contacts never exceed a budget that does not name them."""
    opened = [Opened("service", after(hour)) for hour in range(20)]
    assert spent("service", opened, BUDGETS, after(20)) is None
    assert spent("survey", opened, BUDGETS, after(20)) is None


def test_the_window_rolls() -> None:
    """Two surveys in 30 days: the third has room exactly when the first has left the window."""
    opened = [Opened("survey", after(0)), Opened("survey", after(240))]
    blocked = spent("survey", opened, BUDGETS, after(300))
    assert blocked is not None
    assert budget_name(blocked) == "budget survey: 2 per 30d"
    assert free_from("survey", opened, BUDGETS, after(300)) == after(720)
    assert spent("survey", opened, BUDGETS, after(720)) is None


def test_purposes_share_the_day() -> None:
    """A survey blocks marketing for 24 hours over all journeys."""
    opened = [Opened("survey", after(0))]
    assert spent("marketing", opened, BUDGETS, after(23.9)) is BUDGETS[2]
    assert spent("marketing", opened, BUDGETS, after(24)) is None


def test_a_budget_of_nothing_forbids() -> None:
    """0 per 30d never has room."""
    nothing = (Budget(("marketing",), 0, Span(30, "d")),)
    assert spent("marketing", [], nothing, START) is nothing[0]
    assert free_from("marketing", [], nothing, START) is None


@given(
    st.lists(st.tuples(st.sampled_from(PURPOSES), st.integers(0, 24 * 120)), max_size=60),
    st.lists(
        st.builds(
            Budget,
            st.sampled_from((("survey",), ("marketing",), ("survey", "marketing"), PURPOSES)),
            st.integers(0, 4),
            st.builds(Span, st.integers(1, 60), st.sampled_from(("h", "d", "w", "mo"))),
        ),
        max_size=4,
    ),
)
def test_no_window_ever_holds_too_many(wishes: list[tuple[Purpose, int]], budgets: list[Budget]) -> None:
    """Open whatever has room, in any order of wishes: no rolling window of any budget holds more than its count."""
    opened: list[Opened] = []
    for purpose, hour in sorted(wishes, key=lambda wish: wish[1]):
        free = free_from(purpose, opened, budgets, after(hour))
        assert (free == after(hour)) == (spent(purpose, opened, budgets, after(hour)) is None)
        if free is not None:
            assert free >= after(hour)
            assert spent(purpose, opened, budgets, free) is None
        if free == after(hour):
            opened.append(Opened(purpose, after(hour)))
    for budget in budgets:
        of_budget = [each for each in opened if each.purpose in budget.purposes]
        for last in of_budget:
            earlier = [each for each in of_budget if each.at <= last.at]
            inside = [each for each in earlier if free_from(each.purpose, [each], [one(budget)], last.at) != last.at]
            assert len(inside) <= budget.count


def one(budget: Budget) -> Budget:
    """The same window with room for one: what is inside it blocks."""
    return Budget(budget.purposes, 1, budget.window)
