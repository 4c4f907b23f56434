"""Reads conditions: a map whose keys must all hold, `any:` for or, ranges `0-3`, lists, words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode

from authoring.block import Block
from authoring.spot import Path, Spot
from authoring.values import list_of, one_or_many
from conversation.conditions import Condition, Range, Test

_NUMBER = r"-?[0-9]{1,9}(?:\.[0-9]{1,4})?"
_RANGE = re.compile(rf"({_NUMBER})\s*-\s*({_NUMBER})")

Allowed = str | int | float | bool | Range


def condition(spot: Spot) -> Condition | None:
    """A condition; its tests keep the order of writing."""
    if not isinstance(spot.node, MappingNode) or not spot.node.value:
        spot.report(
            "wrong-type", f"a condition is a map, found {spot.what}", "write fact: value, like {sentiment: negative}"
        )
        return None
    block = Block(spot, "condition")
    any_of = block.take_or("any", list_of(condition, "conditions"), ())
    tests = [Test(key, block.take_or(key, one_or_many(_allowed, "values"), ())) for key in block.keys if key != "any"]
    return Condition(tests=tuple(tests), any_of=any_of)


def _allowed(spot: Spot) -> Allowed | None:
    scalar = spot.scalar
    if scalar is None:
        spot.report("wrong-type", f"a word or number is expected, found {spot.what}", "write the value behind the key")
        return None
    value = str(scalar.value).strip()
    return value if scalar.style else _typed(spot, value)


def _typed(spot: Spot, value: str) -> Allowed | None:
    if (match := _RANGE.fullmatch(value)) is not None:
        low, high = float(match[1]), float(match[2])
        if low > high:
            spot.report("bad-range", f'"{value}" ends before it begins', f"write {match[2]}-{match[1]}")
            return None
        return Range(low, high)
    if re.fullmatch(_NUMBER, value):
        return float(value) if "." in value else int(value)
    return {"true": True, "false": False}.get(value.lower(), value)


def tests_of(when: Condition | None, path: Path) -> Iterator[tuple[Test, Path]]:
    """Every test of a condition with its place's path, nested ones included."""
    if when is None:
        return
    for test in when.tests:
        yield test, (*path, test.name)
    for number, inner in enumerate(when.any_of):
        yield from tests_of(inner, (*path, "any", str(number)))
