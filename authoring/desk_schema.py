"""The JSON Schema of desk.yaml: its keys by the dataclasses, and the shorter forms that authors may write."""

from __future__ import annotations

from typing import Any

from authoring.desk import RIGHTS, Duty, Gesture, Member, Request, Team, TeamDigest
from authoring.json_schema import DURATION, NAME, SIMPLE, TEXT, VERSION, Schema, about, closed, languages, object_of
from authoring.read_brand import LANGUAGES
from authoring.read_step_kinds import PRIORITIES
from conversation.conditions import Condition

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK: Schema = {"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$", "description": 'in quotes: "09:00"'}
ZONE: Schema = {**TEXT, "description": "A time zone, like Europe/Berlin."}
PERCENT: Schema = {"type": "integer", "minimum": 1, "maximum": 99}
WORDING: Schema = {"anyOf": [TEXT, closed(languages(), [])]}


def desk() -> Schema:
    """Teams, members, duty, rules and everything that cases go through."""
    names = {"type": "array", "items": NAME}
    warnings = closed({"owner": PERCENT, "lead": PERCENT, "team": PERCENT}, [])
    contact = {**NAME, "description": "A contact of a journey."}
    recovery = closed({"check": contact, "check_after": DURATION, "again": contact, "again_after": DURATION}, [])
    alerts = {**TEXT, "description": "The channel that hears when a score really drops or a topic spikes."}
    keys: dict[str, Any] = {
        "echoloop": VERSION,
        "teams": _named(_team()),
        "members": _named(_entry(Member, {"rights": {"type": "array", "items": {"enum": list(RIGHTS)}}})),
        "duty": _named(_entry(Duty, {"members": names})),
        "rules": {"type": "array", "items": _rule()},
        "one_case_per": closed({"customer": DURATION}, ["customer"]),
        "warn_at": {**warnings, "description": "In percent of a target: who is warned when."},
        "causes": {**names, "description": "What a case may have come from, chosen when it is resolved."},
        "requests": _named(_request()),
        "replies": _named(WORDING),
        "gestures": _named(_entry(Gesture, {"name": WORDING})),
        "storm": closed({"cases": {"type": "integer", "minimum": 2}, "within": DURATION}, ["cases"]),
        "recovery": recovery,
        "digests": closed({"at": CLOCK, "weekly_on": {"enum": list(DAYS)}, "zone": ZONE, "alerts": alerts}, []),
    }
    return closed(keys, ["echoloop", "teams"])


def _named(entry: Schema) -> Schema:
    return {"type": "object", "propertyNames": NAME, "additionalProperties": entry}


def _entry(cls: type, extra: Schema) -> Schema:
    """The dataclass without its name, which is the entry's key, and without a text that stands under `name`."""
    made = object_of(cls, {"name": True, "text": True})
    properties = {key: value for key, value in made["properties"].items() if key not in ("name", "text")}
    required = [key for key in made["required"] if key in properties]
    return {**closed(properties | extra, required), "description": about(cls)}


def _team() -> Schema:
    targets = {"anyOf": [DURATION, closed(dict.fromkeys(PRIORITIES, DURATION), [])]}
    hours = closed({"days": {"type": "string"}, "from": CLOCK, "until": CLOCK}, ["days", "from", "until"])
    digest = closed({"channel": TEXT, "at": CLOCK, "zone": ZONE, "daily": {"type": "boolean"}}, [])
    extra: Schema = {"hours": {"anyOf": [{"const": "always"}, hours]}, "first_answer": targets, "solve": targets}
    extra |= {"digest": {**digest, "description": about(TeamDigest)}, "language": {"enum": list(LANGUAGES)}}
    return _entry(Team, extra)


def _rule() -> Schema:
    return closed({"when": SIMPLE[Condition], "team": NAME, "priority": {"enum": list(PRIORITIES)}}, ["when", "team"])


def _request() -> Schema:
    states = {"type": "array", "items": NAME}
    called = closed({"name": WORDING, "states": _named(WORDING)}, ["states"])
    return {"anyOf": [states, called], "description": about(Request)}
