"""We are quiet at night, on Sundays and holidays, in every zone and on both odd nights."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.calendar import Place, holidays_of, next_allowed, quiet_begins, quiet_rule, region_known
from journey.plan import ContactRules

RULES = ContactRules()
ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Havana",  # clocks change at midnight
    "Africa/Cairo",
    "Asia/Kathmandu",  # 5:45
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Apia",  # left out a day
    "Pacific/Kiritimati",
)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
any_rules = st.builds(
    ContactRules,
    quiet_from=clocks,
    quiet_until=clocks,
    quiet_days=st.sampled_from(((), ("sunday",), ("sunday", "public_holiday"))),
    margin=st.sampled_from((timedelta(0), timedelta(minutes=20))),
)


def berlin(text: str) -> datetime:
    """A local time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("asked", "expected", "rule"),
    [
        ("2027-06-09 12:00", "2027-06-09 12:00", ""),  # a Wednesday
        ("2027-06-09 09:00", "2027-06-09 09:00", ""),
        ("2027-06-09 19:59", "2027-06-09 19:59", ""),
        ("2027-06-09 20:00", "2027-06-10 09:00", "quiet hours 20:00-09:00"),
        ("2027-06-10 03:00", "2027-06-10 09:00", "quiet hours 20:00-09:00"),
        ("2027-06-12 20:30", "2027-06-14 09:00", "quiet hours 20:00-09:00"),  # Saturday night: Sunday is quiet too
        ("2027-06-13 12:00", "2027-06-14 09:00", "quiet day: sunday"),
        ("2027-03-28 02:30", "2027-03-30 09:00", "quiet day: sunday"),  # odd night, Easter Sunday, Easter Monday
        ("2027-10-31 02:30", "2027-11-01 09:00", "quiet day: sunday"),
    ],
)
def test_germany_is_quiet_when_it_should_be(asked: str, expected: str, rule: str) -> None:
    """Nights run over midnight, Sundays and holidays are whole days, and the rule has a name."""
    assert next_allowed(berlin(asked), Place("Europe/Berlin"), RULES) == berlin(expected)
    assert quiet_rule(berlin(asked), Place("Europe/Berlin"), RULES) == rule


def test_holidays_are_regional_and_named() -> None:
    """Epiphany is a holiday in Bavaria and a working day in Berlin."""
    epiphany = berlin("2027-01-06 12:00")
    assert "Epiphany" in quiet_rule(epiphany, Place("Europe/Berlin", "DE-BY"), RULES)
    assert quiet_rule(epiphany, Place("Europe/Berlin", "DE-BE"), RULES) == ""


def test_the_local_date_decides() -> None:
    """Saturday 20:00 in New York is Sunday in Berlin; it is New York's calendar that counts."""
    saturday = datetime(2027, 6, 12, 23, 0, tzinfo=UTC)
    assert quiet_rule(saturday, Place("America/New_York", "US"), RULES) == ""
    assert quiet_rule(saturday, Place("Pacific/Auckland", "NZ"), RULES) == "quiet day: sunday"


def test_unknown_regions_have_no_holidays() -> None:
    """A misspelt region silences nobody; a misspelt part of a country keeps the country's holidays."""
    assert holidays_of("ATLANTIS", 2027) == {}
    assert holidays_of("DE-XX", 2027) == holidays_of("DE", 2027)
    assert region_known("DE-BY")
    assert not region_known("DE-XX")
    for nowhere in ("ATLANTIS", "", "-", "de", "__name__", "utils", "XX", "Bayern"):
        assert not region_known(nowhere)


def test_a_margin_closes_earlier() -> None:
    """With half an hour's margin nothing starts after 19:30."""
    rules = ContactRules(margin=timedelta(minutes=30))
    assert next_allowed(berlin("2027-06-09 19:29"), Place("Europe/Berlin"), rules) == berlin("2027-06-09 19:29")
    assert next_allowed(berlin("2027-06-09 19:30"), Place("Europe/Berlin"), rules) == berlin("2027-06-10 09:00")


def test_rules_that_leave_no_moment_end_the_search() -> None:
    """A margin longer than the open hours leaves no moment, and says so."""
    rules = ContactRules(quiet_from=time(10), quiet_until=time(9), margin=timedelta(hours=2))
    assert next_allowed(berlin("2027-06-09 12:00"), Place("Europe/Berlin"), rules) is None


def test_a_quiet_hour_shown_twice_is_quiet_twice() -> None:
    """Quiet until 02:30 on the night when clocks go back: free from 02:30 to 03:00, quiet again, free for good."""
    rules = ContactRules(quiet_from=time(20), quiet_until=time(2, 30), quiet_days=())
    place = Place("Europe/Berlin")
    second_two_ten = datetime(2027, 10, 31, 1, 10, tzinfo=UTC)
    assert quiet_rule(second_two_ten, place, rules)
    assert next_allowed(second_two_ten, place, rules) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@given(instants, st.sampled_from(ZONES), any_rules)
def test_the_next_allowed_moment_is_never_quiet(at: datetime, zone: str, rules: ContactRules) -> None:
    """Across zones, years, odd nights and rules: not before, not quiet, and asking again changes nothing."""
    place = Place(zone)
    found = next_allowed(at, place, rules)
    if found is None:
        return
    assert found >= at
    assert quiet_rule(found, place, rules) == ""
    assert next_allowed(found, place, rules) == found
    if quiet_rule(at, place, rules) == "":
        assert found == at


@given(instants, st.sampled_from(ZONES))
def test_nobody_waits_long(at: datetime, zone: str) -> None:
    """With the shipped rules the wait is bounded by the longest run of quiet days."""
    found = next_allowed(at, Place(zone), RULES)
    assert found is not None
    assert found - at <= timedelta(days=5)


def test_when_quiet_begins() -> None:
    """This evening, at midnight before a Sunday where evenings are free, at once within quiet hours, or not so soon."""
    place, ten_hours = Place("Europe/Berlin", "DE"), timedelta(hours=10)
    afternoon = berlin("2027-06-02 17:00")
    evening = ContactRules(quiet_from=time(20), quiet_until=time(9), quiet_days=())
    assert quiet_begins(afternoon, place, evening, within=ten_hours) == berlin("2027-06-02 20:00")
    assert quiet_begins(afternoon + timedelta(seconds=77), place, evening, within=ten_hours) == berlin(
        "2027-06-02 20:00"
    )
    assert quiet_begins(afternoon, place, evening, within=timedelta(hours=2)) is None
    assert quiet_begins(berlin("2027-06-02 22:00"), place, evening, within=ten_hours) == berlin("2027-06-02 22:00")
    sundays = ContactRules(quiet_from=time(0), quiet_until=time(0), quiet_days=("sunday",))
    assert quiet_begins(berlin("2027-06-05 17:00"), place, sundays, within=ten_hours) == berlin("2027-06-06 00:00")
    assert quiet_begins(afternoon, place, sundays, within=ten_hours) is None
