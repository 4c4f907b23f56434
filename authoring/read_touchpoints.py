"""Reads touchpoints.yaml: the catalogue of where customers meet the company."""

from __future__ import annotations

from typing import Literal, get_args

from authoring.block import Block
from authoring.experience import Phase, Touchpoint
from authoring.header import version
from authoring.read_wording import wording
from authoring.spot import Spot
from authoring.values import name, named, one_of, text
from conversation.steps.step import NO_TEXT

Kind = Literal["analog", "digital"]
Importance = Literal["high", "medium", "low"]
PHASES: tuple[Phase, ...] = get_args(Phase)
KINDS: tuple[Kind, ...] = get_args(Kind)
IMPORTANCES: tuple[Importance, ...] = get_args(Importance)


def read_touchpoints(root: Spot) -> dict[str, Touchpoint]:
    """All touchpoints, by name."""
    block = Block(root, "touchpoints.yaml")
    version(block)
    touchpoints = named(block, "touchpoints", _touchpoint, "and one key a touchpoint")
    block.end()
    return touchpoints


def _touchpoint(spot: Spot) -> Touchpoint:
    block = Block(spot, "touchpoint")
    measured_by = block.take_or("measured_by", name, "")
    touchpoint = Touchpoint(
        name=spot.path[-1],
        phase=block.need("phase", one_of(PHASES), "use", "the phase of the journey"),
        kind=block.need("kind", one_of(KINDS), "digital", "analog or digital"),
        owner=block.need("owner", text, "", "who is in charge of it"),
        importance=block.need("importance", one_of(IMPORTANCES), "medium", "high, medium or low"),
        measured_by="" if measured_by == "none" else measured_by,
        expectation=block.take_or("expectation", wording, NO_TEXT),
    )
    block.end()
    return touchpoint
