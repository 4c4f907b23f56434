"""Reads single values by their text: words of a vocabulary, names, numbers, durations, lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from yaml.nodes import SequenceNode

from authoring.block import Block, Take
from authoring.problems import pick
from authoring.spot import Spot
from journey.moments import Span
from journey.phrases import PhraseProblem, parse_span

T = TypeVar("T")
W = TypeVar("W", bound=str)

_STEP_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def text(spot: Spot) -> str | None:
    """Any text, without the white space around it."""
    if spot.scalar is None:
        spot.report("wrong-type", f"a text is expected, found {spot.what}", "write the text behind the key")
        return None
    return str(spot.scalar.value).strip()


def name(spot: Spot) -> str | None:
    """A name: small letters, digits and _, beginning with a letter."""
    value = text(spot)
    if value is not None and not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", value):
        way_out = "use a-z, 0-9 and _, beginning with a letter, at most 40 signs"
        spot.report("bad-name", f'"{value}" cannot be a name', way_out)
        return None
    return value


def fact(spot: Spot) -> str | None:
    """The name of an answer or a fact: a step's name, or a dotted one like purchase.number."""
    value = text(spot)
    if value is not None and not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?", value):
        way_out = "write a step's name, or a fact like purchase.number"
        spot.report("bad-name", f'"{value}" cannot be the name of a fact', way_out)
        return None
    return value


def one_of(words: tuple[W, ...]) -> Take[W]:
    """A word of a closed vocabulary."""

    def read(spot: Spot) -> W | None:
        value = text(spot)
        for word in words:
            if word == value:
                return word
        if value is not None:
            spot.report("unknown-word", f'"{value}" is not known here', pick(value, words))
        return None

    return read


def whole(low: int, high: int) -> Take[int]:
    """A whole number between two bounds, both included."""

    def read(spot: Spot) -> int | None:
        value = text(spot)
        if value is None:
            return None
        if not re.fullmatch(r"0|[1-9][0-9]{0,8}", value) or not low <= int(value) <= high:
            zeros = " (without zeros in front)" if re.fullmatch(r"0[0-9]+", value) else ""
            spot.report("bad-number", f'"{value}" is no number here', f"write {low} to {high}{zeros}")
            return None
        return int(value)

    return read


def share(spot: Spot) -> float | None:
    """A percentage above 0 and up to 100, such as "10 %", as a share of 1."""
    value = text(spot)
    if value is None:
        return None
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%", value)
    if match is None or not 0 < float(match[1]) <= 100:
        spot.report("bad-number", f'"{value}" is no share', "write a percentage above 0 and up to 100, like 10 %")
        return None
    return float(match[1]) / 100


def amount(spot: Spot) -> float | None:
    """Any number."""
    value = text(spot)
    if value is None:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}(?:\.[0-9]{1,3})?", value):
        spot.report("bad-number", f'"{value}" is no number', "write digits, like 1 or 2.5")
        return None
    return float(value)


def boolean(spot: Spot) -> bool | None:
    """true or false (yes and no are understood too)."""
    value = text(spot)
    if value is None:
        return None
    if value.lower() in ("true", "yes", "false", "no"):
        return value.lower() in ("true", "yes")
    spot.report("wrong-type", f'"{value}" is neither true nor false', "write true or false")
    return None


def phrase(parse: Callable[[str], T | PhraseProblem]) -> Take[T]:
    """A phrase that `parse` reads; its complaint becomes a problem at the right column."""

    def read(spot: Spot) -> T | None:
        value = text(spot)
        if value is None:
            return None
        parsed = parse(value)
        if isinstance(parsed, PhraseProblem):
            shift = max(parsed.column - 1, 0) + (1 if spot.scalar and spot.scalar.style else 0)
            spot.report("bad-phrase", parsed.message, parsed.way_out, column=shift)
            return None
        return parsed

    return read


span: Take[Span] = phrase(parse_span)


def duration(spot: Spot) -> timedelta | None:
    """A length of time inside a conversation (min, h, d, w); months and years have no fixed length."""
    value = span(spot)
    if value is None:
        return None
    if value.unit not in _STEP_UNITS:
        spot.report(
            "bad-phrase",
            f'"{value.count}{value.unit}": months and years are for journeys, a conversation counts in weeks at most',
            "write min, h, d or w, like 30min, 24h, 3d, 4w",
        )
        return None
    return timedelta(**{_STEP_UNITS[value.unit]: value.count})


def list_of(take: Take[T], what: str) -> Take[tuple[T, ...]]:
    """A list; entries that cannot be read are reported and left out."""

    def read(spot: Spot) -> tuple[T, ...] | None:
        if not isinstance(spot.node, SequenceNode):
            message = f"a list of {what} is expected, found {spot.what}"
            spot.report("wrong-type", message, "begin each entry with a dash")
            return None
        return tuple(value for item in spot.items() if (value := take(item)) is not None)

    return read


def one_or_many(take: Take[T], what: str) -> Take[tuple[T, ...]]:
    """One value, or a list of them."""
    many = list_of(take, what)

    def read(spot: Spot) -> tuple[T, ...] | None:
        if isinstance(spot.node, SequenceNode):
            return many(spot)
        value = take(spot)
        return None if value is None else (value,)

    return read


def named(block: Block, key: str, take: Take[T], hint: str = "") -> dict[str, T]:
    """A map from names to values under `key`, empty where it is missing; with a `hint` it must be there."""
    nothing: dict[str, T] = {}
    read = map_of(take, key)
    return block.need(key, read, nothing, hint) if hint else block.take_or(key, read, nothing)


def map_of(take: Take[T], what: str) -> Take[dict[str, T]]:
    """A map from names that the author chooses to values."""

    def read(spot: Spot) -> dict[str, T]:
        block = Block(spot, what)
        read = ((key, block.take(key, take)) for key in block.keys)
        return {key: value for key, value in read if value is not None}

    return read
