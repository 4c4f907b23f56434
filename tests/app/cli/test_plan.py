"""`echoloop plan` over a planned year: every contact once in each format, with place, cost and the sums."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from storage.contacts import contacts
from storage.customers import addresses, consents, customers
from storage.database import open_store
from storage.transactions import Transaction
from tests.app.cli.conftest import Echoloop

PEOPLE = 5
NOW = datetime.now(UTC)


def write(tx: Transaction) -> None:
    """Five customers by SMS: each with a service message and a survey ahead; the last one has not allowed surveys."""
    due = (NOW + timedelta(days=10)).replace(hour=12, minute=0, second=0, microsecond=0)
    due += timedelta(days=1) if due.weekday() == 6 else timedelta(0)
    for number in range(PEOPLE):
        who = f"c{number}"
        person: dict[str, Any] = {
            "id": who,
            "external_id": f"K-{number}",
            "first_name": "Ada",
            "created_at": NOW,
            "updated_at": NOW,
        }
        tx.execute(customers.insert(), person)
        address = {"id": who, "customer_id": who, "channel": "sms", "platform_id": f"+4915110000{number:02}"}
        tx.execute(addresses.insert(), address | {"created_at": NOW})
        ledger = {"id": who, "customer_id": who, "purpose": "survey", "granted": number < PEOPLE - 1}
        tx.execute(consents.insert(), ledger | {"source": "test", "at": NOW})
        for contact, flow, purpose, days in (
            ("balance_reminder", "balance_reminder", "service", 0),
            ("post_trip", "post_trip_nps", "survey", 3),
        ):
            row: dict[str, Any] = {
                "id": f"{who}{contact}",
                "customer_id": who,
                "journey": "trip",
                "contact": contact,
                "flow": flow,
            }
            at = due + timedelta(days=days)
            row |= {"purpose": purpose, "due_at": at, "planned_for": at, "created_at": NOW, "place": "trip.yaml:1"}
            tx.execute(contacts.insert(), row)


def prepare(echoloop: Echoloop, folder: Path) -> None:
    """A published experience with prices, and the five customers."""
    config = folder / "config.yaml"
    config.write_text('money: {sms: {"*": 0.1}, caps: {month: 0.5}}\n')
    assert echoloop("migrate").returncode == 0
    assert echoloop("publish").returncode == 0
    asyncio.run(_fill(folder))


async def _fill(folder: Path) -> None:
    store = open_store(f"sqlite:///{folder / 'var/echoloop.db'}")
    await store.run(write)
    await store.close()


async def _states(folder: Path) -> list[tuple[str, int]]:
    store = open_store(f"sqlite:///{folder / 'var/echoloop.db'}")
    query = select(contacts.c.state, func.count()).group_by(contacts.c.state)
    found = await store.read(lambda tx: [(row[0], row[1]) for row in tx.execute(query)])
    await store.close()
    return found


def test_every_format_shows_every_contact(echoloop: Echoloop, folder: Path) -> None:
    """CSV and JSON name the same contacts; what is sent has a channel and a cost; nothing was sent or changed."""
    prepare(echoloop, folder)
    rows = list(csv.DictReader(io.StringIO(echoloop("plan", "--format", "csv").stdout)))
    told = json.loads(echoloop("plan", "--format", "json").stdout)
    assert len(rows) == len(told) == 2 * PEOPLE
    assert {row["customer"] for row in rows} == {f"K-{number}" for number in range(PEOPLE)}
    assert [row["fate"] for row in rows].count("sent") == 2 * PEOPLE - 1
    refused = next(row for row in rows if row["fate"] == "refused")
    assert (refused["customer"], refused["rule"], refused["channel"]) == ("K-4", "no consent to survey", "")
    sent = [row for row in rows if row["fate"] == "sent"]
    assert {row["channel"] for row in sent} == {"sms"}
    assert all(float(row["cost"]) >= 0.1 for row in sent)
    assert {(one["number"], one["contact"], one["cost"]) for one in told} == {
        (row["customer"], row["contact"], row["cost"]) for row in rows
    }
    assert asyncio.run(_states(folder)) == [("planned", 2 * PEOPLE)]


def test_the_text_adds_up(echoloop: Echoloop, folder: Path) -> None:
    """For people: lines, fates, the rule that refused, the months' cost and the cap that will be reached."""
    prepare(echoloop, folder)
    text = echoloop("plan").stdout
    assert "9 sent  0 shifted  1 refused" in text
    assert "1  refused: no consent to survey" in text
    assert "EUR" in text
    assert "cap month" in text
    assert "is reached" in text
    assert "Nothing is planned" in echoloop("plan", "--days", "1").stdout
    assert json.loads(echoloop("plan", "--days", "1", "--format", "json").stdout) == []
