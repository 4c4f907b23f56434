"""Finds the texts in what a person hands over: plain lines, CSV with a column, or JSON Lines with a field."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain


class Shape(StrEnum):
    """What an input holds."""

    LINES = "lines"
    CSV = "csv"
    JSONL = "jsonl"


class UnreadableInputError(ValueError):
    """The input does not have the shape that was named; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text and, where the input gave one, its id."""

    text: str
    id: str | int | None = None


def shape_of(name: str, first_line: str) -> Shape:
    """Return the shape by the file's name, else by its first line."""
    if name.lower().endswith((".jsonl", ".ndjson", ".json")):
        return Shape.JSONL
    if name.lower().endswith((".csv", ".tsv")):
        return Shape.CSV
    return Shape.JSONL if first_line.lstrip().startswith("{") else Shape.LINES


def read_texts(
    lines: Iterable[str], *, name: str = "-", field: str = "text", shape: Shape | None = None
) -> Iterator[Text]:
    """Yield every text of `lines` in order; one for an empty plain line too. Raises UnreadableInputError."""
    rest = iter(lines)
    first = next(rest, None)
    if first is None:
        return
    first = first.removeprefix("\ufeff")
    everything = chain([first], rest)
    match shape or shape_of(name, first):
        case Shape.LINES:
            yield from (Text(line.rstrip("\r\n")) for line in everything)
        case Shape.CSV:
            yield from _from_csv(everything, name, field, "\t" if name.lower().endswith(".tsv") else "")
        case Shape.JSONL:
            yield from _from_jsonl(everything, name, field)


def _from_csv(lines: Iterable[str], name: str, field: str, separator: str) -> Iterator[Text]:
    rest = iter(lines)
    head = next(rest)
    mark = separator or max(",;\t", key=head.count)
    rows = csv.DictReader(chain([head], rest), delimiter=mark)
    columns = [column or "" for column in rows.fieldnames or ()]
    if field not in columns:
        message = f"{name}:1: no column {field!r}; there are {', '.join(columns)}: name one with --field"
        raise UnreadableInputError(message)
    for row in rows:
        yield Text(row[field] or "", row.get("id") if field != "id" else None)


def _from_jsonl(lines: Iterable[str], name: str, field: str) -> Iterator[Text]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            message = f"{name}:{number}: not JSON ({error}); give one object a line"
            raise UnreadableInputError(message) from error
        if isinstance(row, str):
            row = {field: row}
        if not isinstance(row, dict) or not isinstance(row.get(field), str):
            message = f"{name}:{number}: no text in field {field!r}: name the field with --field"
            raise UnreadableInputError(message)
        yield Text(row[field], row.get("id"))
