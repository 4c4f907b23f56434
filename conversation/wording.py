"""Texts filled in for a customer: Jinja2 in a sandbox, listed names and three filters only, never an error for him.

A template may hold `{{ name }}`, `{{ dotted.name }}` and the filters `date`, `money` and `or`; `placeholders` says
where anything else stands. Values are never evaluated, whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jinja2 import TemplateSyntaxError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context

from conversation.local_values import show_date, show_money
from conversation.messages import Prompt
from conversation.salutation import hello
from conversation.texts import choose as choose

LATE_NAMES: frozenset[str] = frozenset({"case.number", "reward.code", "invite.link"})
"""Names that are known only when rows are written; they may stand where their step makes them."""

NAMES: frozenset[str] = LATE_NAMES | {
    "hello",
    "brand",
    "privacy_link",
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
HELLO_NEEDS: tuple[str, ...] = ("customer.first_name", "customer.last_name", "customer.salutation", "customer.zone")

_EMPTY = "\ufdd0"
"""Stands for a missing value until the text around it is tidied: a character that no text may hold."""


class WordingError(ValueError):
    """The author wrote what a text may not hold. `line` and `column` count from 1 inside the text."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message


Placeholder = tuple[str, int, int]
"""A name in a text with its line and column, both from 1."""


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


def fill(prompt: Prompt, now: datetime) -> str:
    """The prompt's text for the customer, at the moment of sending. A missing value leaves no gap behind."""
    if "{" not in prompt.template:
        return prompt.template.strip()
    render = _compiled(prompt.template)
    if render is None:
        return re.sub(r"\{[{%#].*?(?:[}%#]\}|$)", "", prompt.template, flags=re.DOTALL).strip()
    zone = _zone(prompt.values.get("customer.zone", ""))
    values: dict[str, object] = {name: _Dotted(prompt.values, name + ".") for name in ("case", "reward", "invite")}
    for name in prompt.values:
        root, dot, _ = name.partition(".")
        values[root] = _Dotted(prompt.values, root + ".") if dot else prompt.values[name]
    values["hello"] = hello(
        first_name=prompt.values.get("customer.first_name", ""),
        last_name=prompt.values.get("customer.last_name", ""),
        salutation=prompt.values.get("customer.salutation", ""),
        language=prompt.language,
        form=prompt.form,
        local_time=now.astimezone(zone),
    )
    return _tidied(render(values | {"echoloop_zone": zone, "echoloop_language": prompt.language}))


class _Dotted:
    """The values under one dotted prefix, resolved when the template asks."""

    __slots__ = ("_prefix", "_values")

    def __init__(self, values: dict[str, str], prefix: str) -> None:
        self._values = values
        self._prefix = prefix

    def __getitem__(self, name: str) -> str | _Dotted:
        """The value, or the values under the longer prefix."""
        full = self._prefix + name
        return self._values[full] if full in self._values else _Dotted(self._values, full + ".")

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    column: int


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,  # plain text for messengers; a bot escapes what its platform needs
        undefined=_Missing,
        finalize=_shown,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.filters = {"date": _date, "money": _money, "or": _or}
    return environment


class _Missing(Undefined):
    """A value that is not there, however deep it is asked for."""

    def __getattr__(self, _: str) -> _Missing:
        return self

    def __str__(self) -> str:
        return ""


@lru_cache(maxsize=4096)
def _compiled(template: str) -> Callable[[dict[str, object]], str] | None:
    """The template's render function; None where the template is not one that the linter lets pass."""
    try:
        placeholders(template)
        return _environment().from_string(template).render
    except (WordingError, TemplateSyntaxError):
        return None


@lru_cache(maxsize=4096)
def names_in(template: str) -> tuple[str, ...]:
    """The names a text uses, each once; none where the text is not well-formed."""
    try:
        return tuple(dict.fromkeys(name for name, _, _ in placeholders(template)))
    except WordingError:
        return ()


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("Europe/Berlin")


def _shown(value: object) -> object:
    text = str(value)
    return text or _EMPTY


@pass_context
def _date(context: Context, value: object, style: str = "long") -> str:
    return show_date(str(value), style, context["echoloop_language"], context["echoloop_zone"])


@pass_context
def _money(context: Context, value: object, currency: str = "EUR") -> str:
    return show_money(str(value), currency, context["echoloop_language"])


def _or(value: object, instead: str = "") -> str:
    return str(value) or instead


_GAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"^[ \t]*{_EMPTY}[ \t]*\n", re.MULTILINE), ""),
    (re.compile(rf"[ \t]*{_EMPTY}(?=[,.;:!?])"), ""),
    (re.compile(rf"{_EMPTY}(?=[ \t])[ \t]*(?=[,.;:!?])"), ""),
    (re.compile(rf"^{_EMPTY}[ \t]*", re.MULTILINE), ""),
    (re.compile(rf"[ \t]*{_EMPTY}[ \t]*$", re.MULTILINE), ""),
    (re.compile(rf"[ \t]+{_EMPTY}[ \t]+"), " "),
    (re.compile(_EMPTY), ""),
)


def _tidied(text: str) -> str:
    """The text without the traces of missing values: double spaces, a comma that follows nothing, an empty line."""
    if _EMPTY in text:
        starts = re.sub(rf"(^|\n)[ \t]*{_EMPTY}[ \t]*[,;:][ \t]*(\w)", lambda m: m[1] + m[2].upper(), text)
        for pattern, instead in _GAPS:
            starts = pattern.sub(instead, starts)
        text = starts
    return text.strip()


def _tokens(template: str) -> Iterator[_Token]:
    """The lexer's tokens without white space, each with line and column."""
    line, column = 1, 1
    try:
        for _, kind, text in _environment().lex(template):
            if kind != "whitespace":
                yield _Token(kind, text, line, column)
            breaks = text.count("\n")
            line += breaks
            column = len(text) - text.rfind("\n") if breaks else column + len(text)
    except TemplateSyntaxError as error:
        raise WordingError(error.lineno, column, error.message or "not a well-formed text") from error


def _placeholder(begin: _Token, tokens: Iterator[_Token]) -> Placeholder:
    """One {{ … }}: a dotted name, then filters with constant arguments."""
    inside: list[_Token] = []
    for token in tokens:
        if token.kind == "variable_end":
            break
        inside.append(token)
    else:
        raise WordingError(begin.line, begin.column, "{{ without its }}")
    written = "".join(_spelled(token) for token in inside)
    match = _INSIDE.fullmatch(written)
    if not inside or match is None:
        raise WordingError(begin.line, begin.column, "only a name and the filters date, money and or may stand here")
    for name in re.findall(r"\|(\w+)", re.sub(r"'[^']*'|\"[^\"]*\"", "''", written)):
        if name not in FILTERS:
            raise WordingError(begin.line, begin.column, f"there is no filter {name}; there are date, money and or")
    return match["name"], inside[0].line, inside[0].column


def _spelled(token: _Token) -> str:
    return token.text


_ARGUMENT = r"(?:'[^'\\]*'|\"[^\"\\]*\")"
_INSIDE = re.compile(rf"(?P<name>[A-Za-z]\w*(?:\.[A-Za-z]\w*)*)(?:\|\w+(?:\({_ARGUMENT}\))?)*")
