"""Reads a scale of the author's own, written where a question for a score names its scale."""

from __future__ import annotations

from typing import Literal, get_args

from authoring.block import Block
from authoring.read_wording import wording
from authoring.spot import Spot
from authoring.values import named, one_of, one_or_many, whole
from conversation.scales import Scale, own_scale
from conversation.steps.step import Wording

Direction = Literal["high_is_good", "low_is_good"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

MOST = 10
"""Steps of a scale of one's own: eleven values, as many as any messenger draws in two rows."""


def read_own_scale(spot: Spot) -> Scale:
    """`{from: 1, to: 4, labels: {1: {de: …, en: …}, 4: …}, top_box: [4], direction: high_is_good}`."""
    block = Block(spot, "scale")
    low = block.need("from", whole(0, 100), 1, "the lowest number")
    high = block.need("to", whole(0, 100), low + 1, "the highest number")
    if not low < high <= low + MOST:
        way_out = f"write a higher number than {low}, at most {low + MOST}"
        block.key_spot("to").report("bad-number", f"a scale from {low} to {high} cannot be asked", way_out)
        high = low + 1
    labels = _labels(block, low, high)
    top_box = block.take_or("top_box", one_or_many(whole(low, high), "numbers"), ())
    direction: Direction = block.take_or("direction", one_of(DIRECTIONS), "high_is_good")
    block.end()
    return own_scale(low, high, labels, top_box=top_box, direction=direction)


def _labels(block: Block, low: int, high: int) -> dict[int, Wording]:
    """What the values mean. The two ends must be said: many people think that 1 is the best mark."""
    written = named(block, "labels", wording, f"what {low} and {high} mean, like {{{low}: {{de: …, en: …}}}}")
    spot = block.key_spot("labels")
    labels: dict[int, Wording] = {}
    for key, label in written.items():
        if key.isdecimal() and low <= int(key) <= high:
            labels[int(key)] = label
        else:
            spot.report("bad-number", f'"{key}" is not on the scale', f"label numbers from {low} to {high}")
    if written and not {low, high} <= labels.keys():
        spot.report("missing-key", "the two ends of the scale need labels", f"add what {low} and {high} mean")
    return labels
