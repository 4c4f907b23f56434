"""What a text may hold besides words: listed names in double braces and three filters. Everything else is told apart.

`{{ name }}`, `{{ dotted.name }}`, `{{ name | or("you") }}`; no calls, no expressions, no blocks, no comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from jinja2 import Environment, TemplateSyntaxError

LATE_NAMES: frozenset[str] = frozenset({"case.number", "reward.code", "invite.link"})
"""Names that are known only when rows are written; they may stand where their step makes them."""

NAMES: frozenset[str] = LATE_NAMES | {
    "hello",
    "brand",
    "privacy_link",
    "consent.wishes",
    "consent.until",
    "customer.first_name",
    "customer.last_name",
    "customer.salutation",
    "purchase.number",
    "purchase.kind",
    "purchase.destination",
    "purchase.departs_at",
    "purchase.returns_at",
    "purchase.amount",
    "purchase.balance",
    "purchase.balance_due_at",
    "purchase.payment_link",
}
"""The names that a text may use."""

FILTERS: frozenset[str] = frozenset({"date", "money", "or"})
"""The filters: `date` and `money` write a value as people of the language do, `or` stands in for a missing one."""

Placeholder = tuple[str, int, int]
"""A name in a text with its line and column, both from 1."""

_ARGUMENT = r"(?:'[^'\\]*'|\"[^\"\\]*\")"
_INSIDE = re.compile(
    rf"(?P<name>[A-Za-z]\w*(?: \. [A-Za-z]\w*)*)(?P<filters>(?: \| [A-Za-z]\w*(?: \( {_ARGUMENT} \))?)*)", re.ASCII
)


class WordingError(ValueError):
    """The author wrote what a text may not hold. `line` and `column` count from 1 inside the text."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message


def placeholders(template: str) -> list[Placeholder]:
    """The names a text uses, in order. Raises WordingError where it holds more than names and the three filters."""
    found: list[Placeholder] = []
    tokens = _tokens(template)
    for token in tokens:
        if token.kind == "variable_begin":
            found.append(_placeholder(token, tokens))
        elif token.kind != "data":
            raise WordingError(token.line, token.column, "a text holds only {{ names }}, no blocks and no comments")
    return found


@lru_cache(maxsize=4096)
def names_in(template: str) -> tuple[str, ...]:
    """The names a text uses, each once; none where the text is not well-formed."""
    try:
        return tuple(dict.fromkeys(name for name, _, _ in placeholders(template)))
    except WordingError:
        return ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    column: int


@cache
def _lexer() -> Environment:
    return Environment(autoescape=False, keep_trailing_newline=True)  # noqa: S701 - it only lexes plain text


def _tokens(template: str) -> Iterator[_Token]:
    """The lexer's tokens without white space, each with line and column."""
    line, column = 1, 1
    try:
        for _, kind, text in _lexer().lex(template):
            if kind != "whitespace":
                yield _Token(kind, text, line, column)
            breaks = text.count("\n")
            line += breaks
            column = len(text) - text.rfind("\n") if breaks else column + len(text)
    except TemplateSyntaxError as error:
        raise WordingError(line, column, error.message or "not a well-formed text") from error


def _placeholder(begin: _Token, tokens: Iterator[_Token]) -> Placeholder:
    """One {{ … }}: a dotted name, then filters with at most one constant argument."""
    inside: list[_Token] = []
    for token in tokens:
        if token.kind == "variable_end":
            break
        inside.append(token)
    else:
        raise WordingError(begin.line, begin.column, "{{ without its }}")
    match = _INSIDE.fullmatch(" ".join(token.text for token in inside))
    if match is None:
        raise WordingError(begin.line, begin.column, "only a name and the filters date, money and or may stand here")
    for name in re.findall(r"\| (\w+)", re.sub(_ARGUMENT, "", match["filters"])):
        if name not in FILTERS:
            raise WordingError(begin.line, begin.column, f"there is no filter {name}; there are date, money and or")
    return match["name"].replace(" ", ""), inside[0].line, inside[0].column
