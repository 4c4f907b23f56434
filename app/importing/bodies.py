"""What a line of each kind of file means: the same bodies that the API takes, with names for people who fill tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import AwareDatetime, Field, ValidationError
from pydantic_core import ErrorDetails

from app.importing.lines import LISTED, Line
from app.web.bodies import Body, CustomerBody, EventBody, as_customer, as_event
from app.web.shape_errors import DESCRIBED, in_words
from usecases.import_lines import Item
from usecases.import_review import ReviewData
from usecases.wrong_field import WrongField

Kind = Literal["customers", "events", "purchases", "reviews"]
YES, NO = ("yes", "true", "1", "ja"), ("no", "false", "0", "nein")
PURCHASE = ("kind", "destination", "destination_zone", "departs_at", "returns_at", "amount_minor", "currency")
FREE = ("attributes.", "purchase.attributes.", "data.")


class ReviewBody(Body):
    """A review that was written elsewhere. `id` is the source's own; `stars` is kept and never counted as a score."""

    source: str = Field(pattern="^[a-z][a-z0-9_]{0,39}$")
    id: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=10_000)
    at: AwareDatetime
    stars: float | None = Field(default=None, ge=0, le=10)
    language: Literal["de", "en"] = "de"
    touchpoint: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file: the columns it may have, and how its lines are read."""

    columns: tuple[str, ...]
    read: Callable[[dict[str, Any]], Item]


def read_line(kind: Kind, line: Line) -> Item | list[WrongField]:
    """What a line asks for, or all that is wrong with it."""
    if line.wrong:
        return list(line.wrong)
    shape = SHAPES[kind]
    unknown = [_unknown(name, shape) for name in line.values if not _known(name, shape)]
    if unknown:
        return unknown
    try:
        return shape.read(dict(line.values))
    except ValidationError as error:
        return [_wrong(one, shape) for one in error.errors()]
    except _WrongCellError as error:
        return [error.wrong]


def _known(name: str, shape: Shape) -> bool:
    return name in shape.columns or name.startswith(FREE)


def _unknown(name: str, shape: Shape) -> WrongField:
    near = get_close_matches(name, shape.columns, n=1, cutoff=0.6)
    way_out = f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(shape.columns)}"
    return WrongField(name[:60], "is not a column", way_out)


def _wrong(error: ErrorDetails, shape: Shape) -> WrongField:
    what, way_out = in_words(error, shape.columns)
    place = ".".join(str(part) for part in error["loc"]) or "line"
    return WrongField(place, what, "see docs/imports.md" if way_out == DESCRIBED else way_out)


class _WrongCellError(Exception):
    def __init__(self, field: str, what: str, way_out: str) -> None:
        super().__init__(field)
        self.wrong = WrongField(field, what, way_out)


def _customer(values: dict[str, Any]) -> Item:
    number = str(values.pop("number", values.pop("external_id", "")))
    consents = list(values.pop("consents", []))
    version, confirmed = values.pop("consent_version", ""), values.pop("consent_confirmed", "")
    cells = {purpose: values.pop(f"consent.{purpose}", None) for purpose in ("survey", "marketing")}
    consents += [
        {"purpose": purpose, "granted": _yes(f"consent.{purpose}", cell), "version": version, "confirmed": confirmed}
        for purpose, cell in cells.items()
        if cell is not None
    ]
    if isinstance(values.get("channels"), str):
        values["channels"] = values["channels"].split(LISTED)
    body = CustomerBody(**_nested(values), consents=consents)
    return Item(number, as_customer(body))


def _event(values: dict[str, Any]) -> Item:
    key, body = str(values.pop("key", "")), _key(values)
    _price(values, "purchase.")
    return Item(key or body, as_event(EventBody(**_nested(values))), body)


def _purchase(values: dict[str, Any]) -> Item:
    """A purchase is what `booked` reports: its own fields stand in the line."""
    key, body = str(values.pop("key", "")), _key(values)
    _price(values, "")
    inner = {f"purchase.{name}": values.pop(name) for name in ("id", *PURCHASE) if name in values}
    inner |= {f"purchase.{name}": values.pop(name) for name in list(values) if name.startswith("attributes")}
    event = {"event": "booked", "at": values.pop("booked_at", None)}
    return Item(key or body, as_event(EventBody(**event, **_nested(values | inner))), body)


def _review(values: dict[str, Any]) -> Item:
    body = ReviewBody(**values)
    return Item(body.id, ReviewData(**body.model_dump()))


def _key(values: Mapping[str, Any]) -> str:
    """The same line again is the same call."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return f"import:{hashlib.sha256(text.encode()).hexdigest()}"


def _price(values: dict[str, Any], prefix: str) -> None:
    """`amount` in whole units ("1234.50") becomes the smallest unit."""
    amount = values.pop(f"{prefix}amount", None)
    if amount is None:
        return
    field = f"{prefix}amount"
    try:
        minor = Decimal(str(amount).replace(",", ".")) * 100
    except InvalidOperation:
        raise _WrongCellError(field, "is not an amount", "write it like 1234.50, without thousands' signs") from None
    if not minor.is_finite() or minor != int(minor):
        raise _WrongCellError(field, "has more than two decimals", "write it like 1234.50")
    values[f"{prefix}amount_minor"] = int(minor)


def _yes(field: str, cell: object) -> bool:
    word = str(cell).strip().lower()
    if word not in YES + NO:
        raise _WrongCellError(field, "is neither yes nor no", "write yes or no")
    return word in YES


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted names as maps; a cell of attributes that holds "|" is a list."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        *above, last = name.split(".")
        place = nested
        for part in above:
            place = place.setdefault(part, {})
        free = bool(above) and above[-1] in ("attributes", "data")
        place[last] = _cell(value) if free and isinstance(value, str) else value
    return nested


def _cell(text: str) -> str | float | int | list[str]:
    """A cell of a table, typed as JSON would have it."""
    if LISTED in text:
        return [part.strip() for part in text.split(LISTED)]
    try:
        return int(text) if text.lstrip("-").isdigit() and not text.startswith("0") else text
    except ValueError:
        return text


_EVENT_PURCHASE = tuple(f"purchase.{name}" for name in ("id", *PURCHASE, "amount"))
SHAPES: dict[Kind, Shape] = {
    "customers": Shape(
        ("number", "external_id", "first_name", "last_name", "salutation", "language", "form", "zone", "phone",
         "channels", "attributes", "consents", "consent.survey", "consent.marketing", "consent_version",
         "consent_confirmed"),
        _customer,
    ),
    "events": Shape(("key", "event", "customer", "at", "purchase", *_EVENT_PURCHASE, "data"), _event),
    "purchases": Shape(("key", "id", "customer", "booked_at", *PURCHASE, "amount", "attributes"), _purchase),
    "reviews": Shape(("source", "id", "text", "at", "stars", "language", "touchpoint"), _review),
}  # fmt: skip
