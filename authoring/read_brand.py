"""Reads brand.yaml: who is speaking, in which languages, and whether customers are du or Sie."""

from __future__ import annotations

from difflib import get_close_matches
from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

from authoring.block import Block
from authoring.header import version
from authoring.spot import Spot
from authoring.values import list_of, one_of, text
from conversation.flow import Brand
from conversation.messages import CHANNELS, Confirmable, Form, Language

FORMS: tuple[Form, ...] = get_args(Form)
LANGUAGES: tuple[Language, ...] = get_args(Language)
CONFIRMABLE: tuple[Confirmable, ...] = get_args(Confirmable)

NO_BRAND = Brand(name="")


def read_brand(root: Spot) -> Brand:
    """The brand; all but its name has a default."""
    block = Block(root.at(("brand",), root.node), "brand.yaml")
    version(block)
    brand = Brand(
        name=block.need("name", text, "", "the name customers know you by"),
        form=block.take_or("form", one_of(FORMS), NO_BRAND.form),
        privacy_link=block.take_or("privacy_link", text, ""),
        zone=block.take_or("zone", zone, NO_BRAND.zone),
        region=block.take_or("region", text, NO_BRAND.region),
        languages=block.take_or("languages", list_of(one_of(LANGUAGES), "languages"), NO_BRAND.languages),
        channels=block.take_or("channels", list_of(one_of(CHANNELS), "channels"), ()),
        double_opt_in=block.take_or("double_opt_in", list_of(one_of(CONFIRMABLE), "purposes"), NO_BRAND.double_opt_in),
    )
    block.end()
    return brand


def zone(spot: Spot) -> str | None:
    """The name of a time zone."""
    value = text(spot)
    if value is None or _exists(value):
        return value
    known = sorted(name for name in available_timezones() if "/" in name)
    near = get_close_matches(value, known, n=1)
    way_out = f'did you mean "{near[0]}"?' if near else "write a name like Europe/Berlin"
    spot.report("unknown-word", f'"{value}" is no time zone', way_out)
    return None


def _exists(name: str) -> bool:
    """Whether there is such a zone; listing all of them would take longer than the rest of a check."""
    try:
        return ZoneInfo(name).key == name
    except (KeyError, ValueError, OSError):
        return False
