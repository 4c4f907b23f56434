"""Conditions: all keys hold, any: is or, ranges are inclusive, a missing value matches nothing but unsure."""

from __future__ import annotations

import pytest

from conversation.conditions import Condition, Fact, Range, Test, holds


def when(**tests: str | int | float | bool | Range) -> Condition:
    """A condition with one allowed value per key."""
    return Condition(tests=tuple(Test(name, (allowed,)) for name, allowed in tests.items()))


@pytest.mark.parametrize(
    ("allowed", "fact", "expected"),
    [
        (Range(0, 3), 3, True),
        (Range(0, 3), 4, False),
        (Range(0, 3), 2.5, True),
        (Range(5, 10), ("3", "7"), True),
        (Range(5, 10), ("3", "12"), False),
        (Range(0, 3), True, False),
        (Range(0, 3), "many", False),
        ("high", "high", True),
        ("high", "low", False),
        ("other", ("food_drink", "other"), True),
        (False, False, True),
        (False, 0, False),
        (True, "accept", False),
        (7, 7.0, True),
        (7, "7", True),
        ("7", 7, True),
    ],
)
def test_a_value_matches_what_is_allowed(allowed: str | float | bool | Range, fact: Fact, expected: bool) -> None:
    """Numbers, ranges, words, booleans and lists match as an author means them."""
    assert holds(when(fact=allowed), {"fact": fact}) is expected


def test_a_missing_value_matches_only_unsure() -> None:
    """What is not known is neither negative nor positive: it is unsure."""
    assert not holds(when(sentiment="negative"), {})
    assert holds(when(sentiment="unsure"), {})
    assert holds(when(topics="unsure"), {"topics": ()})


def test_all_keys_must_hold_and_any_is_or() -> None:
    """Keys are and; `any:` asks for one of its parts beside them."""
    both = Condition(tests=when(a=1).tests, any_of=(when(b=2), when(c=3)))
    assert holds(both, {"a": 1, "c": 3})
    assert not holds(both, {"a": 1})
    assert not holds(both, {"b": 2, "c": 3})
    assert not holds(when(a=1, b=2), {"a": 1})
    assert holds(Condition(), {})
