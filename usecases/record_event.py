"""Records what happened to a customer: the fact, the purchase it concerns, and the contacts that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from authoring.experience import Experience
from storage.columns import JsonObject
from storage.customers import PersonRow, find_person
from storage.database import Store
from storage.purchases import (
    PurchaseRow,
    add_event,
    add_purchase,
    change_purchase,
    purchase_by_number,
    remember_call,
    remembered_call,
)
from storage.transactions import Transaction
from usecases.attribute_kinds import check_kinds
from usecases.bundles import Bundles
from usecases.make_invite import thank_recommender
from usecases.near_event import near_event
from usecases.plan_contacts import makes_needless, plan_contacts
from usecases.wrong_field import (
    Attribute,
    WrongField,
    check_attributes,
    check_moment,
    check_name,
    check_text,
    check_zone,
)

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseData:
    """The trip or order that an event concerns: `id` is the company's number; None leaves a field as it is.

    `amount_minor` is in the currency's smallest unit (cents). `destination_zone` is an IANA name.
    """

    id: str
    kind: Literal["trip", "order"] | None = None
    destination: str | None = None
    destination_zone: str | None = None
    departs_at: datetime | None = None
    returns_at: datetime | None = None
    amount_minor: int | None = None
    currency: str | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """A fact about a customer (`customer` is the company's number): booked, balance_paid, documents_ready, cancelled …

    `at` is when it happened; without one it is now.
    """

    event: str
    customer: str
    at: datetime | None = None
    purchase: PurchaseData | None = None
    data: dict[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The event is kept; it planned, moved or dropped so many `contacts`. `repeated`: it was there before.

    `near` is the event that was probably meant, where no journey listens to this one.
    """

    event_id: str
    contacts: int
    repeated: bool = False
    near: str = ""


@dataclass(frozen=True, slots=True)
class KeyReused:
    """The idempotency key belongs to another body: nothing was recorded."""


@dataclass(frozen=True, slots=True)
class _Scene:
    person: PersonRow
    purchase: PurchaseRow | None


async def record_event(
    store: Store,
    data: EventData,
    *,
    key: str,
    body_hash: str,
    bundles: Bundles,
    new_id: Callable[[], str],
    now: datetime,
) -> Recorded | KeyReused | list[WrongField]:
    """Record an event and plan anew, once a `key` ("" = the caller takes no care of repetitions).

    The same key with the same body answers as the first time; with another body nothing happens.
    """

    def work(tx: Transaction) -> Recorded | KeyReused | list[WrongField]:
        return record_in(tx, data, key=key, body_hash=body_hash, bundles=bundles, new_id=new_id, now=now)

    return await store.run(work)


def record_in(
    tx: Transaction,
    data: EventData,
    *,
    key: str,
    body_hash: str,
    bundles: Bundles,
    new_id: Callable[[], str],
    now: datetime,
) -> Recorded | KeyReused | list[WrongField]:
    """The same inside a transaction, for many at once."""
    before = remembered_call(tx, key) if key else None
    if before is not None:
        same = before[0] == body_hash
        return Recorded(**before[1], repeated=True) if same else KeyReused()
    experience = bundles.load_current(tx)
    scene = _scene(tx, data)
    wrong = scene if isinstance(scene, list) else []
    unknown = any((one.field, one.message) == ("purchase.id", "is not known") for one in wrong)
    if unknown and (near := near_event(data.event, experience)):
        wrong.append(WrongField("event", "is one that no journey listens to", f'did you mean "{near}"?'))
    if data.purchase is not None:
        wrong = wrong + check_kinds("purchase.attributes", data.purchase.attributes, experience.attributes.purchase)
    if wrong or isinstance(scene, list):
        return wrong
    recorded = replace(_record(tx, data, scene, experience, new_id, now), near=near_event(data.event, experience))
    if key:
        response = {"event_id": recorded.event_id, "contacts": recorded.contacts}
        remember_call(tx, key, body_hash=body_hash, response=response, now=now)
    return recorded


def _scene(tx: Transaction, data: EventData) -> _Scene | list[WrongField]:
    """The customer and purchase that the event concerns, or all that is wrong with it."""
    problems = _problems(data)
    person = find_person(tx, data.customer)
    if person is None or person.erased_at is not None:
        problems.append(
            WrongField("customer", "is not known", "send the customer first: PUT /api/v1/customers/{number}")
        )
    purchase = purchase_by_number(tx, data.purchase.id) if data.purchase else None
    if person and purchase and purchase.customer_id != person.id:
        problems.append(WrongField("purchase.id", "belongs to another customer", "check both numbers"))
    if data.purchase and purchase is None and _says_nothing_new(data):
        problems.append(
            WrongField("purchase.id", "is not known", 'send "booked" first, or what you know of the purchase')
        )
    if data.purchase and not problems:
        problems += _wrong_dates(data.purchase, purchase)
    if problems or person is None:
        return problems
    return _Scene(person, purchase)


def _problems(data: EventData) -> list[WrongField]:
    found = [check_name("event", data.event), check_moment("at", data.at)]
    if (bought := data.purchase) is not None:
        found += [
            check_text("purchase.id", bought.id),
            None if bought.id.strip() else WrongField("purchase.id", "is empty", "use your own number for it"),
            check_text("purchase.destination", bought.destination),
            check_zone("purchase.destination_zone", bought.destination_zone or ""),
            check_moment("purchase.departs_at", bought.departs_at),
            check_moment("purchase.returns_at", bought.returns_at),
            *check_attributes("purchase.attributes", bought.attributes),
        ]
    return [problem for problem in found if problem] + check_attributes("data", data.data)


def _says_nothing_new(data: EventData) -> bool:
    """Whether a purchase that we do not know is only named: then its number is probably misspelt."""
    return data.event != "booked" and data.purchase == PurchaseData(id=data.purchase.id if data.purchase else "")


def _wrong_dates(data: PurchaseData, known: PurchaseRow | None) -> list[WrongField]:
    departs = data.departs_at or (known.departs_at if known else None)
    returns = data.returns_at or (known.returns_at if known else None)
    if departs is None or returns is None or departs < returns:
        return []
    return [WrongField("purchase.returns_at", "is not after departs_at", "check both dates and their offsets")]


def _record(
    tx: Transaction, data: EventData, scene: _Scene, experience: Experience, new_id: Callable[[], str], now: datetime
) -> Recorded:
    at, event_id = data.at or now, new_id()
    purchase_id = _save_purchase(tx, data, scene, new_id, at, now)
    row = {"id": event_id, "customer_id": scene.person.id, "purchase_id": purchase_id or None}
    add_event(tx, row | {"name": data.event, "at": at, "data": data.data, "recorded_at": now})
    told = {**(data.purchase.attributes if data.purchase else {}), **data.data}
    thank_recommender(tx, scene.person.id, purchase_id, told, experience=experience, new_id=new_id, now=now)
    changed = plan_contacts(tx, scene.person.id, purchase_id, experience=experience, new_id=new_id, now=now)
    if purchase_id and makes_needless(data.event, experience):  # what waits for it outside any purchase
        changed += plan_contacts(tx, scene.person.id, "", experience=experience, new_id=new_id, now=now)
    return Recorded(event_id=event_id, contacts=changed)


def _save_purchase(
    tx: Transaction, data: EventData, scene: _Scene, new_id: Callable[[], str], at: datetime, now: datetime
) -> str:
    """Add or change the purchase; returns its id, "" where the event concerns none."""
    if data.purchase is None:
        return ""
    names = ("kind", "destination", "destination_zone", "departs_at", "returns_at", "amount_minor", "currency")
    row: JsonObject = {name: value for name in names if (value := getattr(data.purchase, name)) is not None}
    if data.event == CANCELLED:
        row["cancelled_at"] = at
    if scene.purchase is None:
        purchase_id = new_id()
        identity = {"id": purchase_id, "external_id": data.purchase.id, "customer_id": scene.person.id}
        add_purchase(tx, row | identity | {"attributes": data.purchase.attributes, "created_at": now})
        return purchase_id
    row["attributes"] = {**scene.purchase.attributes, **data.purchase.attributes}
    change_purchase(tx, scene.purchase.id, row)
    return scene.purchase.id
