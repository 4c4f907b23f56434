"""Reads the list of customers that mailers need links for: CSV with a column external_id, JSON Lines, or numbers."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.cli.failure import CommandError
from usecases.make_link import Wish

COLUMN = "external_id"
WAY_OUT = f"Write one {COLUMN} a line: as a CSV column of that name, as JSON Lines, or as plain numbers."


def read_wishes(file: str, *, flow: str) -> list[tuple[int, Wish]]:
    """Every customer of the list with its line, `flow` where the line names none. Raises CommandError."""
    lines = _text(file).removeprefix("\ufeff").splitlines()
    if not any(line.strip() for line in lines):
        raise CommandError(f"{file} is empty.", WAY_OUT)
    rows = _json_lines(file, lines) if lines[0].lstrip().startswith("{") else _table(lines)
    return [(number, _wish(file, number, row, flow)) for number, row in rows]


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise CommandError(f"{file} cannot be read.", "Name a file, or - for standard input.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not UTF-8 text.", "Save it as UTF-8 and run again.") from error


def _json_lines(file: str, lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CommandError(f"{file}:{number}: this is no JSON: {error.msg}.", WAY_OUT) from error
        yield number, row if isinstance(row, dict) else {}


def _table(lines: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """A table where the first line names the column (German spreadsheets write semicolons), else plain numbers."""
    mark = ";" if lines[0].count(";") > lines[0].count(",") else ","
    head = next(csv.reader([lines[0]], delimiter=mark))
    if len(head) == 1 and head[0].strip() != COLUMN:
        yield from ((number, {COLUMN: line}) for number, line in enumerate(lines, start=1) if line.strip())
        return
    table = csv.DictReader(lines, fieldnames=[name.strip() for name in head], delimiter=mark)
    next(table)
    yield from ((table.line_num, dict(row)) for row in table)


def _wish(file: str, number: int, row: dict[str, Any], flow: str) -> Wish:
    customer = str(row.get(COLUMN) or "").strip()
    if not customer:
        raise CommandError(f"{file}:{number}: there is no {COLUMN}.", WAY_OUT)
    purchase = str(row.get("purchase") or "").strip()
    return Wish(customer=customer, flow=str(row.get("flow") or "").strip() or flow, purchase=purchase)
