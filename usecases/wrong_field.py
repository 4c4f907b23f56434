"""What is wrong with data that another system sent: the field, what is wrong, and the way out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import available_timezones

from journey.dates import zone_info

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
LONGEST_TEXT = 200
MOST_ATTRIBUTES = 50
FIRST_YEAR, LAST_YEAR = 1900, 2200

Attribute = str | int | float | bool | list[str]


@dataclass(frozen=True, slots=True)
class WrongField:
    """One field that cannot be taken; `message` never quotes personal data."""

    field: str
    message: str
    way_out: str


def check_zone(field: str, zone: str) -> WrongField | None:
    """A zone must be an IANA name."""
    if not zone or zone_info(zone) is not None:
        return None
    near = get_close_matches(zone, sorted(available_timezones()), n=1, cutoff=0.6)
    hint = f'did you mean "{near[0]}"?' if near else 'write an IANA name like "Europe/Berlin"'
    return WrongField(field, "is not a time zone", hint)


def check_moment(field: str, at: datetime | None) -> WrongField | None:
    """A moment must say which zone it means, and lie in the years that calendars are made for."""
    if at is None:
        return None
    if at.tzinfo is None:
        return WrongField(field, "has no time zone", 'write an offset, like "2027-07-10T06:00:00+02:00"')
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return WrongField(field, f"is not between {FIRST_YEAR} and {LAST_YEAR}", "check the year")
    return None


def check_text(field: str, text: str | None) -> WrongField | None:
    """A text must be short and hold no control characters."""
    if not text or (len(text) <= LONGEST_TEXT and text.isprintable()):
        return None
    return WrongField(field, f"is longer than {LONGEST_TEXT} characters or holds control characters", "shorten it")


def check_name(field: str, name: str) -> WrongField | None:
    """A name of an event or attribute must be one that journeys and conditions can write."""
    if NAME.fullmatch(name):
        return None
    return WrongField(field, "is not a name", "write small letters, digits and _, like balance_paid")


def check_attributes(field: str, attributes: Mapping[str, Attribute]) -> list[WrongField]:
    """Attributes are few, named, and short."""
    if len(attributes) > MOST_ATTRIBUTES:
        return [WrongField(field, f"are more than {MOST_ATTRIBUTES}", "send only what flows and journeys use")]
    problems = (
        problem
        for name, value in attributes.items()
        for problem in (check_name(f"{field}.{name[:40]}", name), _check_value(f"{field}.{name[:40]}", value))
    )
    return [problem for problem in problems if problem is not None]


def _check_value(field: str, value: Attribute) -> WrongField | None:
    texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return next((problem for text in texts if (problem := check_text(field, text)) is not None), None)
