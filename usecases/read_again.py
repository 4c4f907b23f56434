"""Has the current model read old answers again: both readings are kept, the newer counts, a person's word stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from conversation.reading import Reading
from storage.columns import JsonObject
from storage.database import Store
from storage.rereading import UnreadRow, add_readings, count_unread_by, unread_by
from usecases.protocols import Reader

AT_ONCE = 64


async def read_again(
    store: Store,
    *,
    reader: Reader,
    new_id: Callable[[], str],
    since: datetime,
    now: datetime,
    step: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Read every answer since then that the reader's model has not read; returns how many. Stop and go on as you like.

    `step` hears how many are done, and of how many. Each batch is its own transaction.
    """
    (probe,) = await reader.read(["ok"])
    if not probe.model:
        return 0
    total = await store.read(partial(count_unread_by, model=probe.model, since=since))
    done = 0
    while rows := await store.read(partial(unread_by, model=probe.model, since=since, limit=AT_ONCE)):
        found = await reader.read([row.text for row in rows])
        fresh = [_row(row, one, probe.model, new_id(), now) for row, one in zip(rows, found, strict=True)]
        await store.run(partial(add_readings, rows=fresh))
        done += len(rows)
        step(done, total)
    return done


def _row(answer: UnreadRow, reading: Reading, model: str, reading_id: str, now: datetime) -> JsonObject:
    return {
        "id": reading_id,
        "answer_id": answer.id,
        "sentiment": reading.sentiment,
        "confidence": reading.confidence,
        "mixed": reading.mixed,
        "kind": reading.kind,
        "topics": [score.as_json() for score in reading.topics],
        "language": reading.language,
        "model": model,
        "at": now,
    }
