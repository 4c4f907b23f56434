"""Reads the steps of a flow: the first key of each is its kind, that key's value the step's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, TypedDict, get_args

from yaml.nodes import SequenceNode

from authoring.block import Block
from authoring.problems import pick
from authoring.read_condition import condition
from authoring.read_wording import read_wording, wording
from authoring.spot import Path, Spot
from authoring.values import boolean, duration, map_of, name, one_of, one_or_many, text, whole
from conversation.conditions import Condition
from conversation.messages import Purpose
from conversation.steps import KINDS
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Understand
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.say import Say
from conversation.steps.step import Reminder, Step, Wording

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
UNDERSTAND: tuple[Understand, ...] = get_args(Understand)
Priority = Literal["high", "normal", "low"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
AfterTries = Literal["go_on", "end"]
AFTER_TRIES: tuple[AfterTries, ...] = get_args(AfterTries)

LATER = {
    "ask_choices": "ask_choice",
    "ask_number": "ask_text",
    "ask_date": "ask_text",
    "ask_contact": "ask_text",
    "ask_photo": "ask_text",
    "give": "say",
    "invite": "say",
    "start_flow": "plan",
    "call": "say",
}
"""Kinds that the language has names for but this version cannot run, and what to use until then."""

DEEP = 8
"""So many blocks under `then` may lie in each other."""


class _Shared(TypedDict):
    name: str
    text: Wording
    when: Condition | None


class _Asking(_Shared):
    remind: tuple[Reminder, ...]
    tries: int
    if_not_understood: AfterTries
    optional: bool
    then: dict[str, tuple[Step, ...]]


def read_steps(spot: Spot, flow: Path, depth: int = 0) -> tuple[Step, ...]:
    """The steps of a flow or of a block under `then`; `flow` is the path that all of its steps lie under."""
    if not isinstance(spot.node, SequenceNode) or not spot.node.value:
        spot.report("wrong-type", f"a list of steps is expected, found {spot.what}", "begin each step with a dash")
        return ()
    if depth > DEEP:
        spot.report("too-deep", "blocks under then lie too deep in each other", "split this into a second flow")
        return ()
    steps = (_read_step(item, flow, depth) for item in spot.items())
    return tuple(step for step in steps if step is not None)


def _read_step(spot: Spot, flow: Path, depth: int) -> Step | None:
    block = Block(spot, "step")
    if not block.keys:
        return None
    kind = block.keys[0]
    own_name = block.take(kind, name) if kind in KINDS or kind in LATER else None
    if kind not in KINDS:
        return _unknown_kind(block, kind, own_name)
    if own_name is None:
        own_name = f"unnamed_{spot.place.line}"
    path = (*flow, own_name)
    if path in spot.page.places:
        first = spot.page.places[path].line
        message = f'the name "{own_name}" is taken: a step in line {first} has it'
        block.spot_of(kind)
        Spot(spot.page, block.key_spot(kind).node).report("duplicate-name", message, "give each step a name of its own")
    block = Block(spot.at(path, spot.node), kind)
    block.spot_of(kind)
    step = READERS[kind](block, own_name, flow, depth)
    block.end()
    return step


def _unknown_kind(block: Block, kind: str, own_name: str | None) -> Step | None:
    """Report a kind we do not have; where it asks, something stands in so that its name stays known."""
    late = next((key for key in block.keys if key in KINDS), None)
    if kind in LATER:
        message, way_out = f"{kind} is not there yet in this version", f"use {LATER[kind]} for now"
    elif late is not None:
        message = f'a step begins with its kind, here "{late}"'
        way_out = f"move {late} to the first line of the step"
    else:
        message, way_out = f'"{kind}" is no kind of step', pick(kind, KINDS)
    block.key_spot(kind).report("unknown-step", message, way_out)
    spot = block.spot_of(late or kind)
    known = own_name or (str(spot.scalar.value) if spot is not None and spot.scalar else "")
    return AskText(name=known, text=read_wording(block)) if known else None


def _shared(block: Block, own_name: str) -> _Shared:
    return {"name": own_name, "text": read_wording(block), "when": block.take("when", condition)}


def _asking(block: Block, own_name: str, flow: Path, depth: int) -> _Asking:
    def steps(spot: Spot) -> tuple[Step, ...]:
        return read_steps(spot, flow, depth + 1)

    return {
        **_shared(block, own_name),
        "remind": block.take_or("remind", one_or_many(_reminder, "reminders"), ()),
        "tries": block.take_or("tries", whole(1, 5), 2),
        "if_not_understood": block.take_or("if_not_understood", one_of(AFTER_TRIES), "go_on"),
        "optional": block.take_or("optional", boolean, False),
        "then": block.take_or("then", map_of(steps, "then"), {}),
    }


def _reminder(spot: Spot) -> Reminder:
    block = Block(spot, "remind")
    after = block.need("after", duration, timedelta(hours=24), "24h")
    reminder = Reminder(after=after, text=read_wording(block))
    block.end()
    return reminder


def _say(block: Block, own_name: str, flow: Path, depth: int) -> Step:
    return Say(**_shared(block, own_name))


def _ask_score(block: Block, own_name: str, flow: Path, depth: int) -> Step:
    scale = block.need("scale", text, "", "nps")
    understand = block.take_or("understand", one_or_many(one_of(UNDERSTAND), "words"), ("sentiment", "topics"))
    return AskScore(**_asking(block, own_name, flow, depth), scale=scale, understand=understand)


def _ask_choice(block: Block, own_name: str, flow: Path, depth: int) -> Step:
    choices = block.need("choices", map_of(wording, "choices"), {}, "and a label for each, like {de: …, en: …}")
    return AskChoice(**_asking(block, own_name, flow, depth), choices=choices)


def _ask_text(block: Block, own_name: str, flow: Path, depth: int) -> Step:
    understand = block.take_or("understand", one_or_many(one_of(UNDERSTAND), "words"), ())
    return AskText(**_asking(block, own_name, flow, depth), understand=understand)


def _ask_consent(block: Block, own_name: str, flow: Path, depth: int) -> Step:
    purpose = block.need("for", one_of(PURPOSES), "service", "survey or marketing")
    version = block.need("version", text, "", "a word for this text's version, like 2027-01")
    choices = block.take_or("choices", map_of(wording, "choices"), {})
    return AskConsent(**_asking(block, own_name, flow, depth), purpose=purpose, version=version, choices=choices)


def _open_case(block: Block, own_name: str, flow: Path, depth: int) -> Step:
    team = block.need("team", text, "", "a team of desk.yaml")
    priority = block.take_or("priority", one_of(PRIORITIES), "high")
    request = block.take_or("request", name, "")
    return OpenCase(**_shared(block, own_name), team=team, priority=priority, request=request)


def _plan(block: Block, own_name: str, flow: Path, depth: int) -> Step:
    after = block.need("after", duration, timedelta(days=1), "2d")
    return Plan(name=own_name, when=block.take("when", condition), after=after)


READERS: dict[str, Callable[[Block, str, Path, int], Step]] = {
    "say": _say,
    "ask_score": _ask_score,
    "ask_choice": _ask_choice,
    "ask_text": _ask_text,
    "ask_consent": _ask_consent,
    "open_case": _open_case,
    "plan": _plan,
}


