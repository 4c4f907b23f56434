"""Texts filled in for a customer: Jinja2 in a sandbox, listed names and three filters only, never an error for him.

A template may hold `{{ name }}`, `{{ dotted.name }}` and the filters `date`, `money` and `or`; `placeholders` says
where anything else stands. Values are never evaluated, whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from jinja2 import TemplateSyntaxError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context

from conversation.local_values import show_date, show_money, zone_of
from conversation.messages import Prompt
from conversation.placeholders import LATE_NAMES as LATE_NAMES
from conversation.placeholders import NAMES as NAMES
from conversation.placeholders import WordingError as WordingError
from conversation.placeholders import placeholders as placeholders
from conversation.salutation import hello
from conversation.texts import choose as choose

HELLO_NEEDS: tuple[str, ...] = ("customer.first_name", "customer.last_name", "customer.salutation", "customer.zone")

_LATE_ROOTS = ("case", "reward", "invite", "call")
"""What stands before the dot of names that may have no value yet."""

_EMPTY = "\ufdd0"
"""Stands for a missing value until the text around it is tidied: a character that no text may hold."""


def fill(prompt: Prompt, now: datetime) -> str:
    """The prompt's text for the customer, at the moment of sending. A missing value leaves no gap behind."""
    if "{" not in prompt.template:
        return prompt.template.strip()
    render = _compiled(prompt.template)
    if render is None:
        return re.sub(r"\{[{%#].*?(?:[}%#]\}|$)", "", prompt.template, flags=re.DOTALL).strip()
    zone = zone_of(prompt.values.get("customer.zone", ""))
    values: dict[str, object] = {name: _Dotted(prompt.values, name + ".") for name in _LATE_ROOTS}
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
    return _tidied(render(values | {"_zone": zone, "_language": prompt.language}))


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


@lru_cache(maxsize=4096)
def _compiled(template: str) -> Callable[[dict[str, object]], str] | None:
    """The template's render function; None where the template is not one that the linter lets pass."""
    try:
        placeholders(template)
        return _environment().from_string(template).render
    except (WordingError, TemplateSyntaxError):
        return None


def _text(value: object) -> str:
    """A value as text; "" for what is no text (a missing name, a method somebody tried to reach)."""
    return value if isinstance(value, str) and value.strip() else ""


def _shown(value: object) -> str:
    return _text(value) or _EMPTY


@pass_context
def _date(context: Context, value: object, style: str = "long") -> str:
    return show_date(_text(value), style, context["_language"], context["_zone"])


@pass_context
def _money(context: Context, value: object, currency: str = "EUR") -> str:
    return show_money(_text(value), currency, context["_language"])


def _or(value: object, instead: str = "") -> str:
    return _text(value) or instead


_OPENING = re.compile(rf"(^|\n)[ \t]*(?:{_EMPTY}[ \t]*)+[,;:][ \t]*(\w)")
"""A line that would open with a comma: "{{ customer.first_name }}, how …" without a name."""

_GAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_EMPTY}(?:[ \t]*{_EMPTY})+"), _EMPTY),
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
        text = _OPENING.sub(lambda match: match[1] + match[2].upper(), text)
        for pattern, instead in _GAPS:
            text = pattern.sub(instead, text)
    return text.strip()
