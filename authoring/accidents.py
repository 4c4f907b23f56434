"""The usual YAML accidents, each with a message of its own: what an author meant as text, YAML took for a sign."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = r"^(?P<key>\s*(?:- )*[\w.+-]+:)"
_BLOCK = "write | after the key and the text on the next line, indented"
_QUOTES = f"put the text in quotes, or {_BLOCK}"


@dataclass(frozen=True, slots=True)
class Accident:
    """How a line looks where YAML stumbles (`looks`, with the value from its group `at`), and what to say then."""

    code: str
    looks: re.Pattern[str]
    message: str
    way_out: str


def _accident(code: str, looks: str, message: str, way_out: str = _QUOTES) -> Accident:
    return Accident(code, re.compile(looks), message, way_out)


# The order matters: the first one that fits a line explains it.
ACCIDENTS: tuple[Accident, ...] = (
    _accident("yaml-tab", r"^ *(?P<at>\t)", "a tab stands where YAML wants spaces", "indent with spaces, two a level"),
    _accident("yaml-braces", _KEY + r"\s+(?P<at>\{\{.*)", "a text that begins with {{ is taken for a YAML map"),
    _accident(
        "yaml-inline",
        _KEY + r"\s+(?P<at>\{.*)",
        "inside {…} a comma ends a value and a colon begins one",
        'put each text in quotes ({de: "Ja, gern"}), or write one key a line',
    ),
    _accident(
        "yaml-bracket",
        _KEY + r"\s+(?P<at>\[.*)",
        "a value that begins with [ is a list, and this one is not closed",
        "close the list with ], or put the text in quotes",
    ),
    _accident(
        "yaml-quote", _KEY + r"\s+(?P<at>\"[^\"]*\"\s*[^\s#].*|'[^']*'\s*[^\s#'].*)", "text goes on after quotes"
    ),
    _accident(
        "yaml-quote", _KEY + r"\s+(?P<at>[\"'][^\"']*)$", "the quotes are not closed", f"close the quotes, or {_BLOCK}"
    ),
    _accident(
        "yaml-quote",
        _KEY + r"\s+(?P<at>\".*\\.*)",
        'inside "…" a backslash begins a sign of its own',
        f"write two backslashes, or {_BLOCK}",
    ),
    _accident(
        "yaml-block",
        _KEY + r"\s+(?P<at>[|>][-+]?\s*[^\s#].*)",
        "text stands behind | on the same line",
        "move the text to the next line, indented",
    ),
    _accident("yaml-star", _KEY + r"\s+(?P<at>\*.*)", "a text that begins with * is taken for a YAML alias"),
    _accident("yaml-sign", _KEY + r"\s+(?P<at>[@`%].*)", "a text cannot begin with @, ` or % in YAML"),
    _accident("yaml-dash", _KEY + r"\s+(?P<at>-\s.*)", "a text that begins with a dash is taken for a list"),
    _accident("yaml-colon", _KEY + r"\s+(?P<at>[^\s|>].*:(?:\s.*|$))", "a colon and a space inside a text begin a map"),
    _accident(
        "yaml-space",
        r"^(?P<key>\s*(?:- )*[a-z][a-z_]*:)(?P<at>[^\s:].*)",
        "a space is missing after the colon",
        "write a space after the colon",
    ),
)

CUT = re.compile(r"\s+#\S")
"""What is lost behind a plain text: a comment that hardly is one ("Bus #7")."""


def recognise(line: str) -> tuple[Accident, int] | None:
    """The accident that explains why YAML stumbles over this line, and its column (from 1)."""
    for accident in ACCIDENTS:
        if (match := accident.looks.search(line)) is not None:
            return accident, match.start("at") + 1
    return None


def mended(line: str, column: int) -> str:
    """The line with its value replaced, so that the rest of the file can be read."""
    sign = line[column - 1]
    if sign == "\t":
        return line.replace("\t", "  ")
    return line[:column] if sign in "|>" else line[: column - 1] + " '…'"
