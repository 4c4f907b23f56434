"""The schema of every file in experience/, by the file's name: what `echoloop schema` writes for editors."""

from __future__ import annotations

from collections.abc import Callable

from authoring.desk_schema import desk
from authoring.experience import Page, Persona, Topic, Touchpoint
from authoring.json_schema import (
    DIALECT,
    DURATION,
    NAME,
    RATE,
    TEXT,
    VERSION,
    Schema,
    closed,
    file_of,
    flow,
    journey,
    languages,
    listed,
    transcript,
)
from authoring.read_attributes import KINDS as ATTRIBUTE_KINDS
from authoring.read_contact_rules import COUNTS, DAYS
from authoring.read_rewards import KINDS, ONCE
from authoring.read_step_kinds import PURPOSES
from conversation.brand import Brand


def schemas() -> dict[str, Schema]:
    """Every schema by the name of its file."""
    named: dict[str, Callable[[], Schema]] = {
        "flow": flow,
        "journey": journey,
        "transcript": transcript,
        "brand": lambda: file_of(Brand, {"echoloop": VERSION}),
        "touchpoints": lambda: listed("touchpoints", Touchpoint),
        "personas": lambda: listed("personas", Persona),
        "topics": lambda: listed("topics", Topic),
        "pages": lambda: listed("pages", Page),
        "desk": desk,
        "contact_rules": _contact_rules,
        "faq": _faq,
        "rewards": _rewards,
        "attributes": _attributes,
    }
    return {name: {"$schema": DIALECT, "title": f"Echoloop: {name}", **make()} for name, make in named.items()}


def _contact_rules() -> Schema:
    purposes = "|".join(PURPOSES)
    budget = {
        "type": "object",
        "propertyNames": {"pattern": rf"^\s*({purposes})(\s*\+\s*({purposes}))*\s*$"},
        "additionalProperties": RATE,
        "description": "How many contacts a customer gets in a rolling window, by purpose; several joined with +.",
    }
    days = {"enum": list(DAYS)}
    nightly = {"type": "string", "description": 'In the customer\'s own time, in quotes: "20:00-09:00".'}
    quiet = closed({"nightly": nightly, "days": {"anyOf": [days, {"type": "array", "items": days}]}}, [])
    margin = {**DURATION, "description": "The evening is closed so much earlier."}
    spread = {**DURATION, "description": "What waited for the morning comes over so long a time."}
    keys = {"echoloop": VERSION, "counts": {"enum": list(COUNTS)}, "budget": budget, "quiet": quiet}
    return closed({**keys, "margin": margin, "spread": spread}, ["echoloop"])


def _faq() -> Schema:
    asks = {"type": "array", "items": TEXT, "description": "Ways to ask it, as customers type them."}
    words = {"type": "array", "items": TEXT, "description": "Words that name it in a question."}
    entry = closed({"asks": asks, "keywords": words, **languages()}, ["asks"])
    entries = {"type": "object", "propertyNames": NAME, "additionalProperties": entry}
    return closed({"echoloop": VERSION, "questions": entries}, ["echoloop", "questions"])


def _attributes() -> Schema:
    words = {"type": "array", "items": TEXT, "minItems": 1, "description": "The words it may be."}
    kinds = {"type": "object", "additionalProperties": {"anyOf": [{"enum": list(ATTRIBUTE_KINDS)}, words]}}
    return closed({"echoloop": VERSION, "customer": kinds, "purchase": kinds}, ["echoloop"])


def _rewards() -> Schema:
    tiers = {"type": "object", "propertyNames": {"pattern": "^[1-9][0-9]{0,3}$"}, "additionalProperties": NAME}
    reward = closed(
        {
            "kind": {"enum": list(KINDS), "description": "A code that is sent, or a gift that a team sends."},
            "template": {"type": "string", "description": "How a code is made; without it codes come from a pool."},
            "once_per": {"enum": list(ONCE)},
            "tiers": {**tiers, "description": "From so many purchases on, which reward instead: {2: silver, 5: gold}."},
            "team": {**NAME, "description": "The team of desk.yaml that sends the gift."},
            "within": {**DURATION, "description": "How long the team has."},
        },
        [],
    )
    number = {"type": "integer", "minimum": 0}
    event = closed({"seats": number, "waiting": number}, ["seats"])
    keys = {
        "echoloop": VERSION,
        "rewards": {"type": "object", "propertyNames": NAME, "additionalProperties": reward},
        "events": {"type": "object", "propertyNames": NAME, "additionalProperties": event},
        "invite_link": {"type": "string", "description": "Where a recommendation leads."},
    }
    return closed(keys, ["echoloop"])
