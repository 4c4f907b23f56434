"""A changed copy of a frozen value: dataclasses.replace for the engine's busiest values, at half the price.

`replace` calls `__init__`, which looks every field up by name and writes each through a check that the value is frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Value = TypeVar("Value")
_Read = Callable[[Any], tuple[Any, ...]]
_Write = Callable[[Any, Any], None]


def changed(value: Value, /, **changes: Any) -> Value:
    """The value with these fields changed; it has slots and no `__post_init__`. KeyError for an unknown field."""
    kind: Any = type(value)
    read, places, writers = _shape(kind)
    parts = list(read(value))
    for name, part in changes.items():
        parts[places[name]] = part
    copy: Value = object.__new__(kind)
    for write, part in zip(writers, parts, strict=True):
        write(copy, part)
    return copy


@cache
def _shape(kind: type[Any]) -> tuple[_Read, dict[str, int], list[_Write]]:
    """How to read all fields at once, where each stands, and how each is written."""
    names = [each.name for each in fields(kind)]
    places = {name: place for place, name in enumerate(names)}
    return attrgetter(*names), places, [vars(kind)[name].__set__ for name in names]
