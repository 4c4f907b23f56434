"""Reads faq.yaml: questions that customers ask in the middle, and what we answer."""

from __future__ import annotations

from typing import Any

from authoring.block import Block
from authoring.header import version
from authoring.read_wording import LANGUAGE_KEYS, wording
from authoring.spot import Spot
from authoring.values import list_of, map_of, text
from conversation.steps.step import NO_TEXT, Wording


def read_faq(root: Spot) -> tuple[dict[str, Any], ...]:
    """All entries: name, `asks` (example questions by language) and `answer` (text by language key)."""
    block = Block(root.at(("faq.yaml",), root.node), "faq.yaml")
    version(block)
    entries = block.need("faq", lambda spot: map_of(_entry, "faq")(spot.at(("faq",), spot.node)), {}, "and entries")
    block.end()
    return tuple(entries.values())


def _entry(spot: Spot) -> dict[str, Any]:
    block = Block(spot, "faq entry")
    asks = block.need("asks", map_of(list_of(text, "questions"), "asks"), {}, "and example questions by language")
    answer: Wording = block.need("answer", wording, NO_TEXT, "and a text for each language")
    block.end()
    return {
        "name": spot.path[-1],
        "asks": {language: list(questions) for language, questions in asks.items()},
        "answer": {key: getattr(answer, key) for key in LANGUAGE_KEYS},
    }
