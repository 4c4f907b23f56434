"""Reads the steps of a flow: the first key of each is its kind, that key's value the step's name."""

from __future__ import annotations

from difflib import get_close_matches

from yaml.nodes import SequenceNode

from authoring.block import Block
from authoring.problems import pick
from authoring.read_step_kinds import READERS
from authoring.read_wording import read_wording
from authoring.spot import Path, Spot
from authoring.values import name
from conversation.limits import NESTED_BLOCKS
from conversation.steps import KINDS
from conversation.steps.ask_text import AskText
from conversation.steps.step import Step


def read_steps(spot: Spot, flow: Path, depth: int = 0) -> tuple[Step, ...]:
    """The steps of a flow or of a block under `then`; `flow` is the path that all of its steps lie under."""
    if not isinstance(spot.node, SequenceNode) or not spot.node.value:
        spot.report("wrong-type", f"a list of steps is expected, found {spot.what}", "begin each step with a dash")
        return ()
    if depth > NESTED_BLOCKS:
        spot.report("too-deep", "blocks under then lie too deep in each other", "split this into a second flow")
        return ()
    steps = (_read_step(item, flow, depth) for item in spot.items())
    return tuple(step for step in steps if step is not None)


def _read_step(spot: Spot, flow: Path, depth: int) -> Step | None:
    head = Block(spot, "step")
    if not head.keys:
        return None
    key, kind = _kind(head)
    own_name = head.take(key, name) or f"unnamed_{spot.place.line}"
    path = (*flow, own_name)
    if path in spot.page.places:
        first = spot.page.places[path].line
        message = f'the name "{own_name}" is taken: a step in line {first} has it'
        head.key_spot(key).report("duplicate-name", message, "give each step a name of its own")
    block = Block(spot.at(path, spot.node), kind)
    block.spot_of(key)
    if kind not in READERS:
        return AskText(name=own_name, text=read_wording(block))  # stands in, so that its name stays known
    step = READERS[kind](block, own_name, lambda inner: read_steps(inner, flow, depth + 1))
    block.end()
    return step


def _kind(block: Block) -> tuple[str, str]:
    """The key that names the step, and the kind to read it as: where that is a guess, the problem is reported."""
    first = block.keys[0]
    if first in KINDS:
        return first, first
    later = next((key for key in block.keys if key in KINDS), None)
    near = get_close_matches(first, [*KINDS], n=1)
    if later is not None:
        message, way_out = f'a step begins with its kind, here "{later}"', f"move {later} to the first line of the step"
    else:
        message, way_out = f'"{first}" is no kind of step', pick(first, KINDS)
    block.key_spot(first).report("unknown-step", message, way_out)
    return later or first, later or (near[0] if near else first)
