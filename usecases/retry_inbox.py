"""Lets messages in again that no turn could take, by hand: after what was wrong has been put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from storage.bundles import write_audit
from storage.database import Store
from storage.inbox_listing import let_in_again, state_of
from storage.transactions import Transaction
from usecases.retry_outbox import Outcome


async def retry_inbox(
    store: Store, row_ids: Sequence[int], *, who: str, new_id: Callable[[], str], now: datetime
) -> list[Outcome]:
    """Give these messages another turn; one outcome each, with an audit line where it was done.

    What is wrong still parks them once more. A message that the same customer wrote later has had its turn already.
    """

    def work(tx: Transaction) -> list[Outcome]:
        return [_retry(tx, row_id, who, new_id, now) for row_id in row_ids]

    return await store.run(work)


def _retry(tx: Transaction, row_id: int, who: str, new_id: Callable[[], str], now: datetime) -> Outcome:
    if not let_in_again(tx, row_id):
        why = {None: "there is no such message", "done": "its turn was taken", "waiting": "it waits already"}
        return Outcome(row_id, why.get(state_of(tx, row_id), "it is not parked"))
    write_audit(tx, new_id(), who=who, what="inbox retry", subject="", detail={"row": str(row_id)}, now=now)
    return Outcome(row_id, "")
