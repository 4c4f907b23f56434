"""Reads flows/<name>.yaml: one short conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from authoring.block import Block
from authoring.header import own_name, version
from authoring.read_brand import LANGUAGES
from authoring.read_step_kinds import PURPOSES
from authoring.read_steps import read_steps
from authoring.read_wording import wording
from authoring.spot import Spot
from authoring.values import duration, list_of, one_of, whole
from conversation.faq import Faq
from conversation.flow import Brand, Flow
from conversation.messages import Language
from conversation.steps.step import NO_TEXT


def read_flow(root: Spot, brand: Brand, parts: Mapping[str, Flow], faq: Mapping[str, Faq]) -> Flow:
    """One flow; what could not be read is reported on the page and left out. `parts` are the flows it may start."""
    head = Block(root, "flow")
    version(head)
    name = own_name(head, "flow", root.page.file)
    block = head.moved(("flows", name))
    languages: tuple[Language, ...] = block.take_or("languages", list_of(one_of(LANGUAGES), "languages"), ())
    if languages:
        brand = replace(brand, languages=languages)
    flow = Flow(
        name=name,
        purpose=block.need("purpose", one_of(PURPOSES), "service", "service, survey or marketing"),
        expires_after=block.take_or("expires_after", duration, timedelta(days=3)),
        quota=block.take_or("quota", whole(1, 999_999_999), 0),
        bye=block.take_or("bye", wording, NO_TEXT),
        steps=block.need("steps", lambda spot: read_steps(spot, ("flows", name)), (), "and a list of steps"),
        brand=brand,
        correct_within=block.take_or("correct_within", duration, timedelta(hours=24)),
        parts=parts,
        faq=faq,
    )
    block.end()
    return flow
