"""Takes many customers, events or reviews in at once: each line whole or not at all, whatever its neighbours are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from conversation.reading import Reading
from storage.database import Store
from storage.transactions import Transaction, is_broken_world
from usecases.bundles import Bundles
from usecases.import_review import KeptReview, ReviewData, review_in
from usecases.put_customer import CustomerData, StoredCustomer, put_in
from usecases.record_event import EventData, KeyReused, Recorded, record_in
from usecases.wrong_field import WrongField

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """A customer by number, an event by idempotency key (with the hash of its body), a review by its own id."""

    name: str
    data: CustomerData | EventData | ReviewData
    body_hash: str = ""


Fate = Literal["new", "changed", "known", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line; `id` is our own, `contacts` counts what it planned, moved or dropped.

    `waiting` are the purposes whose yes waits for the customer's own (double opt-in). `near` is the event that was
    probably meant, where no journey listens to this one.
    """

    fate: Fate
    id: str = ""
    contacts: int = 0
    wrong: tuple[WrongField, ...] = ()
    waiting: tuple[str, ...] = ()
    near: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """How to take lines in; `readings` are what the model saw, by text. With `dry_run` nothing stays."""

    bundles: Bundles
    new_id: Callable[[], str]
    now: datetime
    source: str = "import"
    dry_run: bool = False
    readings: Mapping[str, Reading] = field(default_factory=dict)


class _DryRunError(Exception):
    """Takes everything back."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


async def take_in(store: Store, items: Sequence[Item], how: Import) -> list[Outcome]:
    """One outcome an item, in order. Lines of one call see each other; a refused one leaves nothing behind."""

    def work(tx: Transaction) -> list[Outcome]:
        outcomes = [_one(tx, item, how) for item in items]
        if how.dry_run:
            raise _DryRunError(outcomes)
        return outcomes

    try:
        return await store.run(work)
    except _DryRunError as told:
        return told.outcomes


def _one(tx: Transaction, item: Item, how: Import) -> Outcome:
    savepoint = tx.begin_nested()
    try:
        outcome = _taken(tx, item, how)
    except Exception as error:
        if is_broken_world(error):
            raise
        savepoint.rollback()
        LOG.error("a line of an import failed: %s", type(error).__name__)
        return Outcome("refused", wrong=(WrongField("line", "broke something here", "report it: the log says what"),))
    if outcome.fate == "refused":
        savepoint.rollback()
    else:
        savepoint.commit()
    return outcome


def _taken(tx: Transaction, item: Item, how: Import) -> Outcome:
    name, data = item.name, item.data
    match data:
        case CustomerData():
            return _told(put_in(tx, name, data, new_id=how.new_id, now=how.now, bundles=how.bundles, source=how.source))
        case EventData():
            body, bundles, now = item.body_hash, how.bundles, how.now
            return _told(record_in(tx, data, key=name, body_hash=body, bundles=bundles, new_id=how.new_id, now=now))
        case ReviewData():
            reading = how.readings.get(data.text)
            return _told(review_in(tx, data, reading=reading, new_id=how.new_id, now=how.now))


def _told(done: StoredCustomer | Recorded | KeptReview | KeyReused | list[WrongField]) -> Outcome:
    match done:
        case StoredCustomer(customer_id, created, waiting):
            return Outcome("new" if created else "changed", customer_id, waiting=waiting)
        case Recorded():
            return Outcome("known" if done.repeated else "new", done.event_id, done.contacts, near=done.near)
        case KeptReview(response_id, repeated):
            return Outcome("known" if repeated else "new", response_id)
        case KeyReused():
            return Outcome("refused", wrong=(WrongField("key", "was used for another body", "use a fresh key"),))
        case _:
            return Outcome("refused", wrong=tuple(_as_column(one) for one in done))


def _as_column(wrong: WrongField) -> WrongField:
    """The customer's number has another name in files and batches than in the API's path."""
    return replace(wrong, field="number") if wrong.field == "external_id" else wrong
