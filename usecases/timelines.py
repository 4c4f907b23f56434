"""What a journey may count from for one purchase: its dates and events as anchors, each in its own zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from conversation.flow import Brand
from journey.dates import Anchor, Timeline, instant_of, zone_info
from journey.plan import Journey, PlannedDate
from storage.customers import PersonRow
from storage.purchases import EventRow, PurchaseRow


def timeline_of(
    journey: Journey,
    person: PersonRow,
    purchase: PurchaseRow | None,
    events: Sequence[EventRow],
    brand: Brand,
    elsewhere: Sequence[EventRow] = (),
) -> Timeline:
    """The anchors that `journey` knows for this purchase (or, without one, for the customer himself).

    An event that came several times counts with its latest; outside a purchase each time is a round of its own, and
    what makes it needless may have come to any purchase (`elsewhere`).
    """
    destination = purchase.destination_zone if purchase else ""
    zones = {"customer": person.zone, "home": brand.zone, "destination": destination or person.zone}
    dates = {date.name: _date(date, person, purchase, zones[date.zone]) for date in journey.dates}
    times = Counter(event.name for event in events)
    return Timeline(
        customer_zone=person.zone,
        destination_zone=destination,
        dates={name: anchor for name, anchor in dates.items() if anchor is not None},
        events={event.name: Anchor(event.at, person.zone) for event in events},
        rounds={} if purchase else {name: count - 1 for name, count in times.items()},
        times={name: tuple(event.at for event in events if event.name == name) for name in times},
        elsewhere=None if purchase else _latest((*elsewhere, *events)),
        whose=f"{person.id}:{purchase.id if purchase else ''}",
    )


def _latest(events: Sequence[EventRow]) -> dict[str, datetime]:
    """The latest time of each event."""
    return {event.name: event.at for event in sorted(events, key=lambda each: each.at)}


def where_is(person_zone: str, purchases: Sequence[PurchaseRow], now: datetime) -> str:
    """The zone whose clock the customer lives by: the destination's while he travels."""
    return next((each.destination_zone for each in purchases if _travelling(each, now)), person_zone)


def _travelling(purchase: PurchaseRow, now: datetime) -> bool:
    known = purchase.destination_zone and zone_info(purchase.destination_zone)
    if not known or purchase.cancelled_at or not purchase.departs_at or not purchase.returns_at:
        return False
    return purchase.departs_at <= now < purchase.returns_at


def _date(date: PlannedDate, person: PersonRow, purchase: PurchaseRow | None, zone: str) -> Anchor | None:
    """The date's moment: a field or attribute of the purchase or the customer, as an ISO date or time."""
    owner, _, name = date.source.partition(".")
    if owner == "customer":
        at = _moment(person.attributes, name, zone)
    elif owner != "purchase" or purchase is None:
        at = None
    elif name in ("departs_at", "returns_at"):
        at = purchase.departs_at if name == "departs_at" else purchase.returns_at
    else:
        at = _moment(purchase.attributes, name, zone)
    return None if at is None else Anchor(at, zone)


def _moment(attributes: Mapping[str, object], name: str, zone: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(attributes.get(name, "")))
    except ValueError:
        return None
    return at if at.tzinfo else instant_of(at.date(), at.time(), zone)
