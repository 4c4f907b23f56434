"""Photos and files of customers: what waits to be fetched, where it lies on disk, and what must be deleted there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, and_, select

from storage.columns import METADATA, JsonObject, UtcDateTime
from storage.customers import addresses
from storage.transactions import Transaction
from storage.upserts import insert

media_files = Table(
    "media_files",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("sender", String, nullable=False),  # the address it came from; its customer is found by it
    Column("message_id", String, nullable=False),
    Column("place", Integer, nullable=False),  # among the files of its message
    Column("platform_id", String, nullable=False),  # what the platform hands it out for
    Column("mime_type", String, nullable=False, default=""),
    Column("size", Integer, nullable=False, default=0),
    Column("state", String, nullable=False, default="waiting"),  # waiting | stored | refused | erased
    Column("reason", String, nullable=False, default=""),
    Column("file", String, nullable=False, default=""),  # its name in the media folder; "" = nothing lies there
    Column("tries", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime, nullable=False),
    Column("accepted_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "message_id", "place"),
    Index("ix_media_files_state_due_at", "state", "due_at"),
    Index("ix_media_files_channel_sender", "channel", "sender"),
)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One photo or file of a customer. `file` is its name in the media folder once it is `stored`."""

    id: int
    channel: str
    sender: str
    message_id: str
    platform_id: str
    mime_type: str
    size: int
    state: str
    reason: str
    file: str
    tries: int
    accepted_at: datetime


_ALL = select(*(media_files.c[name] for name in MediaFile.__slots__))


def add_media(tx: Transaction, rows: Iterable[JsonObject]) -> None:
    """What is to be fetched; a message that was delivered before changes nothing."""
    wanted = list(rows)
    if wanted:
        tx.execute(insert(tx, media_files).values(wanted).on_conflict_do_nothing())


def due_media(tx: Transaction, now: datetime, limit: int) -> list[MediaFile]:
    """What is to be fetched now, the oldest first."""
    waits = (media_files.c.state == "waiting") & (media_files.c.due_at <= now)
    return [MediaFile(*row) for row in tx.execute(_ALL.where(waits).order_by(media_files.c.id).limit(limit))]


def settle_media(tx: Transaction, media_id: int, **change: object) -> bool:
    """Write down what became of it; False where it was erased meanwhile."""
    here = (media_files.c.id == media_id) & (media_files.c.state == "waiting")
    return bool(tx.execute(media_files.update().where(here).values(**change)).rowcount)


def media_of(tx: Transaction, customer_id: str, *, since: datetime | None = None) -> list[MediaFile]:
    """What a customer has sent by any of his addresses, in order; `since` leaves out what is older."""
    his = and_(
        addresses.c.channel == media_files.c.channel,
        addresses.c.platform_id == media_files.c.sender,
        addresses.c.customer_id == customer_id,
    )
    query = _ALL.join(addresses, his).where(media_files.c.state != "erased")
    if since is not None:
        query = query.where(media_files.c.accepted_at >= since)
    return [MediaFile(*row) for row in tx.execute(query.order_by(media_files.c.id))]


def media_of_messages(tx: Transaction, channel: str, message_ids: Sequence[str]) -> list[MediaFile]:
    """The files of some messages, in order."""
    here = (media_files.c.channel == channel) & media_files.c.message_id.in_(list(message_ids))
    return [MediaFile(*row) for row in tx.execute(_ALL.where(here).order_by(media_files.c.id))]


def erase_media(tx: Transaction, customer_id: str) -> None:
    """Nothing of a customer's files is fetched or handed out any more; what lies on disk is to be deleted."""
    his = select(addresses.c.platform_id).where(
        addresses.c.customer_id == customer_id, addresses.c.channel == media_files.c.channel
    )
    blank = {"state": "erased", "sender": "", "platform_id": "", "reason": ""}
    tx.execute(media_files.update().where(media_files.c.sender.in_(his)).values(**blank))


def forget_media(tx: Transaction, *, before: datetime) -> int:
    """What is older is to be deleted as well; returns how many files that are."""
    old = (media_files.c.accepted_at < before) & (media_files.c.state != "erased")
    return tx.execute(media_files.update().where(old).values(state="erased", platform_id="", reason="")).rowcount


def media_to_delete(tx: Transaction, limit: int) -> list[tuple[int, str]]:
    """(id, file) of what must go from disk."""
    query = select(media_files.c.id, media_files.c.file).where(
        media_files.c.state == "erased", media_files.c.file != ""
    )
    return [(row.id, row.file) for row in tx.execute(query.order_by(media_files.c.id).limit(limit))]


def note_deleted(tx: Transaction, ids: Iterable[int]) -> None:
    """Nothing of these lies on disk any more."""
    tx.execute(media_files.update().where(media_files.c.id.in_(list(ids))).values(file=""))
