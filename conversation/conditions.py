"""Conditions as data: all keys of a map hold, `any:` is or, ranges are inclusive, a missing value never matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    _words: frozenset[str] = field(init=False, repr=False, compare=False)
    _ranges: tuple[Range, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Have the plain values at hand: a rule may list hundreds of words."""
        plain = (str(value) for value in self.allowed if not isinstance(value, bool | Range))
        object.__setattr__(self, "_words", frozenset(plain))
        object.__setattr__(self, "_ranges", tuple(each for each in self.allowed if isinstance(each, Range)))

    def allows(self, value: str | int | float | bool) -> bool:
        """Whether a fact's value is one of those listed, or within a range."""
        if isinstance(value, str):
            return value in self._words or (bool(self._ranges) and any(_is(value, each) for each in self._ranges))
        return any(_is(value, each) for each in self.allowed)


@dataclass(frozen=True, slots=True)
class Condition:
    """All `tests` hold and, where there are any, at least one of `any_of` holds."""

    tests: tuple[Test, ...] = ()
    any_of: tuple[Condition, ...] = ()


Fact = str | int | float | bool | tuple[str | int | float | bool, ...]
"""What is known under one name; several values at once where a thing has several (topics)."""

UNSURE = "unsure"


def holds(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    """Whether the condition holds. A missing fact matches nothing but the word `unsure`."""
    for test in condition.tests:
        if not _matches(test, facts):
            return False
    return not condition.any_of or any(holds(part, facts) for part in condition.any_of)


def _matches(test: Test, facts: Mapping[str, Fact]) -> bool:
    known = facts.get(test.name)
    if known is None or known == ():
        return UNSURE in test.allowed
    if not isinstance(known, tuple):
        return test.allows(known)
    return any(map(test.allows, known))


def _is(value: str | int | float | bool, allowed: str | int | float | bool | Range) -> bool:
    if isinstance(allowed, Range):
        number = _number(value)
        return number is not None and allowed.low <= number <= allowed.high
    if isinstance(value, bool) or isinstance(allowed, bool):
        return value is allowed
    if isinstance(value, str) != isinstance(allowed, str):
        return str(value) == str(allowed)
    return value == allowed


def _number(value: str | int | float | bool) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except ValueError:
        return None
