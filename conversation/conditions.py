"""Conditions as data: all keys of a map hold, `any:` is or, ranges are inclusive, a missing value never matches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """An inclusive range of numbers, written `0-3`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Test:
    """One key of a condition's map: the fact's name and the words, numbers or ranges it may have."""

    __test__ = False  # a word of the language, not a test case

    name: str
    allowed: tuple[str | int | float | bool | Range, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """All `tests` hold and, where there are any, at least one of `any_of` holds."""

    tests: tuple[Test, ...] = ()
    any_of: tuple[Condition, ...] = ()
