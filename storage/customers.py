"""Customers, their addresses, the ledger of their consents, and the personal links that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, UniqueConstraint, bindparam, false, select

from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.merges import merged_into
from storage.prepared import Query, columns, one_of
from storage.transactions import Transaction

customers = Table(
    "customers",
    METADATA,
    Column("id", String, primary_key=True),
    Column("external_id", String, unique=True),  # the company's own number; None for strangers
    Column("first_name", String, nullable=False, default=""),
    Column("last_name", String, nullable=False, default=""),
    Column("salutation", String, nullable=False, default=""),
    Column("language", String, nullable=False, default="de"),
    Column("form", String, nullable=False, default=""),  # "" = the brand's
    Column("zone", String, nullable=False, default="Europe/Berlin"),
    Column("zone_source", String, nullable=False, default="brand"),  # brand | given | guessed
    Column("attributes", Json, nullable=False, default=dict),
    Column("sample", Boolean, nullable=False, default=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
)

addresses = Table(
    "addresses",
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("platform_id", String, nullable=False),
    Column("state", String, nullable=False, default="open"),  # open | stopped | blocked | dead
    Column("last_inbound_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "platform_id"),
)

consents = Table(
    "consents",  # a ledger: rows are only added, the latest by purpose counts
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("purpose", String, nullable=False),  # survey | marketing | service
    Column("granted", Boolean, nullable=False),
    Column("waits", Boolean, nullable=False, default=False, server_default=false()),  # a yes not confirmed by himself
    Column("version", String, nullable=False, default=""),
    Column("channel", String, nullable=False, default=""),
    Column("source", String, nullable=False),  # the session, keyword, API call or import it came by
    Column("at", UtcDateTime, nullable=False),
    Index("ix_consents_customer_id_purpose_at", "customer_id", "purpose", "at"),
)

link_tokens = Table(
    "link_tokens",
    METADATA,
    Column("token", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("purchase_id", String),
    Column("flow", String, nullable=False, default="welcome"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)


@dataclass(slots=True)
class CustomerRow:
    """What turns need of a customer."""

    id: str
    first_name: str
    last_name: str
    salutation: str
    language: str
    form: str
    zone: str
    attributes: JsonObject
    sample: bool = False


@dataclass(slots=True)
class AddressRow:
    """Where a customer is reached; a batch of turns changes it in memory before it is written."""

    id: str
    customer_id: str
    channel: str
    platform_id: str
    state: str
    last_inbound_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What the ledger says last about a purpose; one that `waits` is a yes that he has not confirmed himself.

    `said_here`: by a message of his own on one of our channels.
    """

    granted: bool
    waits: bool
    version: str
    said_here: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is a yes by which we may write."""
        return self.granted and not self.waits


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A personal link: whom it leads to and what it starts."""

    token: str
    customer_id: str
    purchase_id: str | None
    flow: str
    used_at: datetime | None


_CUSTOMERS = Query(
    select(
        customers.c.id,
        customers.c.first_name,
        customers.c.last_name,
        customers.c.salutation,
        customers.c.language,
        customers.c.form,
        customers.c.zone,
        customers.c.attributes,
        customers.c.sample,
    ).where(one_of(customers.c.id, "ids"), customers.c.erased_at.is_(None)),
    CustomerRow,
)
_ADDRESS = select(
    addresses.c.id,
    addresses.c.customer_id,
    addresses.c.channel,
    addresses.c.platform_id,
    addresses.c.state,
    addresses.c.last_inbound_at,
)
_ADDRESSES_AT = Query(
    _ADDRESS.where(addresses.c.channel == bindparam("channel"), one_of(addresses.c.platform_id, "ids")), AddressRow
)
_ADDRESSES = Query(_ADDRESS.where(one_of(addresses.c.id, "ids")), AddressRow)
_ADDRESSES_OF = Query(_ADDRESS.where(one_of(addresses.c.customer_id, "ids")), AddressRow)
_TOKENS = Query(
    select(
        link_tokens.c.token,
        link_tokens.c.customer_id,
        link_tokens.c.purchase_id,
        link_tokens.c.flow,
        link_tokens.c.used_at,
    ).where(one_of(link_tokens.c.token, "ids")),
    TokenRow,
)


def customers_by_id(tx: Transaction, ids: Iterable[str]) -> dict[str, CustomerRow]:
    """Customers by id; erased ones are not found."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: row for row in _CUSTOMERS.all(tx, {"ids": wanted})}


def addresses_at(tx: Transaction, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], AddressRow]:
    """Addresses by (channel, platform id)."""
    by_channel: dict[str, list[str]] = {}
    for channel, platform_id in places:
        by_channel.setdefault(channel, []).append(platform_id)
    found: dict[tuple[str, str], AddressRow] = {}
    for channel, ids in by_channel.items():
        for row in _ADDRESSES_AT.all(tx, {"channel": channel, "ids": ids}):
            found[channel, row.platform_id] = row
    return found


def addresses_by_id(tx: Transaction, ids: Iterable[str]) -> dict[str, AddressRow]:
    """Addresses by id."""
    wanted = list(ids)
    return {row.id: row for row in _ADDRESSES.all(tx, {"ids": wanted})} if wanted else {}


def addresses_of(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, list[AddressRow]]:
    """Every customer's addresses, the one he wrote from last first."""
    wanted = list(customer_ids)
    found: dict[str, list[AddressRow]] = {}
    for row in _ADDRESSES_OF.all(tx, {"ids": wanted}) if wanted else ():
        found.setdefault(row.customer_id, []).append(row)
    for of_customer in found.values():
        of_customer.sort(key=lambda address: address.last_inbound_at.timestamp() if address.last_inbound_at else 0.0)
        of_customer.reverse()
    return found


def tokens_by_value(tx: Transaction, tokens: Iterable[str]) -> dict[str, TokenRow]:
    """Personal links by their token."""
    wanted = list(tokens)
    return {row.token: row for row in _TOKENS.all(tx, {"ids": wanted})} if wanted else {}


def is_stranger(tx: Transaction, customer_id: str) -> bool:
    """Whether the company has no number of its own for this customer: he came in by himself."""
    here = (customers.c.id == customer_id) & customers.c.external_id.is_(None) & customers.c.erased_at.is_(None)
    return tx.execute(select(customers.c.id).where(here)).first() is not None


def close_address(tx: Transaction, channel: str, platform_id: str, state: str) -> None:
    """A platform says that nobody can be reached there: `state` is "blocked" or "dead"; a stop stays a stop."""
    here = (addresses.c.channel == channel) & (addresses.c.platform_id == platform_id)
    tx.execute(addresses.update().where(here, addresses.c.state == "open").values(state=state))


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Everything we know of a customer, erased ones included."""

    id: str
    external_id: str | None
    first_name: str
    last_name: str
    salutation: str
    language: str
    form: str
    zone: str
    zone_source: str
    attributes: JsonObject
    sample: bool
    erased_at: datetime | None


_PERSON = select(*(customers.c[name] for name in PersonRow.__slots__))
_BY_NUMBER = _PERSON.where(customers.c.external_id == bindparam("reference"))
_BY_ID = _PERSON.where(customers.c.id == bindparam("reference"))
_CONSENTS = Query(
    select(
        consents.c.customer_id,
        consents.c.purpose,
        consents.c.granted,
        consents.c.waits,
        consents.c.version,
        consents.c.channel,
    )
    .where(one_of(consents.c.customer_id, "ids"))
    .order_by(consents.c.at, consents.c.id),
    columns,
)


def find_person(tx: Transaction, reference: str) -> PersonRow | None:
    """A customer by the company's number, else by our id; one who was merged by hand is the one he was merged into."""
    person = find_record(tx, reference)
    while person is not None and (kept := merged_into(tx, person.id)):
        person = find_record(tx, kept)
    return person


def find_record(tx: Transaction, reference: str) -> PersonRow | None:
    """The customer's own row, whether he was merged or not."""
    for query in (_BY_NUMBER, _BY_ID):
        row = tx.execute(query, {"reference": reference}).first()
        if row is not None:
            return PersonRow(*row)
    return None


def latest_words(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, dict[str, Word]]:
    """The ledger's latest word by customer and purpose.

    A yes that waits takes nothing back of one that counts, nor one that he says here of one that came with its proof.
    """
    wanted = list(customer_ids)
    found: dict[str, dict[str, Word]] = {}
    for customer_id, purpose, granted, waits, version, channel in _CONSENTS.all(tx, {"ids": wanted}) if wanted else ():
        words = found.setdefault(customer_id, {})
        before = words.get(purpose)
        stands = before is not None and before.counts
        if not (waits and stands):
            here = channel != "" and (before is None or not stands or before.said_here)
            words[purpose] = Word(granted, waits, version, here)
    return found


def latest_consents(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, dict[str, bool]]:
    """Whether we may write, by customer and purpose, as the ledger's latest word says."""
    words = latest_words(tx, customer_ids)
    return {who: {purpose: word.counts for purpose, word in said.items()} for who, said in words.items()}


def customer_attributes(tx: Transaction) -> Iterator[JsonObject]:
    """What the company told us about each customer who was not erased, one after the other."""
    query = select(customers.c.attributes).where(customers.c.erased_at.is_(None)).order_by(customers.c.id)
    yield from tx.execute(query.execution_options(yield_per=2000)).scalars()


def add_customer(tx: Transaction, row: JsonObject) -> None:
    """A new customer."""
    tx.execute(customers.insert(), row)


def change_customer(tx: Transaction, customer_id: str, row: JsonObject) -> None:
    """Write these columns of a customer."""
    tx.execute(customers.update().where(customers.c.id == customer_id).values(**row))


def add_addresses(tx: Transaction, rows: Iterable[JsonObject]) -> None:
    """Addresses that were not known."""
    lines = list(rows)
    if lines:
        tx.execute(addresses.insert(), lines)


def add_consents(tx: Transaction, rows: Iterable[JsonObject]) -> None:
    """Lines for the ledger."""
    lines = list(rows)
    if lines:
        tx.execute(consents.insert(), lines)


def add_token(tx: Transaction, row: JsonObject) -> None:
    """A personal link."""
    tx.execute(link_tokens.insert(), row)
