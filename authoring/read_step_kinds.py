"""Reads the keys of each kind of step; what lies under `then` is read by the reader that is passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, TypedDict, get_args

from yaml.nodes import MappingNode

from authoring.block import Block, Take
from authoring.read_condition import condition
from authoring.read_own_scale import read_own_scale
from authoring.read_wording import read_wording, wording
from authoring.spot import Spot
from authoring.values import amount, boolean, duration, fact, list_of, name, named, one_of, one_or_many, text, whole
from conversation.conditions import Condition
from conversation.messages import Purpose
from conversation.picture import is_address, is_file_name
from conversation.scales import OWN
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_consent import AskConsent, ConsentFor
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_date import AskDate
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_photo import AskPhoto
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
from conversation.steps.step import Reminder, Shown, Step, Wording
from conversation.steps.take_seat import TakeSeat
from conversation.typed.contacts import By
from conversation.typed.dates import Which
from conversation.typed.shapes import DIGIT, LETTER

Blocks = Take[tuple[Step, ...]]
"""Reads the steps of a block under `then`."""

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
CONSENT_FOR: tuple[ConsentFor, ...] = (*PURPOSES, "waiting")
UNDERSTAND: tuple[Understand, ...] = get_args(Understand)
Priority = Literal["high", "normal", "low"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
AfterTries = Literal["go_on", "end"]
WHICH: tuple[Which, ...] = get_args(Which)
BY: tuple[By, ...] = get_args(By)
AFTER_TRIES: tuple[AfterTries, ...] = get_args(AfterTries)


class _Shared(TypedDict):
    name: str
    text: Wording
    when: Condition | None
    media: Shown | None
    variants: tuple[Wording, ...]


class _Asking(_Shared):
    remind: tuple[Reminder, ...]
    tries: int
    if_not_understood: AfterTries
    optional: bool
    then: dict[str, tuple[Step, ...]]


def _shared(block: Block, own_name: str) -> _Shared:
    return {**_one_wording(block, own_name), "variants": block.take_or("variants", list_of(wording, "texts"), ())}


def _one_wording(block: Block, own_name: str) -> _Shared:
    """What every step has; a question for a score has only one wording, so that its answers make one series."""
    return {
        "name": own_name,
        "text": read_wording(block),
        "when": block.take("when", condition),
        "media": block.take("media", _media),
        "variants": (),
    }


def _media(spot: Spot) -> Shown | None:
    """The file or address alone, or a map with `picture` and what it shows under de, de_sie, en."""
    if spot.scalar is not None:
        source = _picture(spot)
        return None if source is None else Shown(picture=source)
    block = Block(spot, "media")
    source = block.need("picture", _picture, "", "a file of experience/media, or an https address")
    shown = Shown(picture=source, text=read_wording(block))
    block.end()
    return shown


def _picture(spot: Spot) -> str | None:
    source = text(spot)
    if source is None or is_address(source) or is_file_name(source):
        return source
    spot.report("bad-name", f'"{source}" is no picture', "write an https address, or a file like beach.jpg")
    return None


def _asking(block: Block, own_name: str, blocks: Blocks) -> _Asking:
    return _asking_with(block, _shared(block, own_name), blocks)


def _asking_with(block: Block, shared: _Shared, blocks: Blocks) -> _Asking:
    return {
        **shared,
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
    asking = _asking_with(block, _one_wording(block, own_name), blocks)
    understand = _understand(block, "sentiment", "topics")
    spot = block.spot_of("scale")
    if spot is not None and isinstance(spot.node, MappingNode):
        own = read_own_scale(spot)
        return AskScore(**asking, scale=OWN, own=own, understand=understand)
    return AskScore(**asking, scale=block.need("scale", text, "", "nps"), understand=understand)


def _ask_choice(block: Block, own_name: str, blocks: Blocks) -> Step:
    choices = named(block, "choices", wording, "and a label for each, like {de: …, en: …}")
    return AskChoice(**_asking(block, own_name, blocks), choices=choices)


def _ask_text(block: Block, own_name: str, blocks: Blocks) -> Step:
    understand = _understand(block)
    pattern = block.take_or("pattern", _shape, "")
    return AskText(**_asking(block, own_name, blocks), understand=understand, pattern=pattern)


def _shape(spot: Spot) -> str | None:
    shape = text(spot)
    if shape is not None and (len(shape) > 40 or not (DIGIT in shape or LETTER in shape)):
        way_out = "write # for a digit and ? for a letter, like SW-####"
        spot.report("bad-phrase", f'"{shape}" is no pattern', way_out)
        return None
    return shape


def _ask_choices(block: Block, own_name: str, blocks: Blocks) -> Step:
    choices = named(block, "choices", wording, "and a label for each, like {de: …, en: …}")
    return AskChoices(**_asking(block, own_name, blocks), choices=choices)


def _ask_number(block: Block, own_name: str, blocks: Blocks) -> Step:
    low, high = block.take("from", amount), block.take("to", amount)
    is_whole = block.take_or("whole", boolean, True)
    return AskNumber(**_asking(block, own_name, blocks), low=low, high=high, whole=is_whole)


def _ask_date(block: Block, own_name: str, blocks: Blocks) -> Step:
    which: Which = block.take_or("which", one_of(WHICH), "any")
    return AskDate(**_asking(block, own_name, blocks), which=which)


def _ask_contact(block: Block, own_name: str, blocks: Blocks) -> Step:
    accepts: tuple[By, ...] = block.take_or("accepts", one_or_many(one_of(BY), "words"), BY)
    return AskContact(**_asking(block, own_name, blocks), accepts=accepts)


def _ask_photo(block: Block, own_name: str, blocks: Blocks) -> Step:
    return AskPhoto(**_asking(block, own_name, blocks))


def _ask_consent(block: Block, own_name: str, blocks: Blocks) -> Step:
    purpose: ConsentFor = block.need("for", one_of(CONSENT_FOR), "service", "survey or marketing")
    if purpose != "waiting":
        block.require("version", "a word for this text's version, like 2027-01")
    version = block.take_or("version", text, "")
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
    "ask_choices": _ask_choices,
    "ask_text": _ask_text,
    "ask_number": _ask_number,
    "ask_date": _ask_date,
    "ask_contact": _ask_contact,
    "ask_photo": _ask_photo,
    "ask_consent": _ask_consent,
    "open_case": _open_case,
    "plan": _plan,
    "give": _give,
    "invite": _invite,
    "take_seat": _take_seat,
    "start_flow": _start_flow,
    "call": _call,
}
