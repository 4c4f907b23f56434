"""Reads the keys of each kind of step; what lies under `then` is read by the reader that is passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, TypedDict, get_args

from authoring.block import Block, Take
from authoring.read_condition import condition
from authoring.read_wording import read_wording, wording
from authoring.spot import Spot
from authoring.values import boolean, duration, fact, name, named, one_of, one_or_many, text, whole
from conversation.conditions import Condition
from conversation.messages import Purpose
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Understand
from conversation.steps.awaiting import SOON
from conversation.steps.call import Call
from conversation.steps.give import Give
from conversation.steps.invite import Invite
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.say import Say
from conversation.steps.start_flow import StartFlow
from conversation.steps.step import Reminder, Step, Wording
from conversation.steps.take_seat import TakeSeat

Blocks = Take[tuple[Step, ...]]
"""Reads the steps of a block under `then`."""

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
UNDERSTAND: tuple[Understand, ...] = get_args(Understand)
Priority = Literal["high", "normal", "low"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
AfterTries = Literal["go_on", "end"]
AFTER_TRIES: tuple[AfterTries, ...] = get_args(AfterTries)


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


def _shared(block: Block, own_name: str) -> _Shared:
    return {"name": own_name, "text": read_wording(block), "when": block.take("when", condition)}


def _asking(block: Block, own_name: str, blocks: Blocks) -> _Asking:
    return {
        **_shared(block, own_name),
        "remind": block.take_or("remind", one_or_many(_reminder, "reminders"), ()),
        "tries": block.take_or("tries", whole(1, 5), 2),
        "if_not_understood": block.take_or("if_not_understood", one_of(AFTER_TRIES), "go_on"),
        "optional": block.take_or("optional", boolean, False),
        "then": named(block, "then", blocks),
    }


def _reminder(spot: Spot) -> Reminder:
    block = Block(spot, "remind")
    after = block.need("after", duration, timedelta(hours=24), "24h")
    reminder = Reminder(after=after, text=read_wording(block))
    block.end()
    return reminder


def _understand(block: Block, *usual: Understand) -> tuple[Understand, ...]:
    return block.take_or("understand", one_or_many(one_of(UNDERSTAND), "words"), usual)


def _say(block: Block, own_name: str, _: Blocks) -> Step:
    return Say(**_shared(block, own_name))


def _ask_score(block: Block, own_name: str, blocks: Blocks) -> Step:
    scale = block.need("scale", text, "", "nps")
    understand = _understand(block, "sentiment", "topics")
    return AskScore(**_asking(block, own_name, blocks), scale=scale, understand=understand)


def _ask_choice(block: Block, own_name: str, blocks: Blocks) -> Step:
    choices = named(block, "choices", wording, "and a label for each, like {de: …, en: …}")
    return AskChoice(**_asking(block, own_name, blocks), choices=choices)


def _ask_text(block: Block, own_name: str, blocks: Blocks) -> Step:
    return AskText(**_asking(block, own_name, blocks), understand=_understand(block))


def _ask_consent(block: Block, own_name: str, blocks: Blocks) -> Step:
    purpose: Purpose = block.need("for", one_of(PURPOSES), "service", "survey or marketing")
    version = block.need("version", text, "", "a word for this text's version, like 2027-01")
    choices = named(block, "choices", wording)
    return AskConsent(**_asking(block, own_name, blocks), purpose=purpose, version=version, choices=choices)


def _open_case(block: Block, own_name: str, _: Blocks) -> Step:
    team = block.need("team", text, "", "a team of desk.yaml")
    priority: Priority = block.take_or("priority", one_of(PRIORITIES), "high")
    request = block.take_or("request", name, "")
    return OpenCase(**_shared(block, own_name), team=team, priority=priority, request=request)


def _plan(block: Block, own_name: str, _: Blocks) -> Step:
    after = block.need("after", duration, timedelta(days=1), "2d")
    return Plan(name=own_name, when=block.take("when", condition), after=after)


def _give(block: Block, own_name: str, blocks: Blocks) -> Step:
    reward = block.need("reward", name, "", "the name of a reward")
    return Give(**_shared(block, own_name), reward=reward, then=named(block, "then", blocks))


def _invite(block: Block, own_name: str, blocks: Blocks) -> Step:
    return Invite(**_shared(block, own_name), then=named(block, "then", blocks))


def _take_seat(block: Block, own_name: str, blocks: Blocks) -> Step:
    event = block.need("event", name, "", "the name of an event")
    return TakeSeat(**_shared(block, own_name), event=event, then=named(block, "then", blocks))


def _start_flow(block: Block, own_name: str, _: Blocks) -> Step:
    flow = block.need("flow", name, "", "the name of another flow")
    return StartFlow(name=own_name, when=block.take("when", condition), flow=flow)


def _call(block: Block, own_name: str, blocks: Blocks) -> Step:
    return Call(
        **_shared(block, own_name),
        endpoint=block.need("endpoint", name, "", "the name of an endpoint in config.yaml"),
        send=block.take_or("send", one_or_many(fact, "names"), ()),
        returns=block.take_or("returns", one_or_many(name, "names"), ()),
        wait=block.take_or("wait", duration, SOON),
        then=named(block, "then", blocks),
    )


READERS: dict[str, Callable[[Block, str, Blocks], Step]] = {
    "say": _say,
    "ask_score": _ask_score,
    "ask_choice": _ask_choice,
    "ask_text": _ask_text,
    "ask_consent": _ask_consent,
    "open_case": _open_case,
    "plan": _plan,
    "give": _give,
    "invite": _invite,
    "take_seat": _take_seat,
    "start_flow": _start_flow,
    "call": _call,
}
