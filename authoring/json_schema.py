"""JSON Schemas of the language for editors, made from the dataclasses that the files are read into.

VS Code's YAML extension (and every editor with yaml-language-server) completes keys and words by them, marks what is
unknown, and shows the docstrings on hover. `echoloop check` stays the judge: it knows names, texts and channels too.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from datetime import timedelta
from inspect import cleandoc
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from authoring.experience import Touchpoint
from authoring.read_journey import PURCHASE_DATES
from authoring.read_wording import LANGUAGE_KEYS
from authoring.transcript import JourneyTranscript, Transcript
from conversation.conditions import Condition
from conversation.flow import Flow
from conversation.scales import SCALES
from conversation.steps import KINDS
from conversation.steps.step import Reminder, Step
from conversation.texts import Wording
from journey.moments import Moment, Repeat, Span
from journey.plan import ContactPlan, Journey

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
TEXT: Schema = {"type": ["string", "number", "boolean"]}
NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}
DURATION: Schema = {
    "type": "string",
    "pattern": r"^\s*[1-9][0-9]*\s*(min|h|d|w)\s*$",
    "description": "like 30min, 24h, 3d, 4w",
}
PHRASE: Schema = {"type": "string", "description": "like 4w before departure at 10:00"}
RATE: Schema = {"type": "string", "description": "like 2 per 30d"}
SHARE: Schema = {"type": ["string", "number"], "description": "like 10 %"}
LANGUAGE = {"de": "German, du", "de_sie": "German, Sie", "en": "English"}

KEYS: dict[tuple[str, str], str] = {
    ("AskConsent", "purpose"): "for",
    ("AskNumber", "low"): "from",
    ("AskNumber", "high"): "to",
    ("ContactPlan", "name"): "contact",
    ("ContactPlan", "facts"): "when",
    ("Journey", "name"): "journey",
    ("Flow", "name"): "flow",
}
"""Fields whose key in YAML has another name."""

HIDDEN = frozenset({"own", "file", "line", "places", "parts", "lines", "_places"})
"""Fields that no author writes."""

BARE = {("Page", "title"), ("Persona", "text"), ("Topic", "text"), ("Reminder", "text")} | {
    (cls, "text") for cls in ("Step", *(kind.__name__ for kind in KINDS.values()))
}
"""Texts whose languages stand beside the other keys, not below one of their own."""

SPECIAL: dict[tuple[str, str], Schema] = {
    ("AskScore", "scale"): {"anyOf": [{"enum": list(SCALES)}, {"type": "object"}]},
    ("ContactPlan", "sample"): SHARE,
    ("Journey", "hold_out"): SHARE,
    ("ContactPlan", "quota"): RATE,
    ("ContactPlan", "alert"): {"type": ["object", "string"]},
    ("ContactPlan", "unless"): {"anyOf": [NAME, {"type": "object"}]},
    ("Touchpoint", "measured_by"): {"anyOf": [NAME, {"const": "none"}]},
    ("Transcript", "opens_case"): {"type": ["object", "string", "boolean"]},
    ("Transcript", "returns"): {"type": "object"},
    ("Transcript", "plans"): {"type": ["object", "array", "string"]},
    ("Transcript", "customer"): {"type": "object"},
    ("JourneyTranscript", "customer"): {"type": "object"},
    ("JourneyTranscript", "purchase"): {"type": "object"},
    ("JourneyTranscript", "contacts"): {"type": "object"},
    ("Flow", "quota"): {"type": "integer", "minimum": 1},
    ("Step", "media"): {"type": ["string", "object"]},
}
"""Fields whose YAML is shorter or freer than their type."""


VERSION: Schema = {"const": 1, "description": "The version of the language that this file is written in."}
STEPS: Schema = {"$ref": "#/definitions/steps"}


def flow() -> Schema:
    """flows/<name>.yaml: every kind of step with its keys."""
    steps = {kind: _step(kind, cls) for kind, cls in KINDS.items()}
    definitions = {
        **steps,
        "steps": {"type": "array", "minItems": 1, "items": {"anyOf": [_ref(kind) for kind in steps]}},
    }
    return {**file_of(Flow, {"echoloop": VERSION, "languages": _words(("de", "en"))}), "definitions": definitions}


def _step(kind: str, cls: type[Step]) -> Schema:
    made = object_of(cls, {kind: {**NAME, "description": about(cls)}})
    made["properties"].pop("name", None)
    if kind in ("plan", "start_flow"):
        for key in (*LANGUAGE_KEYS, "media", "variants"):
            made["properties"].pop(key, None)
    if kind in ("give", "invite", "take_seat"):
        made["properties"].pop("wait", None)
    if kind == "ask_score":
        made["properties"].pop("variants", None)
    made["required"] = [kind, *(key for key in made.get("required", ()) if key != "name")]
    return made


def journey() -> Schema:
    """journeys/<name>.yaml: dates and contacts."""
    contact = object_of(ContactPlan, {"flow": {**NAME, "description": "The flow that the contact opens."}})
    contact["required"] = ["contact", "send"]
    dates = {"type": "object", "additionalProperties": {"type": "object", "required": ["from"]}}
    dates["description"] = f"What contacts are counted from, such as {PURCHASE_DATES[0]}."
    extra = {"echoloop": VERSION, "contacts": {"type": "array", "items": contact}, "dates": dates, "persona": NAME}
    made = file_of(Journey, extra)
    made["required"] = ["echoloop", "journey", "contacts"]
    return made


def transcript() -> Schema:
    """transcripts/**/<name>.yaml, of a flow or of a whole journey."""
    block = {"type": "string", "description": "The conversation, below a |: bot:, you:, read as:, +24h, event:, until."}
    kinds = []
    for cls, required in ((Transcript, "flow"), (JourneyTranscript, "journey")):
        made = object_of(cls, {"echoloop": VERSION, "transcript": block})
        made["required"] = [required, "transcript"]
        kinds.append(made)
    return {"anyOf": kinds}


def listed(key: str, cls: type) -> Schema:
    """A file that is one map of names: `key` holds entries of this dataclass."""
    entry = object_of(cls, {})
    entry["properties"].pop("name", None)
    entry["required"] = [name for name in entry.get("required", ()) if name != "name"]
    entries = {"type": "object", "propertyNames": NAME, "additionalProperties": entry, "description": about(cls)}
    return closed({"echoloop": VERSION, key: entries}, ["echoloop", key])


def file_of(cls: type, extra: Schema) -> Schema:
    """A file that is one dataclass, with its version."""
    made = object_of(cls, extra)
    made["properties"].pop("brand", None)
    made["required"] = ["echoloop", *(key for key in made.get("required", ()) if key != "brand")]
    return made


def object_of(cls: type, extra: Schema) -> Schema:
    """The dataclass as a closed map: its fields by their YAML keys, described by its docstring."""
    hints, properties, required = get_type_hints(cls), dict(extra), []
    for field in fields(cls):
        key = KEYS.get((cls.__name__, field.name), field.name)
        if field.name in HIDDEN or key in extra:
            continue
        if hints[field.name] is Wording and (cls.__name__, field.name) in BARE:
            properties |= languages()
            continue
        properties[key] = {**_special(cls, field.name, hints[field.name]), **_described(cls, field.name)}
        if field.default is MISSING and field.default_factory is MISSING and field.name != "flows":
            required.append(key)
    return {**closed(properties, required), "description": about(cls)}


def closed(properties: Schema, required: list[str]) -> Schema:
    """A map that knows these keys and no others."""
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def languages() -> Schema:
    """The keys of a text, one a language."""
    return {key: {**TEXT, "description": LANGUAGE[key]} for key in LANGUAGE_KEYS}


def _special(cls: type, field: str, hint: Any) -> Schema:
    owners = (owner.__name__ for owner in cls.__mro__)
    found = next((SPECIAL[owner, field] for owner in owners if (owner, field) in SPECIAL), None)
    return found if found is not None else of_type(hint)


SIMPLE: dict[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: TEXT,
    timedelta: DURATION,
    Moment: PHRASE,
    Repeat: PHRASE,
    Span: {"type": "string", "description": "like 3d, 4w, 9mo, 1y"},
    Condition: {"type": "object", "minProperties": 1, "description": "fact: value; all keys hold; any: for or"},
}


def of_type(hint: Any) -> Schema:
    """The schema of a field's type; anything that has no shape of its own is free."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    if hint is Wording:
        return {"anyOf": [TEXT, closed(languages(), [])]}
    if hint is Reminder:
        return object_of(Reminder, {})
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, types.UnionType):
        kinds = [of_type(one) for one in inner if one is not type(None)]
        return kinds[0] if len(kinds) == 1 else {"anyOf": _distinct(kinds)}
    if origin is tuple:
        return _many(inner[0])
    if origin is dict:
        return {"type": "object", "additionalProperties": STEPS if inner[1] == tuple[Step, ...] else of_type(inner[1])}
    return {}


def _many(inner: Any) -> Schema:
    """A list; one value may stand for a list of one."""
    if inner is Step:
        return STEPS
    one = of_type(inner)
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _words(words: tuple[str, ...]) -> Schema:
    return {"type": "array", "items": {"enum": list(words)}}


def _distinct(kinds: list[Schema]) -> list[Schema]:
    return [kind for place, kind in enumerate(kinds) if kind not in kinds[:place]]


def _ref(kind: str) -> Schema:
    return {"$ref": f"#/definitions/{kind}"}


def about(cls: type) -> str:
    """The first paragraph of the docstring."""
    return " ".join(cleandoc(cls.__doc__ or "").split("\n\n")[0].split())


def _described(cls: type, field: str) -> Schema:
    """What the docstrings of the class and of those it builds on say about the field."""
    said = next((line for owner in cls.__mro__ for line in _sentences(owner) if f"`{field}`" in line), "")
    return {"description": said} if said else {}


def _sentences(cls: type) -> Iterator[str]:
    text = " ".join(cleandoc(cls.__doc__ or "").split())
    return iter(re.split(r"(?<=[.;]) ", text))


def unknown_fields() -> list[str]:
    """Renamed, hidden or special fields that no dataclass has any more; a test keeps this empty."""
    classes = {cls.__name__: cls for cls in (*KINDS.values(), Step, Flow, Journey, ContactPlan, Touchpoint, Transcript)}
    classes["JourneyTranscript"] = JourneyTranscript
    named: list[tuple[str, str]] = [*KEYS, *SPECIAL]
    return [f"{cls}.{field}" for cls, field in named if field not in {one.name for one in _fields(classes[cls])}]


def _fields(cls: type) -> tuple[Field[Any], ...]:
    return fields(cls)
