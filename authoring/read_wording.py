"""Reads texts in the languages of the house: the keys de (du), de_sie (Sie) and en."""

from __future__ import annotations

from yaml.nodes import MappingNode

from authoring.block import Block
from authoring.spot import Spot
from authoring.values import text
from conversation.steps.step import Wording

LANGUAGE_KEYS = ("de", "de_sie", "en")


def read_wording(block: Block) -> Wording:
    """The language keys of a block."""
    texts = {key: block.take_or(key, _said, "") for key in LANGUAGE_KEYS}
    return Wording(**texts)


def _said(spot: Spot) -> str | None:
    spot.mark_text()
    return text(spot)


def wording(spot: Spot) -> Wording | None:
    """A label: a map of languages, or one text that reads the same in all of them ("OK")."""
    if isinstance(spot.node, MappingNode):
        block = Block(spot, "text")
        read = read_wording(block)
        block.end()
        return read
    same = _said(spot)
    return None if same is None else Wording(de=same, de_sie=same, en=same)
