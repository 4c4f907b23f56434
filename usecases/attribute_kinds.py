"""Checks attributes against attributes.yaml: a misspelt name or a word of another kind would match no condition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches

from authoring.experience import AttributeKind, AttributeType
from conversation.local_values import is_money
from usecases.wrong_field import Attribute, WrongField

EXAMPLES: dict[AttributeKind, str] = {
    "text": "a text",
    "number": "a number, like 4",
    "money": "a sum with or without its currency, like 1984.00 EUR",
    "date": "a date, like 2027-07-10",
    "yes_no": "true or false",
    "numbers": 'a number or a list of them as texts, like ["4", "7"]',
    "texts": "a text or a list of texts",
}
OWN = {"phone", "preferred_channel", "region", "recommended_by", "reviews_of"}
"""Attributes that the product itself reads or writes: always known."""


def check_kinds(
    field: str, attributes: Mapping[str, Attribute], known: Mapping[str, AttributeType]
) -> list[WrongField]:
    """What does not fit; nothing where the file describes none."""
    found: list[WrongField] = []
    for name, value in attributes.items() if known else ():
        if name in OWN:
            continue
        if name not in known:
            near = get_close_matches(name, list(known), n=1, cutoff=0.6)
            way_out = f'did you mean "{near[0]}"?' if near else "add it to attributes.yaml, or leave it out"
            found.append(WrongField(f"{field}.{name[:40]}", "is not described in attributes.yaml", way_out))
        elif not _fits(value, known[name]):
            found.append(WrongField(f"{field}.{name}", "is of another kind", f"send {_example(known[name])}"))
    return found


def _example(known: AttributeType) -> str:
    return f"one of {', '.join(known.words)}" if known.words else EXAMPLES[known.kind]


def _fits(value: Attribute, known: AttributeType) -> bool:
    several = value if isinstance(value, list) else [value]
    if known.words:
        return all(isinstance(each, str) and each in known.words for each in several)
    match known.kind:
        case "numbers":
            return all(_is_number(each) for each in several)
        case "texts":
            return all(isinstance(each, str) for each in several)
        case _:
            return not isinstance(value, list) and _is_one(value, known.kind)


def _is_one(value: str | int | float | bool, kind: AttributeKind) -> bool:
    match kind:
        case "number":
            return _is_number(value)
        case "money":
            return not isinstance(value, bool) and is_money(str(value))
        case "yes_no":
            return isinstance(value, bool)
        case "date":
            return isinstance(value, str) and _is_date(value)
        case _:
            return isinstance(value, str)


def _is_number(value: str | int | float | bool) -> bool:
    """A number, or a text that is one: lists carry texts only."""
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return not isinstance(value, bool)


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
