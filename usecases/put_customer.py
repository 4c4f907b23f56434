"""Takes a customer in from another system: new, or changed; fields that are left out stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import phonenumbers
from phonenumbers import timezone

from conversation.flow import Brand
from conversation.messages import Channel, Form, Language, Purpose
from storage.columns import JsonObject
from storage.customers import (
    PersonRow,
    Word,
    add_addresses,
    add_consents,
    add_customer,
    addresses_at,
    change_customer,
    find_person,
    latest_words,
)
from storage.database import Store
from storage.ledger import ledger_of
from storage.suppressed import suppressed_among
from storage.transactions import Transaction
from storage.webhook_facts import consent_facts, tell_webhooks
from usecases.ask_own_yes import ask_own_yes, must_wait
from usecases.attribute_kinds import check_kinds
from usecases.bundles import Bundles
from usecases.plan_contacts import plan_all
from usecases.wrong_field import Attribute, WrongField, check_attributes, check_text, check_zone

NOBODY = Brand(name="")
UNKNOWN_ZONE = "Etc/Unknown"
BY_PHONE = {"sms", "whatsapp"}
"""Channels whose address is a phone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentData:
    """A consent that was given or withdrawn elsewhere, with the version of the text that the customer saw.

    `confirmed` says how and when he has confirmed it himself ("double opt-in by SMS on 3 May 2026"); without it a yes
    waits for his own where the brand wants that.
    """

    purpose: Purpose
    granted: bool
    version: str = ""
    confirmed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerData:
    """What another system knows of a customer; None leaves a field as it is.

    `zone` is an IANA name; without one it is guessed from `phone`, and told apart from a given one. `attributes` are
    facts for flows and journeys ("customer.price_class"); they are added to those known, a name at a time. `channels`
    are where the customer is reached by that phone number before he has written himself: SMS, WhatsApp.
    """

    first_name: str | None = None
    last_name: str | None = None
    salutation: str | None = None
    language: Language | None = None
    form: Form | None = None
    zone: str | None = None
    phone: str | None = None
    channels: tuple[Channel, ...] = ()
    attributes: dict[str, Attribute] = field(default_factory=dict)
    consents: tuple[ConsentData, ...] = ()
    sample: bool | None = None


@dataclass(frozen=True, slots=True)
class StoredCustomer:
    """The customer is in the database; `created` where he was not before.

    `waiting` are the purposes of this call whose yes counts only once he has confirmed it himself.
    """

    customer_id: str
    created: bool
    waiting: tuple[str, ...] = ()


async def put_customer(
    store: Store,
    external_id: str,
    data: CustomerData,
    *,
    new_id: Callable[[], str],
    now: datetime,
    bundles: Bundles | None = None,
    source: str = "api",
) -> StoredCustomer | list[WrongField]:
    """Add or change the customer with the company's number `external_id`; nothing is stored where a field is wrong.

    With `bundles`, what is planned for him moves along where his zone or attributes change it. `source` is written
    into the consent ledger.
    """

    def work(tx: Transaction) -> StoredCustomer | list[WrongField]:
        return put_in(tx, external_id, data, new_id=new_id, now=now, bundles=bundles, source=source)

    return await store.run(work)


def put_in(
    tx: Transaction,
    external_id: str,
    data: CustomerData,
    *,
    new_id: Callable[[], str],
    now: datetime,
    bundles: Bundles | None = None,
    source: str = "api",
) -> StoredCustomer | list[WrongField]:
    """The same inside a transaction, for many at once."""
    brand = bundles.load_current(tx).brand if bundles else NOBODY
    problems = _problems(external_id, data, brand)
    if bundles:
        problems += check_kinds("attributes", data.attributes, bundles.load_current(tx).attributes.customer)
    if problems:
        return problems
    stored = _store(tx, external_id, data, brand, new_id, now)
    _open_addresses(tx, stored.customer_id, data, brand, new_id, now)
    lines = _consent_rows(tx, stored.customer_id, data, brand, source, new_id, now)
    add_consents(tx, lines)
    tell_webhooks(tx, consent_facts(lines))
    if bundles and (data.channels or any(line["waits"] for line in lines)):
        ask_own_yes(tx, stored.customer_id, experience=bundles.load_current(tx), new_id=new_id, now=now)
    if bundles and not stored.created:
        plan_all(tx, stored.customer_id, experience=bundles.load_current(tx), new_id=new_id, now=now)
    return replace(stored, waiting=_waiting(tx, stored.customer_id, data))


def _problems(external_id: str, data: CustomerData, brand: Brand) -> list[WrongField]:
    texts = {
        "external_id": external_id,
        "first_name": data.first_name,
        "last_name": data.last_name,
        "salutation": data.salutation,
    }
    found = [check_text(name, text) for name, text in texts.items()]
    for place, each in enumerate(data.consents):
        found.append(check_text(f"consents.{place}.version", each.version))
        found.append(check_text(f"consents.{place}.confirmed", each.confirmed))
    if not external_id.strip():
        found.append(WrongField("external_id", "is empty", "use your own number for this customer"))
    if data.phone and _e164(data.phone, brand) is None:
        found.append(WrongField("phone", "is not a phone number", "write it with its country, like +49 30 1234567"))
    if data.channels and (not data.phone or not set(data.channels) <= BY_PHONE):
        found.append(WrongField("channels", "are not reached by a phone number", "send phone with sms or whatsapp"))
    found.append(check_zone("zone", data.zone or ""))
    return [problem for problem in found if problem] + check_attributes("attributes", data.attributes)


def _store(
    tx: Transaction, external_id: str, data: CustomerData, brand: Brand, new_id: Callable[[], str], now: datetime
) -> StoredCustomer:
    known = find_person(tx, external_id)
    if known is not None and known.id == external_id != known.external_id:  # our id of somebody looks like this number
        known = None
    row = _row(data, known, brand) | {"updated_at": now}
    if known is not None:
        change_customer(tx, known.id, row)
        return StoredCustomer(known.id, created=False)
    customer_id = new_id()
    add_customer(tx, {"language": brand.languages[0]} | row | _identity(customer_id, external_id, now))
    return StoredCustomer(customer_id, created=True)


def _open_addresses(
    tx: Transaction, customer_id: str, data: CustomerData, brand: Brand, new_id: Callable[[], str], now: datetime
) -> None:
    """The addresses at his phone. One that is known stays as it is: stopped, or another customer's.

    One of somebody who was erased begins stopped: only his own START, or his personal link, opens it.
    """
    phone = _e164(data.phone, brand) if data.phone else None
    places = [(channel, phone) for channel in data.channels if phone]
    known = addresses_at(tx, places)
    new = [place for place in places if place not in known]
    erased = suppressed_among(tx, new)
    common = {"customer_id": customer_id, "created_at": now}
    add_addresses(
        tx,
        [
            common
            | {"id": new_id(), "channel": place[0], "platform_id": place[1]}
            | {"state": "stopped" if place in erased else "open"}
            for place in new
        ],
    )


def _identity(customer_id: str, external_id: str, now: datetime) -> JsonObject:
    return {"id": customer_id, "external_id": external_id, "created_at": now}


def _row(data: CustomerData, known: PersonRow | None, brand: Brand) -> JsonObject:
    names = ("first_name", "last_name", "salutation", "language", "form", "sample")
    row: JsonObject = {name: getattr(data, name) for name in names if getattr(data, name) is not None}
    phone = _e164(data.phone, brand) if data.phone else None
    attributes = {**(known.attributes if known else {}), **data.attributes}
    row["attributes"] = {**attributes, "phone": phone} if phone else attributes
    return row | _zone(data, known, brand, phone)


def _zone(data: CustomerData, known: PersonRow | None, brand: Brand, phone: str | None) -> JsonObject:
    """A given zone beats a guessed one, a guessed one the brand's; where it came from is kept beside it."""
    if data.zone:
        return {"zone": data.zone, "zone_source": "given"}
    guessed = _zone_of(phone, brand) if phone else ""
    if guessed and (known is None or known.zone_source != "given"):
        return {"zone": guessed, "zone_source": "guessed"}
    return {} if known else {"zone": brand.zone, "zone_source": "brand"}


def _zone_of(phone: str, brand: Brand) -> str:
    """The zone of a number's country or area; where several are possible the brand's if it is one of them."""
    zones = [zone for zone in timezone.time_zones_for_number(phonenumbers.parse(phone)) if zone != UNKNOWN_ZONE]
    return brand.zone if brand.zone in zones else zones[0] if zones else ""


def _e164(phone: str, brand: Brand) -> str | None:
    try:
        number = phonenumbers.parse(phone, brand.region.partition("-")[0])
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else None


def _consent_rows(
    tx: Transaction,
    customer_id: str,
    data: CustomerData,
    brand: Brand,
    source: str,
    new_id: Callable[[], str],
    now: datetime,
) -> list[JsonObject]:
    """Lines for what differs from the ledger's latest word: sending the same again adds nothing."""
    if not data.consents:
        return []
    words = latest_words(tx, [customer_id]).get(customer_id, {})
    lines = ledger_of(tx, customer_id)
    changed: dict[str, ConsentData] = {each.purpose: each for each in data.consents}
    rows: list[JsonObject] = []
    for each in changed.values():
        word = words.get(each.purpose)
        waits = each.granted and not each.confirmed and must_wait(lines, brand, each.purpose, each.version)
        if waits is None or (word is not None and _is_known(each, word)):
            continue
        proof = f", confirmed: {each.confirmed}" if each.granted and each.confirmed else ""
        row = {"id": new_id(), "customer_id": customer_id, "purpose": each.purpose, "granted": each.granted}
        rows.append(row | {"waits": waits, "version": each.version, "source": f"{source}{proof}", "at": now})
    return rows


def _is_known(told: ConsentData, word: Word) -> bool:
    """Whether the ledger says the same already; a proof says more than a yes in one chat."""
    if not told.granted:
        return not word.granted
    return word.counts and not (told.confirmed and word.said_here)


def _waiting(tx: Transaction, customer_id: str, data: CustomerData) -> tuple[str, ...]:
    """What of this call waits for his own yes."""
    given = {each.purpose for each in data.consents if each.granted}
    words = latest_words(tx, [customer_id]).get(customer_id, {}) if given else {}
    return tuple(purpose for purpose, word in words.items() if word.waits and purpose in given)
