"""Reads a file one line at a time: CSV with a header, or JSON Lines. A line that cannot be read is told, not raised."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

from usecases.wrong_field import WrongField

LONGEST_LINE = 1_000_000  # bytes; a file without line ends must not fill the memory
BROKEN = "\ufffd"
LISTED = "|"  # separates the values of a list within one cell


class UnreadableFileError(Exception):
    """Nothing of the file can be taken in; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it stands, what it holds by (dotted) name, or what is wrong with it; `size` in bytes."""

    number: int
    size: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    wrong: tuple[WrongField, ...] = ()


def read_lines(path: Path) -> Iterator[Line]:
    """All lines of a file that hold something. Raises UnreadableFileError where its header cannot be read."""
    with path.open("rb") as file:
        yield from _json_lines(file) if path.suffix.lower() in (".jsonl", ".ndjson", ".json") else _csv_lines(file)


def _json_lines(file: BufferedReader) -> Iterator[Line]:
    for number, text in _texts(file):
        if text is None:
            yield _wrong(number, LONGEST_LINE, "is longer than a million bytes", "write one JSON object a line")
        elif text.strip():
            yield _json_line(number, text)


def _json_line(number: int, text: str) -> Line:
    size = len(text.encode())
    if BROKEN in text:
        return _wrong(number, size, "is not UTF-8", "save the file as UTF-8")
    try:
        values = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return _wrong(number, size, "is not JSON", "write one JSON object a line, without line ends in it")
    if not isinstance(values, dict):
        return _wrong(number, size, "is no JSON object", 'write {"name": value, …}')
    return Line(number, size, values)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _csv_lines(file: BufferedReader) -> Iterator[Line]:
    """Rows with their header's names. A cell that spans lines counts with its first."""
    texts = _Fed(_texts(file))
    try:
        header_text = next(texts, "")
    except csv.Error:
        raise UnreadableFileError("line 1 is no text: export the table as CSV in UTF-8, not as a spreadsheet") from None
    if not header_text.strip():
        raise UnreadableFileError("the file is empty: its first line must name the columns")
    delimiter = ";" if header_text.count(";") > header_text.count(",") else ","
    names = [name.strip() for name in next(csv.reader([header_text], delimiter=delimiter))]
    if len(set(names)) != len(names) or "" in names:
        raise UnreadableFileError("line 1: a column has no name, or two have the same")
    rows = csv.reader(texts, delimiter=delimiter, strict=True)
    while True:
        number = texts.number + 1
        texts.size = 0
        try:
            cells = next(rows, None)
        except csv.Error:
            yield _wrong(number, texts.size, "is no row of a CSV file", "check its quotes and its length")
            rows = csv.reader(texts, delimiter=delimiter, strict=True)
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(number, texts.size, names, cells)


def _row(number: int, size: int, names: list[str], cells: list[str]) -> Line:
    if any(BROKEN in cell for cell in cells):
        return _wrong(number, size, "is not UTF-8", "save the file as UTF-8")
    if len(cells) != len(names):
        return _wrong(
            number, size, f"has {len(cells)} cells for {len(names)} columns", "put texts with commas in quotes"
        )
    return Line(number, size, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()})


class _Fed:
    """The lines that a CSV reader is fed with, counted; one that is too long becomes one that it refuses."""

    def __init__(self, texts: Iterator[tuple[int, str | None]]) -> None:
        self._texts = texts
        self.number = 0
        self.size = 0

    def __iter__(self) -> _Fed:
        return self

    def __next__(self) -> str:
        self.number, text = next(self._texts)
        self.size += LONGEST_LINE if text is None else len(text.encode())
        if text is None or "\0" in text:
            raise csv.Error("no line of a text")
        return text


def _texts(file: BufferedReader) -> Iterator[tuple[int, str | None]]:
    """Numbered lines as text, without a byte order mark; None for one that is too long."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST_LINE + 1)
            yield number, None
        else:
            yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8", errors="replace")


def _wrong(number: int, size: int, what: str, way_out: str) -> Line:
    return Line(number, size, wrong=(WrongField("line", what, way_out),))
