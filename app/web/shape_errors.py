"""What is wrong with a field of the wrong shape, in plain words and with the way out: for the API and for files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

MOMENT = "write it with its offset, like 2027-07-10T06:00:00+02:00"
NUMBER = "write digits, like 4 or 4.5"
DESCRIBED = "the API is described at /openapi.json"


def in_words(error: Mapping[str, Any], known: Iterable[str] = ()) -> tuple[str, str]:
    """What is wrong and the way out of one of pydantic's errors; the value itself is not repeated.

    `known` are the fields that there are, for a mistyped one.
    """
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), list(known), n=1, cutoff=0.6)
        return "is not a field", f'did you mean "{near[0]}"?' if near else "take it out, or see /openapi.json"
    if kind.startswith("datetime"):
        reason = str(error["msg"]).rpartition(", ")[2] if ", " in str(error["msg"]) else ""
        return f"is not a moment{f' ({reason})' if reason else ''}", MOMENT
    found = {
        "missing": ("is missing", "send it"),
        "timezone_aware": ("has no offset", MOMENT),
        "int_parsing": ("is not a whole number", "write digits, like 4"),
        "float_parsing": ("is not a number", NUMBER),
        "json_invalid": ("is not JSON", "check quotes, commas and brackets there, and that it is UTF-8"),
        "literal_error": ("is not one of the words", f"write {context.get('expected', 'one of them')}"),
        "string_pattern_mismatch": ("is not written as it must be", f"its pattern is {context.get('pattern', '')}"),
    }
    message = str(error["msg"])
    return found.get(kind, (message[:1].lower() + message[1:], DESCRIBED))
