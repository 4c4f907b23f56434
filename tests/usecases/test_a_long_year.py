"""A year of a travel company in ten zones: whatever left was allowed to leave, and every contact is accounted for.

What was sent is checked against the ledger, the calendar and the budget by other means than the gate's. A small company
is played in every run, one of 10,000 customers in `make test-long`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest

from tests.usecases.year import OUTAGE, Lived, live

SMALL, LARGE = 12, 10_000
GERMAN = holidays.country_holidays("DE", subdiv="BE", years=range(2027, 2030))


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """A year is played once for all checks."""
    return "asyncio"


@pytest.fixture(
    scope="module",
    params=[pytest.param(SMALL, id="small"), pytest.param(LARGE, id="large", marks=pytest.mark.long)],
)
async def years(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lived, Lived]:
    """The same year, played twice."""
    folders: list[Path] = [tmp_path_factory.mktemp(f"year{times}") for times in range(2)]
    return await live(folders[0], request.param), await live(folders[1], request.param)


def local(year: Lived, row: dict[str, Any], trips: dict[str, list[dict[str, Any]]]) -> datetime:
    """What the customer's clock shows when a message leaves: the destination's while he travels."""
    at: datetime = row["settled_at"]
    away = [
        trip
        for trip in trips[row["customer_id"]]
        if trip["destination_zone"] and not trip["cancelled_at"] and trip["departs_at"] <= at < trip["returns_at"]
    ]
    zones = {trip["destination_zone"] for trip in away} or {year.customers[row["customer_id"]]["zone"]}
    return min((at.astimezone(ZoneInfo(zone)) for zone in zones), key=lambda shown: 9 <= shown.hour < 20)


def trips_of(year: Lived) -> dict[str, list[dict[str, Any]]]:
    """Everybody's trips."""
    trips: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for trip in year.purchases:
        trips[trip["customer_id"]].append(trip)
    return trips


@pytest.mark.anyio
async def test_nobody_is_woken(years: tuple[Lived, Lived]) -> None:
    """Every contact left between 09:00 and 20:00, on no Sunday or holiday, on the clock of where the customer was."""
    year = years[0]
    trips = trips_of(year)
    assert len(year.sent) > 3 * SMALL
    for row in year.sent:
        if len({trip["destination_zone"] for trip in trips[row["customer_id"]]}) > 1:
            continue  # two journeys that overlap: the gate takes the first it finds
        shown = local(year, row, trips)
        assert (9 <= shown.hour < 20, shown.weekday() != 6, shown.date() not in GERMAN) == (True, True, True), shown


@pytest.mark.anyio
async def test_nothing_leaves_without_consent_or_to_the_erased(years: tuple[Lived, Lived]) -> None:
    """At each survey or nudge the ledger's latest word was yes, and whoever was erased is not written to any more."""
    year = years[0]
    purposes = {row["id"]: row["purpose"] for row in year.contacts}
    said: dict[tuple[str, str], list[tuple[datetime, bool]]] = defaultdict(list)
    for line in year.consents:
        said[line["customer_id"], line["purpose"]].append((line["at"], line["granted"]))
    for row in year.sent:
        lines = said[row["customer_id"], purposes[row["contact_id"]]]
        latest = bisect_right([at for at, _ in lines], row["settled_at"])
        assert purposes[row["contact_id"]] == "service" or lines[latest - 1][1]
        erased = year.customers[row["customer_id"]]["erased_at"]
        assert erased is None or row["settled_at"] <= erased
    assert sum(one["erased_at"] is not None for one in year.customers.values()) > 0


@pytest.mark.anyio
async def test_nobody_is_asked_too_often(years: tuple[Lived, Lived]) -> None:
    """Three surveys and one nudge in any 30 days, one of both in any 24 hours."""
    year = years[0]
    purposes = {row["id"]: row["purpose"] for row in year.contacts}
    times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for row in year.sent:
        times[row["customer_id"], purposes[row["contact_id"]]].append(row["settled_at"])
    for customer in year.customers:
        surveys, nudges = times[customer, "survey"], times[customer, "marketing"]
        for moments, most, window in ((surveys, 3, 30 * 24), (nudges, 1, 30 * 24), (surveys + nudges, 1, 24)):
            ordered = sorted(moments)
            pairs = zip(ordered, ordered[most:], strict=False)
            assert all(last - first >= timedelta(hours=window) for first, last in pairs)


@pytest.mark.anyio
async def test_every_contact_is_accounted_for(years: tuple[Lived, Lived]) -> None:
    """The sums are exact: sent, refused, dropped, nothing twice, nothing left over, and each refusal names its rule."""
    year = years[0]
    states = Counter(row["state"] for row in year.contacts)
    fates = Counter(row["state"] for row in year.openings)
    assert states["opened"] + states["refused"] + states["dropped"] == len(year.contacts)
    opened = {row["id"] for row in year.contacts if row["state"] == "opened"}
    assert len({row["contact_id"] for row in year.sent}) == len(year.sent)
    assert {row["contact_id"] for row in year.sent} <= opened
    unsent = [row for row in year.openings if row["contact_id"] in opened and row["state"] != "sent"]
    assert all(row["state"] == "refused" and row["outcome"] for row in unsent)
    assert len(year.sent) + len({row["contact_id"] for row in unsent}) == len(opened), (fates, states)
    quiet = [row for row in year.contacts if row["state"] != "opened"]
    assert all(row["rule"] for row in quiet)
    rules = {row["rule"].split(" (")[0] for row in quiet}
    assert rules >= {"stop_when: cancelled", "no consent to marketing", "unless: balance_paid"}
    assert any(row["rule"] for row in year.contacts if row["state"] == "opened")  # shifted before
    names = Counter(
        (row["customer_id"], row["purchase_id"], row["contact"], row["occurrence"]) for row in year.contacts
    )
    assert max(names.values()) == 1


@pytest.mark.anyio
async def test_an_outage_is_followed_by_no_flood(years: tuple[Lived, Lived]) -> None:
    """While nothing ran nothing left; in the two hours after it no more left than on any usual day."""
    year = years[0]
    assert not [row for row in year.sent if OUTAGE[0] <= row["settled_at"] < OUTAGE[1]]
    after = sum(OUTAGE[1] <= row["settled_at"] < OUTAGE[1] + timedelta(hours=2) for row in year.sent)
    busiest = max(Counter(row["settled_at"].date() for row in year.sent).values())
    assert after <= busiest


@pytest.mark.anyio
async def test_the_year_played_twice_is_the_same_year(years: tuple[Lived, Lived]) -> None:
    """Not one contact or message differs in state, rule or moment."""
    assert years[0].digest() == years[1].digest()
