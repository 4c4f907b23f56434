"""Reads desk.yaml: the teams that work cases, and which case goes to whom."""

from __future__ import annotations

from datetime import timedelta

from authoring.block import Block
from authoring.experience import Desk, DeskRule, Team
from authoring.header import version
from authoring.read_condition import condition
from authoring.read_step_kinds import PRIORITIES
from authoring.spot import Spot
from authoring.values import duration, list_of, name, named, one_of, text
from conversation.conditions import Condition

_HOUR = timedelta(hours=1)


def read_desk(root: Spot) -> Desk:
    """The desk; missing parts keep their defaults."""
    block = Block(root.at(("desk",), root.node), "desk.yaml")
    version(block)
    desk = Desk(
        teams=named(block, "teams", _team, "and one key a team"),
        rules=block.take_or("rules", list_of(_rule, "rules"), ()),
        one_case_hours=block.take_or("one_case_per", _window, 24),
        causes=block.take_or("causes", list_of(name, "causes"), ()),
        requests=named(block, "requests", list_of(name, "states")),
    )
    block.end()
    return desk


def _team(spot: Spot) -> Team:
    block = Block(spot, "team")
    team = Team(
        name=spot.path[-1],
        channel=block.need("channel", text, "", '"#care" (in quotes: # begins a comment)'),
        on_duty=block.take_or("on_duty", text, ""),
        first_answer_min=int(block.take_or("first_answer", duration, _HOUR) / timedelta(minutes=1)),
        hours=block.take_or("hours", text, "always"),
    )
    block.end()
    return team


def _rule(spot: Spot) -> DeskRule:
    block = Block(spot, "rule")
    rule = DeskRule(
        when=block.need("when", condition, Condition(), "{sentiment: negative}"),
        team=block.need("team", name, "", "a team from above"),
        priority=block.take_or("priority", one_of(PRIORITIES), "normal"),
        line=spot.place.line,
    )
    block.end()
    return rule


def _window(spot: Spot) -> int:
    """`{customer: 24h}`, in hours."""
    block = Block(spot, "one_case_per")
    window = block.need("customer", duration, timedelta(hours=24), "24h")
    block.end()
    return max(1, round(window / _HOUR))
