"""Reads transcripts with `journey:`: golden stories of one customer on the way from a booking to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from authoring.block import Block, Take
from authoring.marked_yaml import parse
from authoring.problems import Problem, errors, problem
from authoring.read_brand import FORMS, LANGUAGES
from authoring.read_step_kinds import PURPOSES
from authoring.read_transcripts import (
    CONSENTS,
    PERSON,
    Fact,
    conversation_lines,
    customer_fact,
    is_of_journey,
    moment,
    own_topics,
)
from authoring.spot import Page, Spot
from authoring.transcript import Fate, JourneyTranscript
from authoring.values import list_of, map_of, name, named, one_of, one_or_many, text
from conversation.messages import CHANNELS

FATES: tuple[Fate, ...] = get_args(Fate)
PURCHASE = ("number", "kind", "destination", "destination_zone", "departs_at", "returns_at", "amount", "currency")
"""Facts of a purchase that the product knows by name; others are the company's own attributes."""


def read_journey_transcripts(files: Mapping[str, str]) -> tuple[list[JourneyTranscript], list[Problem]]:
    """All transcripts of journeys; one that cannot be read is left out and reported."""
    transcripts: list[JourneyTranscript] = []
    problems: list[Problem] = []
    for file in sorted(files):
        if not file.startswith("transcripts/") or not is_of_journey(files[file]):
            continue
        page = Page(file, files[file].splitlines())
        root, found = parse(file, files[file])
        page.problems.extend(found)
        if root is not None:
            transcript = _transcript(Spot(page, root), own_topics(files))
            if not errors(page.problems):
                transcripts.append(transcript)
        problems.extend(page.problems)
    return transcripts, problems


def _fate(spot: Spot) -> Fate | None:
    return one_of(FATES)(spot)


_fates: Take[tuple[Fate, ...]] = one_or_many(_fate, "words")
"""`sent`, or a list with one word an occurrence."""


def _transcript(root: Spot, topics: tuple[str, ...]) -> JourneyTranscript:
    block = Block(root, "transcript")
    block.take("echoloop", one_of(("1",)))
    customer: dict[str, Fact] = named(block, "customer", customer_fact)
    block.require("transcript", "| and what happens below, indented")
    transcript = JourneyTranscript(
        file=root.page.file,
        journey=block.need("journey", name, "", "the journey's name"),
        channel=block.take_or("channel", one_of(CHANNELS), "telegram"),
        language=block.take_or("language", one_of(LANGUAGES), "de"),
        form=block.take("form", one_of(FORMS)),
        customer={key: str(value) for key, value in customer.items() if key in PERSON},
        facts={key.removeprefix("customer."): value for key, value in customer.items() if key not in PERSON},
        consented=block.take_or("consented", list_of(one_of(PURPOSES), "purposes"), ()),
        purchase=named(block, "purchase", text),
        starts=block.take("starts", moment),
        lines=block.take_or("transcript", lambda spot: conversation_lines(spot, topics), ()),
        contacts=block.take("contacts", map_of(_fates, "contacts")),
        consents=block.take("consents", map_of(one_of(CONSENTS), "consents")),
        places={key: block.key_spot(key).place for key in block.keys},
    )
    block.end()
    return transcript


def unknown_journey(transcript: JourneyTranscript, way_out: str) -> Problem:
    """What to say about a transcript whose journey does not exist."""
    place = transcript.places["journey"]
    return problem(place, "transcript", f'there is no journey "{transcript.journey}"', way_out)
