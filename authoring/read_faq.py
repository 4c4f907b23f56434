"""Reads faq.yaml: questions that customers ask in the middle, and what we answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from authoring.block import Block
from authoring.header import version
from authoring.read_wording import read_wording
from authoring.spot import Spot
from authoring.values import list_of, named, text
from conversation.faq import Faq
from conversation.texts import Wording


def read_faq(root: Spot) -> tuple[dict[str, Any], ...]:
    """All entries: `name`, `asks` (example questions) and the answer under `de`, `de_sie`, `en`."""
    block = Block(root, "faq.yaml")
    version(block)
    questions = named(block, "questions", _question, "and one key a question")
    block.end()
    return tuple(questions.values())


def _question(spot: Spot) -> dict[str, Any]:
    block = Block(spot, "question")
    asks = block.need("asks", list_of(text, "questions"), (), "and a list of ways to ask it")
    keywords = block.take_or("keywords", list_of(text, "words"), ())
    texts = asdict(read_wording(block))
    entry = {"name": spot.path[-1], "asks": list(asks), "keywords": list(keywords), **texts}
    block.end()
    return entry


def questions(entries: Iterable[Mapping[str, Any]]) -> dict[str, Faq]:
    """The entries by name, as conversations use them."""
    return {
        entry["name"]: Faq(
            name=entry["name"],
            asks=tuple(entry["asks"]),
            keywords=tuple(entry["keywords"]),
            text=Wording(de=entry["de"], de_sie=entry["de_sie"], en=entry["en"]),
        )
        for entry in entries
    }
