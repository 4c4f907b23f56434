"""The ledger of expected costs adds up by month, channel and journey."""

from __future__ import annotations

from typing import Any

import pytest

from storage.database import Store
from storage.spending import SpendingRow, add_spending, spent_by_month, spent_in

pytestmark = pytest.mark.anyio


def row(month: str, channel: str, micros: int, contacts: int = 1) -> dict[str, Any]:
    """One addition."""
    return {"month": month, "channel": channel, "journey": "trip", "micros": micros, "contacts": contacts}


async def test_additions_add_up(store: Store) -> None:
    """Twice the same month, channel and journey is one row with both."""
    await store.run(lambda tx: add_spending(tx, [row("2027-03", "sms", 90_000), row("2027-03", "whatsapp", 50_000)]))
    await store.run(lambda tx: add_spending(tx, [row("2027-03", "sms", 180_000, 2), row("2027-04", "sms", 7)]))
    await store.run(lambda tx: add_spending(tx, []))
    march = [SpendingRow("2027-03", "sms", "trip", 270_000, 3), SpendingRow("2027-03", "whatsapp", "trip", 50_000, 1)]
    assert await store.read(lambda tx: spent_in(tx, ["2027-03"])) == march
    assert await store.read(spent_by_month) == [*march, SpendingRow("2027-04", "sms", "trip", 7, 1)]
