"""Wakes the workers of everything that waits: what finds the rows whose wake was lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from storage.inbox import waiting_shards
from storage.outbox import anything_due
from storage.transactions import Transaction
from storage.work import shards_of, wake
from usecases.protocols import Stage


def wake_waiting(tx: Transaction, *, stages: Iterable[Stage], now: datetime) -> None:
    """Wake turn and delivery where rows wait, and the other stages in any case; on SQLite nobody is to be woken."""
    for stage in stages:
        if stage == "turn":
            wake(tx, stage, waiting_shards(tx))
        elif stage != "deliver" or anything_due(tx, now):
            wake(tx, stage, shards_of(stage))
