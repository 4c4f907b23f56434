"""Working time: only hours of the team count, holidays are free, and both clock changes are survived."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from journey.working_hours import ALWAYS, Hours, after_working, is_working

OFFICE = Hours((0, 1, 2, 3, 4), time(9), time(18))
BERLIN = ("Europe/Berlin", "DE-BE")


def berlin(text: str) -> datetime:
    """A moment in winter (UTC+1)."""
    return datetime.fromisoformat(text + "+01:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2027-02-01T10:00", 4, "2027-02-01T14:00"),  # within a Monday
        ("2027-02-01T16:00", 4, "2027-02-02T11:00"),  # over the night
        ("2027-02-07T22:10", 1, "2027-02-08T10:00"),  # Sunday 22:10 begins on Monday
        ("2027-02-05T17:00", 2, "2027-02-08T10:00"),  # Friday evening goes on on Monday
        ("2027-01-01T10:00", 1, "2027-01-04T10:00"),  # New Year's Day is a Friday and free
        ("2027-02-01T09:00", 9, "2027-02-01T18:00"),  # a whole day ends with it
    ],
)
def test_only_the_teams_hours_count(start: str, hours: int, end: str) -> None:
    """Nights, weekends and holidays are no working time."""
    assert after_working(berlin(start), timedelta(hours=hours), OFFICE, *BERLIN) == berlin(end)


def test_round_the_clock_is_elapsed_time() -> None:
    """Sunday 22:10 plus one hour is Sunday 23:10."""
    start = berlin("2027-02-07T22:10")
    assert after_working(start, timedelta(hours=1), ALWAYS, *BERLIN) == start + timedelta(hours=1)
    assert is_working(start, ALWAYS, *BERLIN)


def test_a_day_when_the_clocks_change_has_its_own_length() -> None:
    """Clocks go forward on 28 March 2027, a Sunday: the night before is no reason to lose an hour on Monday."""
    start = datetime(2027, 3, 26, 16, tzinfo=UTC)  # Friday 17:00 in Berlin
    end = after_working(start, timedelta(hours=2), OFFICE, "Europe/Berlin", "")
    assert end == datetime(2027, 3, 29, 8, tzinfo=UTC)  # Monday 10:00, summer time


def test_when_a_team_works() -> None:
    """The last minute counts, the closing time does not."""
    assert is_working(berlin("2027-02-01T17:59"), OFFICE, *BERLIN)
    assert not is_working(berlin("2027-02-01T18:00"), OFFICE, *BERLIN)
    assert not is_working(berlin("2027-02-06T12:00"), OFFICE, *BERLIN)
