"""Moments become instants: calendar days in the anchor's zone, exact hours, month ends, and both odd nights."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.dates import Anchor, Timeline, elapsed, instant_of, next_at, resolve
from journey.moments import Moment, Span
from journey.phrases import parse_moment

BERLIN = "Europe/Berlin"
ZONES = (BERLIN, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana")


def at(text: str, zone: str = BERLIN) -> datetime:
    """A local time, as people write it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def when(text: str, anchor: datetime, *, anchor_zone: str = BERLIN, home: str = BERLIN, away: str = "") -> datetime:
    """When a phrase about `x` is."""
    moment = parse_moment(text)
    assert isinstance(moment, Moment), moment
    timeline = Timeline(customer_zone=home, destination_zone=away, dates={"x": Anchor(anchor, anchor_zone)})
    found = resolve(moment, timeline)
    assert found is not None
    assert found.tzinfo is UTC
    return found


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        ("when x", "2027-07-10 12:34", "2027-07-10 12:34"),
        ("4w before x at 10:00", "2027-07-10 06:00", "2027-06-12 10:00"),
        ("1mo after x", "2027-01-31 09:00", "2027-02-28 09:00"),
        ("1mo before x", "2027-03-31 09:00", "2027-02-28 09:00"),
        ("1y after x", "2028-02-29 09:00", "2029-02-28 09:00"),
        ("3d after x", "2027-03-26 18:00", "2027-03-29 18:00"),  # over the spring night: the same time of day
        ("72h after x", "2027-03-26 18:00", "2027-03-29 19:00"),  # exact hours: one later by the clock
        ("1d after x at 02:30", "2027-03-27 12:00", "2027-03-28 03:30"),  # 02:30 does not exist that night
        ("30min after x", "2027-03-28 01:45", "2027-03-28 03:15"),
    ],
)
def test_moments_fall_where_people_expect_them(text: str, anchor: str, expected: str) -> None:
    """Days are calendar days, months end on their last day, hours and minutes are exact."""
    assert when(text, at(anchor)) == at(expected)


def test_the_first_of_two_equal_times_counts() -> None:
    """02:30 on the night when clocks go back is the earlier one, still in summer time."""
    assert when("1d after x at 02:30", at("2027-10-30 12:00")) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_days_are_counted_in_the_anchors_zone_and_read_on_the_named_clock() -> None:
    """A departure at 01:00 in Bangkok on the 10th is the 9th in Berlin: days count from the 10th."""
    departure = at("2027-07-10 01:00", "Asia/Bangkok")
    away = {"anchor_zone": "Asia/Bangkok", "away": "Asia/Bangkok"}
    assert when("2d after x at 17:00 destination time", departure, **away) == at("2027-07-12 17:00", "Asia/Bangkok")
    assert when("2d after x at 17:00", departure, **away) == at("2027-07-12 17:00")
    assert when("2d after x", departure, **away) == at("2027-07-12 01:00", "Asia/Bangkok")


def test_without_a_destination_the_customers_clock_counts() -> None:
    """Destination time of a purchase without a destination is home time."""
    assert when("2d after x at 17:00 destination time", at("2027-07-10 09:00")) == at("2027-07-12 17:00")


def test_an_unknown_anchor_has_no_moment() -> None:
    """What has not happened yet cannot be counted from."""
    assert resolve(Moment(anchor="booked"), Timeline(customer_zone=BERLIN)) is None


def test_repetitions_count_from_the_anchor() -> None:
    """The third month after 31 January is 30 April, not 28 April: month ends do not drift."""
    moment = Moment(anchor="x", span=Span(1, "mo"), direction="after")
    timeline = Timeline(customer_zone=BERLIN, events={"x": Anchor(at("2027-01-31 12:00"), BERLIN)})
    assert resolve(moment, timeline, times=3) == at("2027-04-30 12:00")


def test_a_moment_beyond_the_calendar_never_comes() -> None:
    """9999 years before or after anything is not an error."""
    anchor = {"x": Anchor(at("2027-01-31 12:00"), BERLIN)}
    for direction in ("before", "after"):
        moment = parse_moment(f"9999y {direction} x")
        assert isinstance(moment, Moment)
        assert resolve(moment, Timeline(customer_zone=BERLIN, dates=anchor)) is None


def test_exact_lengths() -> None:
    """Months and years have no exact length."""
    assert elapsed(Span(25, "h")) == timedelta(hours=25)
    assert elapsed(Span(4, "w")) == timedelta(weeks=4)
    assert elapsed(Span(9, "mo")) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.times(), st.sampled_from(ZONES))  # noqa: DTZ001
def test_the_next_time_of_day_is_near(earliest: datetime, clock: time, zone: str) -> None:
    """The next time a clock is shown is not before the given moment and at most two days ahead."""
    start = earliest.replace(tzinfo=UTC)
    found = next_at(clock, zone, start)
    assert start <= found <= start + timedelta(days=2)


@given(st.dates(), st.times(), st.sampled_from(ZONES))
def test_existing_times_show_themselves(day: datetime, clock: time, zone: str) -> None:
    """An instant shows the day and time it was made of, or a later one where that time does not exist."""
    if not 1900 < day.year < 2100:
        return
    shown = instant_of(day, clock, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert timedelta() <= shown - datetime.combine(day, clock) <= timedelta(hours=24)
