"""Fetches customers' photos and files from the platforms into the media folder, and deletes what must go from there.

What a file is, its first bytes say. Where its customer has an open case, its thread is told, so that the desk finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from bots.download import Fetched, FetchOutcome
from bots.outcome import Refused, RetryLater
from conversation.media_kinds import MEDIA_KINDS, kind_of
from conversation.messages import Media
from storage.cases import CaseRow, open_cases
from storage.customers import addresses_at
from storage.database import Store
from storage.desk_posts import add_posts
from storage.gone_on import gone_on
from storage.media_files import MediaFile, due_media, forget_media, media_to_delete, note_deleted, settle_media
from storage.transactions import Transaction
from usecases.media_folder import MediaFolder

MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


@runtime_checkable
class Fetches(Protocol):
    """A bot whose platform keeps customers' files for us to fetch."""

    async def fetch(self, media: Media, *, limit: int) -> FetchOutcome:
        """The file, where it has at most `limit` bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRules:
    """`most_bytes` of one file; files older than `kept` are deleted."""

    most_bytes: int = 20_000_000
    kept: timedelta = timedelta(days=365)


async def fetch_media(
    store: Store,
    *,
    bots: Mapping[str, object],
    folder: MediaFolder,
    rules: MediaRules,
    now: datetime,
    limit: int = 20,
) -> int:
    """Fetch what is due, delete what must go; returns how many files were settled, put off or deleted."""
    await store.run(partial(forget_media, before=now - rules.kept))
    deleted = await _delete(store, folder, limit)
    due = await store.read(lambda tx: due_media(tx, now, limit))
    for row in due:
        await _fetch(store, bots.get(row.channel), row, folder, rules, now)
    return deleted + len(due)


async def _fetch(
    store: Store, bot: object, row: MediaFile, folder: MediaFolder, rules: MediaRules, now: datetime
) -> None:
    outcome: FetchOutcome = Refused("this channel hands out no files")
    if row.size > rules.most_bytes:
        outcome = Refused("too large")
    elif isinstance(bot, Fetches):
        media = Media(row.platform_id, row.mime_type, row.size)
        outcome = await bot.fetch(media, limit=rules.most_bytes)
    match outcome:
        case Fetched(content):
            await _keep(store, row, content, folder, now)
        case RetryLater(reason, after_s) if row.tries + 1 < MOST_TRIES:
            pause = min(FIRST_PAUSE * 2**row.tries, LONGEST_PAUSE) if after_s is None else timedelta(seconds=after_s)
            change = {"tries": row.tries + 1, "due_at": now + pause, "reason": reason}
            await store.run(lambda tx: settle_media(tx, row.id, **change))
        case RetryLater(reason) | Refused(reason):
            await store.run(lambda tx: settle_media(tx, row.id, state="refused", reason=reason))


async def _keep(store: Store, row: MediaFile, content: bytes, folder: MediaFolder, now: datetime) -> None:
    """Write it down on disk first: what the database names is there."""
    kind = kind_of(content)
    if not kind:
        await store.run(lambda tx: settle_media(tx, row.id, state="refused", reason="not a kind of file that we keep"))
        return
    file = f"{row.id}.{MEDIA_KINDS[kind]}"
    await folder.write(file, content)
    work = partial(_note_stored, row=row, file=file, kind=kind, size=len(content), now=now)
    if not await store.run(work):  # erased while it was fetched
        await folder.delete(file)


def _note_stored(tx: Transaction, *, row: MediaFile, file: str, kind: str, size: int, now: datetime) -> bool:
    if not settle_media(tx, row.id, state="stored", reason="", file=file, mime_type=kind, size=size):
        return False
    address = addresses_at(tx, [(row.channel, row.sender)]).get((row.channel, row.sender))
    if address is not None:
        case, about = _thread_of(tx, address.customer_id)
        of = f" (C-{about.number})" if about else ""
        body = {"text": f"📎 {kind}, {max(1, size // 1000)} kB{of}", "file": file}
        post = {"key": f"media:{row.id}", "about": about.id if about else "", "body": body, "due_at": now}
        add_posts(tx, [post | {"case_id": case.id}] if case else [])
    return True


def _thread_of(tx: Transaction, customer_id: str) -> tuple[CaseRow | None, CaseRow | None]:
    """The case whose thread is told, and the customer's own where it goes on there; None where there is none."""
    case = open_cases(tx, [customer_id]).get(customer_id)
    gone = None if case else gone_on(tx, [customer_id]).get(customer_id)
    return (gone.into, gone.own) if gone else (case, None)


async def _delete(store: Store, folder: MediaFolder, limit: int) -> int:
    """From disk first, then from the list: a crash in between deletes twice, never too little."""
    rows = await store.read(lambda tx: media_to_delete(tx, limit))
    for _, file in rows:
        await folder.delete(file)
    if rows:
        await store.run(lambda tx: note_deleted(tx, [row_id for row_id, _ in rows]))
    return len(rows)
