"""The schemas for editors agree with the readers: what is right passes, every misspelt key is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from authoring.json_schema import unknown_fields
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from authoring.schemas import schemas
from conversation.steps import KINDS
from tests.authoring.test_injected_mistakes import FILES, wounds
from tests.authoring.test_manual import samples

SCHEMAS = {name: Draft7Validator(schema) for name, schema in schemas().items()}
SHIPPED = load_files(Path(__file__).parents[2] / "experience")


class Texts(yaml.SafeLoader):
    """Reads dates as editors do: as texts."""


Texts.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def name_of(file: str) -> str:
    """The schema that a file is written by; "" where it has none."""
    folder, _, rest = file.partition("/")
    name = folder.rstrip("s") if rest else folder.removesuffix(".yaml")
    return name if name in SCHEMAS else ""


def complaints(file: str, text: str) -> list[str]:
    """What an editor would mark."""
    read: Any = yaml.load(text, Loader=Texts)  # a SafeLoader that leaves dates alone
    return [error.message for error in SCHEMAS[name_of(file)].iter_errors(read)]


@pytest.mark.parametrize("file", [file for file in {**SHIPPED, **samples()} if name_of(file)])
def test_what_is_shipped_or_shown_in_the_manual_passes(file: str) -> None:
    """Every file of the experience and every sample of the manual is right by its schema."""
    assert complaints(file, {**samples(), **SHIPPED}[file]) == []


def test_the_schemas_are_schemas() -> None:
    """They are sound by themselves, and know every kind of step with what its docstring says."""
    for name, validator in SCHEMAS.items():
        Draft7Validator.check_schema(validator.schema)
        assert validator.schema["title"] == f"Echoloop: {name}"
    steps = SCHEMAS["flow"].schema["definitions"]
    assert set(KINDS) <= set(steps)
    assert "silent customer" in str(steps["ask_text"]["properties"]["remind"])
    assert steps["ask_text"]["properties"]["tries"]["description"].startswith("`tries`: how many answers")
    assert unknown_fields() == []


CLOSED = ("flow", "journey", "brand", "desk", "contact_rules", "faq", "rewards")


@pytest.mark.parametrize("file", [file for file in FILES if name_of(file) in CLOSED])
def test_a_misspelt_key_is_refused(file: str) -> None:
    """No key of the language can be misspelt without a mark in the editor (names under maps of names aside)."""
    readable = ((line, key, text) for line, key, text in wounds(file) if _parses(text))
    silent = [(line, key) for line, key, text in readable if not complaints(file, text)]
    assert [found for found in silent if found[1] not in FREE] == []


FREE = {"any", "sentiment", "topics", "recommend", "why_not", "event", "from", "zone", "measure", "target", "within"}
FREE |= {"detractor", "passive", "promoter", "accept", "decline"}
FREE |= {"touchpoint_score", "kind", "answered"}  # facts of conditions
"""Keys inside conditions and other free maps: `echoloop check` judges them."""


def _parses(text: str) -> bool:
    try:
        yaml.load(text, Loader=Texts)
    except yaml.YAMLError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_knows_the_keys_that_the_reader_asks_for(kind: str) -> None:
    """The reader's own list of keys for a step is the schema's: neither can drift from the other."""
    flow = f"echoloop: 1\nflow: a\npurpose: service\nsteps:\n  - {kind}: b\n    zzz: 1\n"
    _, problems = read_experience({"brand.yaml": "echoloop: 1\nname: A\n", "flows/a.yaml": flow})
    unknown = next(one for one in problems if one.code == "unknown-key")
    asked = set(re.sub(r".*(?:one of|it can be): ", "", unknown.way_out).split(", "))
    assert asked == set(SCHEMAS["flow"].schema["definitions"][kind]["properties"])
