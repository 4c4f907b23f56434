"""`echoloop import`: files as people send them. A line is stored whole or not at all, and says what was wrong."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.app.cli.conftest import Echoloop

CUSTOMERS = """number,first_name,language,zone,phone,attributes.price_class,consent.survey,consent_version
K-1,Ada,de,Europe/Berlin,,high,yes,2027-01
K-2,Grace,en,,+44 20 7946 0018,,no,
"""


@pytest.fixture
def ready(folder: Path, echoloop: Echoloop) -> Path:
    """An installation with tables and the shipped experience."""
    assert echoloop("migrate").returncode == 0
    assert echoloop("publish").returncode == 0
    return folder


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database holds."""
    with sqlite3.connect(folder / "var" / "echoloop.db") as database:
        return database.execute(query).fetchall()


def write(folder: Path, name: str, text: str | bytes) -> str:
    """A file to import."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def test_customers_come_from_a_table(ready: Path, echoloop: Echoloop) -> None:
    """Names, consent with its version, a zone that was given, and one guessed from the phone and marked so."""
    done = echoloop("import", "customers", write(ready, "customers.csv", CUSTOMERS))
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "2 new.")
    assert "Waiting for the customer's own yes: 1." in done.stdout
    assert rows(ready, "SELECT external_id, zone, zone_source FROM customers ORDER BY external_id") == [
        ("K-1", "Europe/Berlin", "given"),
        ("K-2", "Europe/London", "guessed"),
    ]
    assert rows(ready, "SELECT purpose, granted, version, source FROM consents ORDER BY granted DESC") == [
        ("survey", 1, "2027-01", "import"),
        ("survey", 0, "", "import"),
    ]
    again = echoloop("import", "customers", "customers.csv")
    assert again.stdout.startswith("2 changed.\n")


def test_a_dry_run_stores_nothing(ready: Path, echoloop: Echoloop) -> None:
    """It checks every line, and the tables are as empty as before."""
    done = echoloop("import", "customers", write(ready, "customers.csv", CUSTOMERS), "--dry-run")
    assert done.stdout.startswith("Nothing was stored; it would be: 2 new.\n")
    assert rows(ready, "SELECT count(*) FROM customers") == [(0,)]


def test_purchases_plan_contacts_and_the_same_file_is_known(ready: Path, echoloop: Echoloop) -> None:
    """An amount in whole units becomes cents, contacts are planned, and a second import changes nothing."""
    echoloop("import", "customers", write(ready, "customers.csv", CUSTOMERS))
    table = (
        "id;customer;booked_at;destination;destination_zone;departs_at;returns_at;amount;currency\n"
        "T-1;K-1;2030-01-08T12:00:00+01:00;Kreta;Europe/Athens;2030-07-10T06:00+02:00;2030-07-24T20:00+02:00;1234,50;EUR\n"
    )
    assert echoloop("import", "purchases", write(ready, "trips.csv", table)).stdout == "1 new.\n"
    assert rows(ready, "SELECT amount_minor, currency FROM purchases") == [(123450, "EUR")]
    planned = rows(ready, "SELECT count(*) FROM contacts")
    assert planned[0][0] > 3
    assert echoloop("import", "purchases", "trips.csv").stdout == "1 known.\n"
    assert rows(ready, "SELECT count(*) FROM contacts") == planned


def test_reviews_are_responses_with_a_source_and_no_score(ready: Path, echoloop: Echoloop) -> None:
    """Text and stars are kept, once; no scale counts them, and nobody we know has written them."""
    review = {
        "source": "portal",
        "id": "r1",
        "text": "Das Zimmer war sauber.",
        "at": "2027-05-01T10:00:00Z",
        "stars": 4,
    }
    file = write(ready, "reviews.jsonl", json.dumps(review) + "\n")
    assert echoloop("import", "reviews", file).stdout == "1 new.\n"
    assert echoloop("import", "reviews", file).stdout == "1 known.\n"
    assert rows(ready, "SELECT flow, channel, state FROM responses") == [("review_portal", "review", "completed")]
    assert rows(ready, "SELECT kind, scale, score, text FROM answers ORDER BY kind") == [
        ("ask_text", "", None, "Das Zimmer war sauber."),
        ("review_stars", "", None, ""),
    ]


ZONE = b'{"event": "booked", "customer": "K-1", "purchase": {"id": "T", "destination_zone": "Europe/Berln"}}'
ENDS = (
    b'{"event": "booked", "customer": "K-1", "purchase": {"id": "T",'
    b' "departs_at": "2027-07-10T00:00:00Z", "returns_at": "2027-07-01T00:00:00Z"}}'
)
OWES = b'{"event": "booked", "customer": "K-1", "purchase": {"id": "T", "amount_minor": -5}}'
GOOD = {"event": "hotline_call", "customer": "K-1"}
MALFORMED: list[tuple[str, bytes, str]] = [
    ("a date that is none", b'{"event": "x", "customer": "K-1", "at": "2027-13-01T10:00:00Z"}', "at "),
    ("29 February of a common year", b'{"event": "x", "customer": "K-1", "at": "2027-02-29T10:00:00Z"}', "at "),
    ("a moment without a zone", b'{"event": "x", "customer": "K-1", "at": "2027-02-01T10:00:00"}', "at "),
    ("a name that is none", b'{"event": "No Name", "customer": "K-1"}', "event is not a name"),
    ("an unknown customer", b'{"event": "x", "customer": "K-9"}', "customer is not known"),
    ("an unknown field", b'{"evnt": "x", "customer": "K-1"}', 'did you mean "event"?'),
    ("a zone that is none", ZONE, 'did you mean "Europe/Berlin"?'),
    ("an end before its beginning", ENDS, "not after departs_at"),
    ("a negative amount", OWES, "amount_minor"),
    ("no JSON", b'{"event": "x", "customer": ', "is not JSON"),
    ("no object", b'["x"]', "is no JSON object"),
    ("not UTF-8", b'{"event": "x", "customer": "K-\xff"}', "is not UTF-8"),
    ("an endless line", b'{"event": "' + b"x" * 1_100_000 + b'"}', "longer than a million bytes"),
    ("a number without end", b'{"event": "x", "customer": "K-1", "data": {"n": NaN}}', "is not JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "hint"), [each[1:] for each in MALFORMED], ids=[each[0] for each in MALFORMED])
def test_a_malformed_line_is_refused_alone(ready: Path, echoloop: Echoloop, bad: bytes, hint: str) -> None:
    """Its line number and the way out are named, its neighbours are stored, and of it nothing is."""
    echoloop("import", "customers", write(ready, "customers.csv", CUSTOMERS))
    good = json.dumps(GOOD).encode()
    file = write(ready, "events.jsonl", good + b"\n" + bad + b"\n" + good.replace(b"hotline", b"second") + b"\n")
    done = echoloop("import", "events", file, "--report", "refused.csv")
    assert (done.returncode, done.stdout) == (1, "2 new, 1 refused.\n")
    assert done.stderr.startswith("line 2: ")
    assert hint in done.stderr
    assert rows(ready, "SELECT name FROM events ORDER BY name") == [("hotline_call",), ("second_call",)]
    assert rows(ready, "SELECT count(*) FROM purchases") == [(0,)]
    assert (ready / "refused.csv").read_text().splitlines()[1].startswith("2,")


def test_an_attribute_that_no_rule_would_find_is_named(ready: Path, echoloop: Echoloop) -> None:
    """The shipped experience says what families and trips have: another word, number, sum or day is refused by line."""
    table = "number,attributes.price_class,attributes.children_ages\nK-1,high,4|7\nK-2,luxus,\nK-3,,four\n"
    done = echoloop("import", "customers", write(ready, "customers.csv", table))
    assert (done.returncode, done.stdout) == (1, "1 new, 2 refused.\n")
    assert "line 3: attributes.price_class is of another kind → send one of budget, middle, high, luxury" in done.stderr
    assert "line 4: attributes.children_ages is of another kind → send a number" in done.stderr
    event = '{"event": "booked", "customer": "K-1", "purchase": {"id": "T-1", "attributes": {"%s": "%s"}}}'
    lines = [event % ("balance", "viel"), event % ("balance_due_at", "20.06.2027"), event % ("balance_due", "1")]
    done = echoloop("import", "events", write(ready, "events.jsonl", "\n".join(lines)))
    assert done.returncode == 1
    assert "purchase.attributes.balance is of another kind → send a sum" in done.stderr
    assert "purchase.attributes.balance_due_at is of another kind → send a date, like 2027-07-10" in done.stderr
    assert 'did you mean "balance_due_at"?' in done.stderr


def test_the_same_key_for_another_event_is_refused(ready: Path, echoloop: Echoloop) -> None:
    """The first keeps its effect; the same line again is known."""
    echoloop("import", "customers", write(ready, "customers.csv", CUSTOMERS))
    lines = [{"key": "e1", **GOOD}, {"key": "e1", **GOOD, "event": "other_call"}, {"key": "e1", **GOOD}]
    done = echoloop("import", "events", write(ready, "e.jsonl", "\n".join(map(json.dumps, lines))))
    assert done.stdout == "1 new, 1 known, 1 refused.\n"
    assert "line 2: key was used for another body" in done.stderr
    assert rows(ready, "SELECT name FROM events") == [("hotline_call",)]


@pytest.mark.parametrize(
    ("table", "hint"),
    [
        ("", "the file is empty"),
        ("number,number\nK-1,K-1\n", "two have the same"),
        ("number,first_nam\nK-1,Ada\n", 'did you mean "first_name"?'),
        ("number,first_name\nK-1,Ada,more\n", "has 3 cells for 2 columns"),
        ('number,first_name\nK-1,"Ada\n', "is no row of a CSV file"),
        ("number,phone\nK-1,12\n", "is not a phone number"),
        ("number,language\nK-1,fr\n", "language"),
        ("number,consent.survey\nK-1,maybe\n", "is neither yes nor no"),
    ],
)
def test_a_malformed_table_stores_nobody(ready: Path, echoloop: Echoloop, table: str, hint: str) -> None:
    """What is wrong with a table is told, and no half of a customer is kept."""
    done = echoloop("import", "customers", write(ready, "customers.csv", table))
    assert done.returncode != 0
    assert hint in done.stderr
    assert rows(ready, "SELECT count(*) FROM customers") == [(0,)]


def test_a_large_file_is_read_as_it_comes(ready: Path, echoloop: Echoloop) -> None:
    """Three thousand lines with every tenth broken: each broken one is named, all others are stored."""
    lines = [f"K-{n},Ada,{'Europe/Nowhere' if n % 10 == 0 else 'Europe/Berlin'}" for n in range(3000)]
    done = echoloop("import", "customers", write(ready, "many.csv", "number,first_name,zone\n" + "\n".join(lines)))
    assert done.stdout == "2700 new, 300 refused.\n"
    assert "… and 280 more" in done.stderr
    assert rows(ready, "SELECT count(*) FROM customers") == [(2700,)]


def test_what_is_no_table_is_refused_in_words(ready: Path, echoloop: Echoloop) -> None:
    """A picture, or a spreadsheet that was not exported, ends with 2 and the way out, not with a bug."""
    done = echoloop("import", "customers", write(ready, "photo.csv", b"\x89PNG\x00\x00"))
    assert "line 1 is no text: export the table as CSV in UTF-8" in done.stderr
    assert "Something broke" not in done.stderr


def test_a_mistyped_event_is_kept_and_asked_about(ready: Path, echoloop: Echoloop) -> None:
    """Its line is stored; the person reads which event a journey would have listened to."""
    write(ready, "c.csv", "number\nK-1\n")
    echoloop("import", "customers", "c.csv")
    done = echoloop("import", "events", write(ready, "e.csv", "event,customer\nhotline_cal,K-1\n"))
    assert (done.returncode, done.stdout) == (0, "1 new.\n")
    assert 'did you mean "hotline_call"?' in done.stderr
    assert "There is no journey trp" in echoloop("plan", "--journey", "trp").stderr
