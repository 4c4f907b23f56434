"""Where the demo's clock stops: what is due for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import open_store
from storage.migrate import upgrade
from storage.next_due import next_due
from storage.samples import insert_sample

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def person(name: str, *, sample: bool) -> dict[str, object]:
    """A customer."""
    return {"id": name, "sample": sample, "created_at": NOW, "updated_at": NOW}


def contact(name: str, customer: str, days: int, rule: str = "") -> dict[str, object]:
    """A planned contact, due in so many days."""
    due = NOW + timedelta(days=days)
    return {
        "id": name,
        "customer_id": customer,
        "journey": "trip",
        "contact": name,
        "flow": "f",
        "purpose": "survey",
        "due_at": due,
        "planned_for": due,
        "rule": rule,
        "created_at": NOW,
    }


@pytest.mark.anyio
async def test_the_next_moment_depends_on_who_counts_and_why_a_contact_waits(tmp_path: Path) -> None:
    """Made-up customers only where asked for; one that waits for a conversation to end has no moment of its own."""
    url = f"sqlite:///{tmp_path / 'due.db'}"
    upgrade(url)
    store = open_store(url)
    rows = {
        "customers": [person("ada", sample=False), person("made_up", sample=True)],
        "contacts": [
            contact("busy", "ada", 1, "another conversation is going on"),
            contact("sample", "made_up", 2),
            contact("real", "ada", 3, "quiet day: sunday"),
        ],
    }
    try:
        await store.run(lambda tx: insert_sample(tx, rows))
        assert await store.read(lambda tx: next_due(tx, after=NOW)) == NOW + timedelta(days=3)
        assert await store.read(lambda tx: next_due(tx, after=NOW, sample=True)) == NOW + timedelta(days=2)
        assert await store.read(lambda tx: next_due(tx, after=NOW + timedelta(days=3))) is None
    finally:
        await store.close()
