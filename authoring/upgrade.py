"""Brings files of an older language version to this one, as text, so that comments and layout stay as they are.

    version   what has changed since
    none      files of the first drafts began without a version: the line `echoloop: 1` is put on top

A step for each version stands in UPGRADES; a file walks through all that it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from authoring.header import VERSION
from authoring.problems import Problem

_LINE = re.compile(r"^echoloop\s*:\s*[\"']?(?P<version>[^\s\"'#]+)", re.MULTILINE)
OTHERS = ("transcripts/", "previews/")


def _from_none(text: str) -> str:
    """Put the version below the comments that the file begins with."""
    head = re.match(r"\ufeff?(?:[ \t]*#.*\n|[ \t]*\n)*", text)
    at = head.end() if head else 0
    return f"{text[:at]}echoloop: 1\n{text[at:]}"


UPGRADES: dict[str, tuple[str, Callable[[str], str]]] = {"": ("1", _from_none)}
"""From a version ("" = none is written): the version after it, and what to do to a file."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The files that change (path → new text), and those that cannot be read by this version."""

    files: dict[str, str]
    problems: tuple[Problem, ...] = ()


def upgrade(files: Mapping[str, str]) -> Upgraded:
    """What has to be written so that every file has this version; transcripts carry none."""
    changed: dict[str, str] = {}
    problems: list[Problem] = []
    for file, text in files.items():
        if file.startswith(OTHERS):
            continue
        new, version = text, version_of(text)
        while version in UPGRADES and version != VERSION:
            version, change = UPGRADES[version]
            new = change(new)
        if version != VERSION:
            message = f'this file is written in language "{version}", which this version does not know'
            way_out = f"use a newer Echoloop, or write echoloop: {VERSION}"
            problems.append(Problem(file, _line(text), 1, "language-version", message, way_out))
        elif new != text:
            changed[file] = new
    return Upgraded(changed, tuple(problems))


def version_of(text: str) -> str:
    """The version a file is written in; "" where it does not say."""
    found = _LINE.search(text)
    return found["version"] if found else ""


def _line(text: str) -> int:
    found = _LINE.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
