"""Shows problems: for people, for GitHub's annotations, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from authoring.problems import Problem, errors


def as_text(problems: Sequence[Problem], folder: str = "") -> str:
    """One problem in two lines: where, code and what is wrong; then the way out. Last a line with the sums."""
    lines = []
    for found in problems:
        place = f"{_path(folder, found.file)}:{found.line}:{found.column}"
        lines.append(f"{place} {found.severity} {found.code}: {found.message}")
        lines.append(f"    {found.way_out}")
    return "\n".join([*lines, summary(problems)])


def as_github(problems: Sequence[Problem], folder: str = "") -> str:
    """Workflow commands that GitHub shows beside the changed lines."""
    lines = []
    for found in problems:
        level = "error" if found.severity == "error" else "notice"
        place = f"file={_property(_path(folder, found.file))},line={found.line},col={found.column}"
        text = _escaped(f"{found.message}\n{found.way_out}")
        lines.append(f"::{level} {place},title={_property(found.code)}::{text}")
    return "\n".join(lines)


def as_json(problems: Sequence[Problem], folder: str = "") -> str:
    """A list of objects with the fields of Problem."""
    rows = [asdict(found) | {"file": _path(folder, found.file)} for found in problems]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def summary(problems: Sequence[Problem]) -> str:
    """How many there are, in one line."""
    bad = len(errors(problems))
    notes = len(problems) - bad
    if not problems:
        return "no problems"
    return f"{bad} error{'' if bad == 1 else 's'}, {notes} note{'' if notes == 1 else 's'}"


def _path(folder: str, file: str) -> str:
    return f"{folder.rstrip('/')}/{file}" if folder not in ("", ".") else file


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
