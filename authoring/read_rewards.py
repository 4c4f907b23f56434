"""Reads rewards.yaml: rewards, tiers, where recommendations lead to, events with seats. The file may be missing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal, get_args

from authoring.block import Block
from authoring.header import version
from authoring.spot import Spot
from authoring.values import duration, map_of, name, named, one_of, text, whole
from journey.rewards import Occasion, Reward, Rewards

Kind = Literal["code", "gift"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Once = Literal["customer", "purchase"]
ONCE: tuple[Once, ...] = get_args(Once)
MOST_SEATS = 100_000


def read_rewards(root: Spot) -> Rewards:
    """Everything that is given, by name."""
    block = Block(root.at(("rewards",), root.node), "rewards.yaml")
    version(block)
    rewards = Rewards(
        rewards=named(block, "rewards", _reward),
        occasions=named(block, "events", _occasion),
        invite_link=block.take_or("invite_link", _link, ""),
    )
    block.end()
    return rewards


def _reward(spot: Spot) -> Reward:
    block = Block(spot, "reward")
    reward = Reward(
        name=spot.path[-1],
        kind=block.take_or("kind", one_of(KINDS), "code"),
        template=block.take_or("template", _template, ""),
        once_per=block.take_or("once_per", one_of(ONCE), "customer"),
        tiers=_tiers(block),
        team=block.take_or("team", name, ""),
        within=block.take_or("within", duration, timedelta(days=14)),
        line=spot.place.line,
    )
    if reward.kind == "gift" and not reward.team:
        block.spot.report("missing-key", 'reward: "team" is missing', "say which team of desk.yaml sends the gift")
    block.end()
    return reward


def _tiers(block: Block) -> tuple[tuple[int, str], ...]:
    """`{2: silver, 5: gold}`: from so many purchases on, which reward."""
    written = block.take_or("tiers", map_of(name, "tiers"), {})
    tiers: list[tuple[int, str]] = []
    for least, reward in written.items():
        if re.fullmatch(r"[1-9][0-9]{0,3}", least):
            tiers.append((int(least), reward))
        else:
            way_out = "write from how many purchases on, like {2: silver, 5: gold}"
            block.key_spot("tiers").report("bad-number", f'"{least}" is no number of purchases', way_out)
    return tuple(sorted(tiers))


def _occasion(spot: Spot) -> Occasion:
    block = Block(spot, "event")
    occasion = Occasion(
        name=spot.path[-1],
        seats=block.need("seats", whole(1, MOST_SEATS), 1, "how many can come"),
        waiting=block.take_or("waiting", whole(0, MOST_SEATS), 0),
    )
    block.end()
    return occasion


def _template(spot: Spot) -> str | None:
    value = text(spot)
    if value is not None and value.count("{code}") != 1:
        spot.report("bad-name", f'"{value}" does not say where the code stands', "write {code} once, like SONNE-{code}")
        return None
    return value


def _link(spot: Spot) -> str | None:
    value = text(spot)
    if value is not None and not (value.startswith("https://") and value.count("{code}") == 1):
        way_out = "write your own page with {code} once, like https://sonnweg.example/friends?by={code}"
        spot.report("bad-name", f'"{value}" is no link with a code', way_out)
        return None
    return value
