"""Reads the file of a customer to play (`echoloop play --customer`): YAML or JSON, one fact a key.

first_name: Ada
channel: sms
language: de
customer.price_class: luxury
purchase.destination: Kreta
"""

from __future__ import annotations

from typing import cast

from authoring.block import Block
from authoring.marked_yaml import parse
from authoring.problems import Problem
from authoring.read_brand import FORMS, LANGUAGES, zone
from authoring.read_transcripts import PERSON, Fact, customer_fact
from authoring.spot import Page, Spot
from authoring.transcript import Transcript
from authoring.values import one_of
from conversation.messages import CHANNELS

SETTING = ("channel", "language", "form")


def read_customer(file: str, text: str, flow: str) -> tuple[Transcript, list[Problem]]:
    """The customer as the head of a transcript of `flow`, and what is wrong with the file."""
    root, found = parse(file, text)
    page = Page(file, text.splitlines(), problems=list(found))
    if root is None:
        return Transcript(file=file, flow=flow), page.problems
    block = Block(Spot(page, root), "customer")
    if "zone" in block.keys:
        block.take("zone", zone)
    facts: dict[str, Fact] = {}
    for key in block.keys:
        if key not in SETTING:
            facts[key] = cast("Fact", block.take_or(key, customer_fact, ""))  # mypy joins the kinds of facts to object
    person = Transcript(
        file=file,
        flow=flow,
        channel=block.take_or("channel", one_of(CHANNELS), "telegram"),
        language=block.take_or("language", one_of(LANGUAGES), "de"),
        form=block.take("form", one_of(FORMS)),
        customer={key: str(value) for key, value in facts.items() if key in PERSON},
        facts={key: value for key, value in facts.items() if key not in PERSON},
    )
    block.end()
    return person, page.problems
