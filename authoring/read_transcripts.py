"""Reads transcripts/<name>.yaml: golden conversations that authors write beside their flows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import get_args

from yaml.nodes import MappingNode, SequenceNode

from authoring.block import Block
from authoring.marked_yaml import parse
from authoring.problems import Place, Problem
from authoring.read_brand import FORMS, LANGUAGES, zone
from authoring.read_lines import read_lines
from authoring.read_topics import read_topics
from authoring.spot import TEXT, Page, Spot
from authoring.transcript import Ending, Line, Transcript
from authoring.values import duration, list_of, map_of, name, named, one_of, text
from conversation.messages import CHANNELS

ENDINGS: tuple[Ending, ...] = get_args(Ending)
PERSON = ("first_name", "last_name", "salutation", "zone")
CONSENTS = ("given", "declined", "withdrawn")

Fact = str | int | float | tuple[str, ...]


def read_transcripts(files: Mapping[str, str]) -> tuple[list[Transcript], list[Problem]]:
    """All transcripts below transcripts/; one that cannot be read is left out and reported."""
    transcripts: list[Transcript] = []
    problems: list[Problem] = []
    topics = own_topics(files)
    for file in sorted(files):
        if not file.startswith("transcripts/"):
            continue
        if is_of_journey(files[file]):
            continue
        page = Page(file, files[file].splitlines())
        root, found = parse(file, files[file])
        page.problems.extend(found)
        if root is not None:
            transcript = _transcript(Spot(page, root), topics)
            if not any(found.severity == "error" for found in page.problems):
                transcripts.append(transcript)
        problems.extend(page.problems)
    return transcripts, problems


def is_of_journey(text: str) -> bool:
    """Whether a transcript goes through a journey (read_journey_transcripts) and not through one flow."""
    return re.search(r"^journey\s*:", text, re.MULTILINE) is not None


def _transcript(root: Spot, topics: tuple[str, ...]) -> Transcript:
    block = Block(root, "transcript")
    block.take("echoloop", one_of(("1",)))
    customer: dict[str, Fact] = named(block, "customer", customer_fact)
    if (spot := block.spot_of("customer")) is not None and isinstance(spot.node, MappingNode):
        Block(spot, "customer").take("zone", zone)
    block.require("transcript", "| and the conversation below, indented")
    transcript = Transcript(
        file=root.page.file,
        flow=block.need("flow", name, "", "the flow's name"),
        channel=block.take_or("channel", one_of(CHANNELS), "telegram"),
        language=block.take_or("language", one_of(LANGUAGES), "de"),
        form=block.take("form", one_of(FORMS)),
        customer={key: str(value) for key, value in customer.items() if key in PERSON},
        facts={key: value for key, value in customer.items() if key not in PERSON},
        starts=block.take("starts", moment),
        returns=named(block, "returns", _returned),
        lines=block.take_or("transcript", lambda spot: conversation_lines(spot, topics), ()),
        ends=block.take("ends", one_of(ENDINGS)),
        answers=block.take("answers", map_of(text, "answers")),
        opens_case=block.take("opens_case", _case),
        consents=block.take("consents", map_of(one_of(CONSENTS), "consents")),
        plans=block.take("plans", _plans),
        places={key: block.key_spot(key).place for key in block.keys},
    )
    block.end()
    return transcript


def customer_fact(spot: Spot) -> Fact | None:
    """A fact about the customer: a text, a number or a list of words."""
    if isinstance(spot.node, SequenceNode):
        return list_of(text, "words")(spot)
    value = text(spot)
    if value is None or (spot.scalar is not None and spot.scalar.style):
        return value
    return int(value) if value.isascii() and value.removeprefix("-").isdigit() else value


def _returned(spot: Spot) -> dict[str, str] | None:
    """`none_left`, or `{outcome: ok, status: paid}`."""
    if isinstance(spot.node, MappingNode):
        return map_of(text, "returns")(spot)
    value = text(spot)
    return None if value is None else {"outcome": value}


def own_topics(files: Mapping[str, str]) -> tuple[str, ...]:
    """The company's topics, which a reading may name too; what is wrong in topics.yaml is told elsewhere."""
    root, _ = parse("topics.yaml", files.get("topics.yaml", ""))
    return () if root is None else tuple(read_topics(Spot(Page("topics.yaml"), root)))


def conversation_lines(spot: Spot, topics: tuple[str, ...]) -> tuple[Line, ...]:
    """The conversation itself, which is block text."""
    if spot.scalar is None or spot.scalar.style != "|":
        spot.report("transcript", "the conversation is block text", "write | after transcript: and the lines below it")
        return ()
    spot.mark_text()
    begin = spot.page.places[(*spot.path, TEXT)]
    lines, problems = read_lines(spot.scalar.value, Place(begin.file, begin.line, begin.column), topics)
    spot.page.problems.extend(problems)
    return lines


def moment(spot: Spot) -> datetime | None:
    """Local time of the customer, like 2027-03-01 10:00."""
    value = text(spot)
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None) if value else None
    except ValueError:
        spot.report("bad-phrase", f'"{value}" is no moment', "write date and time, like 2027-03-01 10:00")
        return None


def _case(spot: Spot) -> dict[str, str] | None:
    """`{team: care, priority: high}`; none where no case must be opened."""
    if spot.scalar is not None and spot.scalar.value in ("none", "no", "false"):
        return {}
    block = Block(spot, "opens_case")
    expected = {key: value for key in ("team", "priority", "request") if (value := block.take(key, text)) is not None}
    block.end()
    return expected or None


def _plans(spot: Spot) -> dict[str, timedelta | None] | None:
    """`{recommendation_invite: 2d}`, a list of names, a single one, or none."""
    if isinstance(spot.node, MappingNode):
        return dict(map_of(duration, "plans")(spot) or {})
    if isinstance(spot.node, SequenceNode):
        return dict.fromkeys(list_of(name, "contacts")(spot) or (), None)
    value = text(spot)
    return None if value is None else {} if value == "none" else {value: None}
