"""Puts together what the loyalty figures are counted from: buyers, their ratings, cases and withdrawals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby
from zoneinfo import ZoneInfo

from authoring.experience import Experience
from insights.at_risk import Judged, Signals, at_risk, fans, judge
from insights.banded import thirds
from insights.experience import Rated, Standing, on_hundred, standing
from insights.journey_map import WEIGHT
from insights.loyalty import (
    YEAR,
    Bought,
    Buyer,
    Cohort,
    Recommended,
    Share,
    advocates,
    cohorts,
    recommended,
    repeat_rate,
    time_to_next,
    usual_gap,
)
from insights.survival import Curve
from insights.worth import TooFew, Worth, worth
from journey.chance import in_hold_out
from storage.buyers import BookingRow, NameRow, RatingRow, bookings, names_of, ratings, waiting_cases, withdrawn
from storage.transactions import Transaction

RATED_FOR = timedelta(days=730)  # older ratings weigh next to nothing


@dataclass(frozen=True, slots=True)
class ThreeNumbers:
    """Satisfied: best band in the latest rating of the last year. Loyal: bought again. Advocate: brought a booking."""

    satisfied: Share
    loyal: Share
    advocate: Share


@dataclass(frozen=True, slots=True)
class Person:
    """One customer on a list, with the reasons or merits, and the experience score."""

    name: NameRow
    judged: Judged
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loyalty:
    """Everything the loyalty page shows. `worths` compares each journey that has a hold-out group."""

    numbers: ThreeNumbers
    curve: Curve
    gap: timedelta | None
    recommended: Recommended
    cohorts: Sequence[Cohort]
    worths: Mapping[str, Worth | TooFew]
    risks: Sequence[Person]
    fans: Sequence[Person]
    sample: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of everybody."""

    buyers: list[Buyer]
    booked: frozenset[str]
    ratings: dict[str, list[RatingRow]]


def see_numbers(tx: Transaction, *, now: datetime, currency: str) -> ThreeNumbers:
    """The three numbers alone, for the overview."""
    return _numbers(_read(tx, now, currency), now)


def see_loyalty(
    tx: Transaction, *, experience: Experience, now: datetime, currency: str, costs: Mapping[str, int]
) -> Loyalty:
    """All figures; `costs` is what each journey's messages have cost (smallest unit)."""
    known = _read(tx, now, currency)
    gap = usual_gap(known.buyers)
    found = [judge(each, now=now, usual_gap=gap) for each in _signals(tx, known, experience, now)]
    risks, friends = at_risk(found), fans(found)
    names = names_of(tx, {each.signals.customer_id for each in (*risks, *friends)})
    return Loyalty(
        numbers=_numbers(known, now),
        curve=time_to_next(known.buyers, now=now),
        gap=gap,
        recommended=recommended(known.buyers, since=now - YEAR, until=now),
        cohorts=cohorts(known.buyers, now=now, zone=ZoneInfo(experience.brand.zone)),
        worths=_worths(known.buyers, experience, costs, now),
        risks=_people(risks, names, known, experience, now),
        fans=_people(friends, names, known, experience, now),
        sample=any(row.sample for rows in known.ratings.values() for row in rows),
    )


def _read(tx: Transaction, now: datetime, currency: str) -> _Known:
    buyers, booked = [], set()
    for customer, rows in groupby(bookings(tx), key=lambda row: row.customer_id):
        theirs = [row for row in rows if row.at <= now]
        if theirs:
            buyers.append(Buyer(customer, tuple(_bought(row, currency) for row in theirs)))
        if any(row.until and row.until > now for row in theirs):
            booked.add(customer)
    by_customer: dict[str, list[RatingRow]] = {}
    for rating in ratings(tx, since=now - RATED_FOR):
        by_customer.setdefault(rating.customer_id, []).append(rating)
    return _Known(buyers, frozenset(booked), by_customer)


def _bought(row: BookingRow, currency: str) -> Bought:
    """An amount in another currency counts as a purchase, not as money: we know no exchange rate."""
    return Bought(row.at, (row.amount_minor or 0) if row.currency == currency else 0, row.recommender or "")


def _numbers(known: _Known, now: datetime) -> ThreeNumbers:
    latest = [rows[-1] for rows in known.ratings.values() if rows[-1].at >= now - YEAR]
    return ThreeNumbers(
        satisfied=Share(sum(_third(row) == 2 for row in latest), len(latest)),
        loyal=repeat_rate(known.buyers, now=now),
        advocate=advocates(known.buyers, since=now - YEAR, until=now),
    )


def _third(row: RatingRow) -> int:
    return thirds(row.scale, {row.band: 1}).index(1)


def _signals(tx: Transaction, known: _Known, experience: Experience, now: datetime) -> Iterable[Signals]:
    waiting, gone = waiting_cases(tx), withdrawn(tx, since=now - YEAR)
    brought: dict[str, int] = {}
    for each in chain.from_iterable(one.bought for one in known.buyers):
        if each.recommended_by:
            brought[each.recommended_by] = brought.get(each.recommended_by, 0) + 1
    buyers = {one.id: one for one in known.buyers}
    for customer in {*buyers, *known.ratings, *waiting, *gone}:
        rows = known.ratings.get(customer, [])
        bought = buyers[customer].bought if customer in buyers else ()
        today, due = _standing(rows, experience, now), waiting.get(customer)
        yield Signals(
            customer_id=customer,
            last_third=_third(rows[-1]) if rows and rows[-1].at >= now - YEAR else None,
            case_open=customer in waiting,
            case_late=due is not None and due < now,
            falling=today is not None and today.falling,
            withdrew=customer in gone,
            purchases=len(bought),
            last_bought_at=bought[-1].at if bought else None,
            something_booked=customer in known.booked,
            recommended=brought.get(customer, 0),
            worth=sum(one.amount for one in bought),
        )


def _standing(rows: Sequence[RatingRow], experience: Experience, now: datetime) -> Standing | None:
    return standing([rated(row, experience) for row in rows], now)


def rated(row: RatingRow, experience: Experience) -> Rated:
    """A stored score as the experience score weighs it."""
    touchpoint = experience.touchpoints.get(row.touchpoint)
    return Rated(on_hundred(row.scale, row.score), row.at, WEIGHT[touchpoint.importance if touchpoint else "medium"])


def _worths(
    buyers: Sequence[Buyer], experience: Experience, costs: Mapping[str, int], now: datetime
) -> dict[str, Worth | TooFew]:
    found: dict[str, Worth | TooFew] = {}
    for journey in experience.journeys.values():
        if journey.hold_out > 0:
            out = {buyer.id for buyer in buyers if in_hold_out(journey, buyer.id)}
            contacted = [buyer for buyer in buyers if buyer.id not in out]
            held_out = [buyer for buyer in buyers if buyer.id in out]
            found[journey.name] = worth(contacted, held_out, cost=costs.get(journey.name, 0), now=now)
    return found


def _people(
    judged: Sequence[Judged], names: Mapping[str, NameRow], known: _Known, experience: Experience, now: datetime
) -> list[Person]:
    return [
        Person(
            names[each.signals.customer_id],
            each,
            _standing(known.ratings.get(each.signals.customer_id, []), experience, now),
        )
        for each in judged
        if each.signals.customer_id in names
    ]
