"""Records what platforms report about messages they took: a status only moves forward, a dead address closes.

Reports come doubled, out of order, and sometimes before our own sending has been written down. A report about a
message that was in doubt settles the doubt: it is not sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bots.delivery_report import FAILED, RANKS, UNREACHABLE, DeliveryReport
from bots.outcome import AddressDead, CustomerStopped
from storage import outbox
from storage.customers import close_address
from storage.database import Store
from storage.deliveries import DeliveryRow, deliveries, note_delivery, settle_doubt
from storage.moving import outbox_row
from storage.transactions import Transaction
from usecases.next_channel import move_on
from usecases.try_elsewhere import try_elsewhere

IN_DOUBT = "in doubt"


async def record_delivery_reports(store: Store, reports: Sequence[DeliveryReport], *, now: datetime) -> int:
    """Record reports in the order they came; returns how many told something new. Unknown messages are left alone."""
    if not reports:
        return 0
    return await store.run(partial(_record, reports=reports, now=now))


def _record(tx: Transaction, *, reports: Sequence[DeliveryReport], now: datetime) -> int:
    told = 0
    for report in reports:
        row = deliveries(tx, [report.key]).get(report.key)
        if row is None or row.channel != report.channel:
            continue
        news = _move(tx, row, report, now)
        told += news
        if news and row.state == "sent" and report.code in UNREACHABLE:
            try_elsewhere(tx, outbox_row(tx, row.id), why=report.code, now=now)
        state = {CustomerStopped: "blocked", AddressDead: "dead"}.get(type(report.meaning), "")
        if state:
            close_address(tx, row.channel, row.address, state)
        if state == "dead" and row.state == "sent":  # it never arrived: the question is asked on his next channel
            move_on(tx, outbox_row(tx, row.id), why=report.code, now=now)
        if state:
            outbox.refuse_waiting(tx, [(row.channel, row.address)], why=state, now=now)
    return told


def _move(tx: Transaction, row: DeliveryRow, report: DeliveryReport, now: datetime) -> bool:
    """Move the row forward; False where it is as far, or where the report says nothing about this try."""
    if row.state in ("sent", "sending"):
        if RANKS[report.status] <= _rank(row):
            return False
        note_delivery(tx, row.id, _words(report))
        return True
    doubtful = row.state == "in_doubt" or (row.state == "waiting" and row.outcome.startswith(IN_DOUBT))
    if not doubtful or report.status in FAILED:
        return False
    outcome = _words(report) if RANKS[report.status] > RANKS["sent"] else "sent"
    settle_doubt(tx, row.id, outcome=outcome, provider_id=report.provider_id, now=now)
    return True


def _rank(row: DeliveryRow) -> int:
    """How far the row is; what we have sent ourselves counts as sent, whatever its row still says of earlier tries."""
    word = row.outcome.partition(":")[0]
    return next((rank for status, rank in RANKS.items() if status == word), RANKS["sent"])


def _words(report: DeliveryReport) -> str:
    reason = getattr(report.meaning, "reason", "") or report.code
    return f"{report.status}: {reason}" if reason else report.status
