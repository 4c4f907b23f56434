"""Eight workers at once, each with connections of its own: no code is given twice, no seat either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Barrier

from sqlalchemy import select

from storage.connections import write_engine
from storage.customers import add_customer
from storage.rewards import add_codes, count_codes, places_at, reward_codes, take_code, take_place
from storage.transactions import Transaction

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
WORKERS, PEOPLE = 8, 20


def customer(number: int) -> dict[str, object]:
    """Somebody."""
    return {"id": f"c{number:02d}", "external_id": f"K-{number}", "created_at": NOW, "updated_at": NOW}


def at_once(url: str, work: Callable[[Transaction, int], str | None]) -> list[str | None]:
    """Do it for everybody, on eight workers that begin together; returns each one's outcome."""
    together = Barrier(WORKERS)

    def worker(mine: range) -> list[str | None]:
        engine = write_engine(url)
        together.wait()
        found = []
        for number in mine:
            with engine.begin() as tx:
                found.append(work(tx, number))
        engine.dispose()
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        parts = pool.map(worker, [range(first, PEOPLE, WORKERS) for first in range(WORKERS)])
        return [outcome for part in parts for outcome in part]


def prepare(url: str, more: Callable[[Transaction], object]) -> None:
    """Twenty customers, and whatever they come for."""
    engine = write_engine(url)
    with engine.begin() as tx:
        for number in range(PEOPLE):
            add_customer(tx, customer(number))
        more(tx)
    engine.dispose()


def test_twelve_seats_and_eight_waiting_for_twenty(migrated: str) -> None:
    """Twenty say yes at once: 12 sit, 8 wait, numbers 1 to 20 once each; the next in line would find it full."""
    prepare(migrated, lambda tx: None)

    def come(tx: Transaction, number: int) -> str | None:
        return take_place(tx, "dinner", f"c{number:02d}", limit=12, waiting=8, now=NOW)

    assert Counter(at_once(migrated, come)) == {"seat": 12, "waiting": 8}
    assert Counter(at_once(migrated, come)) == {"seat": 12, "waiting": 8}  # whoever asks again keeps his place
    engine = write_engine(migrated)
    with engine.begin() as tx:
        places = places_at(tx, "dinner")
        add_customer(tx, customer(PEOPLE))
        assert take_place(tx, "dinner", f"c{PEOPLE}", limit=12, waiting=8, now=NOW) == "full"
    engine.dispose()
    assert [(place.number, place.waiting) for place in places] == [(n, n > 12) for n in range(1, PEOPLE + 1)]


def test_no_code_is_given_twice(migrated: str) -> None:
    """Twenty ask at once for fifteen codes: fifteen get one each, nobody the same, five hear that none is left."""
    codes = [f"CODE-{number:02d}" for number in range(15)]
    prepare(migrated, partial(add_codes, reward="thanks", codes=codes, now=NOW))

    def ask(tx: Transaction, number: int) -> str | None:
        return take_code(tx, "thanks", given_id=f"g{number}")

    given = at_once(migrated, ask)
    assert Counter(code for code in given if code) == Counter(codes)
    assert given.count(None) == 5
    engine = write_engine(migrated)
    with engine.begin() as tx:
        assert count_codes(tx, "thanks") == (15, 0)
        assert len(set(tx.execute(select(reward_codes.c.given_id)).scalars())) == 15
    engine.dispose()
