"""Nothing that we open goes around the gate: the few places that could are known by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "scheduler", "usecases")
ASKS = {"usecases/standings.py"}  # and through it open_contacts, ask_gate, preview_plan and explain_contact


def calls(name: str) -> Iterator[tuple[str, set[str]]]:
    """File and keywords of every call of a function or class called so."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                    yield path.relative_to(ROOT).as_posix(), {word.arg or "" for word in node.keywords}


def test_the_gate_is_asked_in_one_way() -> None:
    """Opening, delivering, foreseeing and explaining ask the same way, and nobody else asks."""
    assert {path for path, _ in calls("may_contact")} == ASKS


def test_only_the_opener_starts_flows_for_contacts() -> None:
    """A flow that belongs to a contact starts in one place: behind the gate."""
    assert {path for path, words in calls("Opening") if "contact_id" in words} == {"usecases/open_contacts.py"}


def test_whoever_sends_brings_the_gate() -> None:
    """Deliveries in the product name how they send, and that always holds the gate."""
    product = [(path, words) for path, words in calls("deliver") if path != "usecases/deliver.py"]
    assert all("sending" in words for _, words in product), product
    sendings = [(path, words) for path, words in calls("Sending") if path != "usecases/deliver.py"]
    assert all("gate" in words for _, words in sendings), sendings
