"""Problems as values: what is wrong, where, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; lines and columns count from 1, as editors do."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing an author should mend (`error`) or think about (`note`); `code` names the check that found it."""

    file: str
    line: int
    column: int
    code: str
    message: str
    way_out: str
    severity: Severity = "error"


def problem(place: Place, code: str, message: str, way_out: str, severity: Severity = "error") -> Problem:
    """A problem at a place."""
    return Problem(place.file, place.line, place.column, code, message, way_out, severity)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only the problems that make the files unusable."""
    return [found for found in problems if found.severity == "error"]


def pick(word: str, allowed: Iterable[str]) -> str:
    """The way out for a word outside a closed vocabulary: the nearest one, then all there are."""
    words = list(allowed)
    if not words:
        return "there is none to choose from yet"
    near = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    meant = f'did you mean "{near[0]}"? ' if near else ""
    return f"{meant}{'one of' if len(words) > 1 else 'it can be'}: {', '.join(words)}"
