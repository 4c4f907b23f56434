"""Chance that stays the same: who is in a sample or in the hold-out group follows from names alone, by a hash.

Nothing is drawn and nothing must be stored: whoever asks again gets the same answer, and a larger share only adds
people to it. So the hold-out group of a journey can be told at any time, for every customer, also for one who was
never due for anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Protocol

WHOLE = 2**64


class HoldsOut(Protocol):
    """A journey, as far as its hold-out group goes."""

    @property
    def name(self) -> str:
        """The journey's name."""
        ...

    @property
    def hold_out(self) -> float:
        """The share of customers whom it leaves alone."""
        ...


def fraction(*names: str) -> float:
    """A number from 0 up to 1 (never 1) that belongs to these names for good."""
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    return int.from_bytes(digest[:8], "big") / WHOLE


def within_share(share: float, *names: str) -> bool:
    """Whether these names fall into a share from 0 to 1."""
    return fraction(*names) < share


def in_hold_out(journey: HoldsOut, customer_id: str) -> bool:
    """Whether a customer (our own id) belongs to those whom the journey leaves alone, so that its worth can be told."""
    return within_share(journey.hold_out, "hold_out", journey.name, customer_id)


def hold_out_group(journey: HoldsOut, customer_ids: Iterable[str]) -> set[str]:
    """Those of the customers who belong to the journey's hold-out group."""
    return {each for each in customer_ids if in_hold_out(journey, each)}


def percent(share: float) -> str:
    """A share as people write it: "10 %", "2.5 %"."""
    return f"{share * 100:g} %"
