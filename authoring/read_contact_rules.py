"""Reads contact_rules.yaml: how often and when we may open a conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, get_args

from yaml.nodes import MappingNode

from authoring.block import Block
from authoring.header import version
from authoring.problems import pick
from authoring.read_step_kinds import PURPOSES
from authoring.spot import Spot
from authoring.values import duration, one_of, one_or_many, phrase
from journey.phrases import parse_hours, parse_rate
from journey.plan import Budget, ContactRules

Day = Literal["sunday", "public_holiday"]
DAYS: tuple[Day, ...] = get_args(Day)
Counts = Literal["contacts we open"]
COUNTS: tuple[Counts, ...] = get_args(Counts)


def read_contact_rules(root: Spot) -> ContactRules:
    """The rules; quiet hours keep their defaults where none are written."""
    block = Block(root.at(("contact_rules",), root.node), "contact_rules.yaml")
    version(block)
    block.take("counts", one_of(COUNTS))
    quiet = block.spot_of("quiet")
    rules = _quiet(quiet) if quiet else ContactRules()
    budgets = block.take_or("budget", _budgets, ())
    margin = block.take_or("margin", duration, timedelta(0))
    spread = block.take_or("spread", duration, timedelta(0))
    block.end()
    return ContactRules(
        budgets=budgets,
        quiet_from=rules.quiet_from,
        quiet_until=rules.quiet_until,
        quiet_days=rules.quiet_days,
        margin=margin,
        spread=spread,
    )


def _quiet(spot: Spot) -> ContactRules:
    usual = ContactRules()
    block = Block(spot, "quiet")
    begin, end = block.take_or("nightly", phrase(parse_hours), (usual.quiet_from, usual.quiet_until))
    days: tuple[Day, ...] = block.take_or("days", one_or_many(one_of(DAYS), "days"), usual.quiet_days)
    block.end()
    return ContactRules(quiet_from=begin, quiet_until=end, quiet_days=days)


def _budgets(spot: Spot) -> tuple[Budget, ...]:
    block = Block(spot, "budget")
    found = (_budget(block, key) for key in block.keys)
    return tuple(budget for budget in found if budget is not None) if isinstance(spot.node, MappingNode) else ()


def _budget(block: Block, key: str) -> Budget | None:
    purposes = tuple(word.strip() for word in key.split("+"))
    for word in purposes:
        if word not in PURPOSES:
            way_out = f"{pick(word, PURPOSES)}; join several with +"
            block.key_spot(key).report("unknown-word", f'"{word}" is no purpose', way_out)
    rate = block.take(key, phrase(parse_rate))
    if rate is None:
        return None
    return Budget(purposes=purposes, count=rate[0], window=rate[1], line=block.key_spot(key).place.line)
