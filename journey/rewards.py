"""What a company gives and to whom: rewards, tiers, recommendation links, events with seats (rewards.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """One reward, given once to a customer, or once for each of his purchases.

    A code comes from the pool that was imported, or from `template`, whose {code} is made up each time. A gift becomes
    a task of `team`, due `within`. With `tiers` it stands for other rewards: from so many purchases on, which one.
    """

    name: str
    kind: Literal["code", "gift"] = "code"
    template: str = ""
    once_per: Literal["customer", "purchase"] = "customer"
    tiers: tuple[tuple[int, str], ...] = ()
    team: str = ""
    within: timedelta = timedelta(days=14)
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """An event of the company with so many seats, and so many places on its waiting list."""

    name: str
    seats: int
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewards:
    """rewards.yaml. `invite_link` is the company's own page; its {code} tells who has recommended."""

    rewards: Mapping[str, Reward] = field(default_factory=dict)
    occasions: Mapping[str, Occasion] = field(default_factory=dict)
    invite_link: str = ""


def tier_of(reward: Reward, rewards: Mapping[str, Reward], purchases: int) -> Reward | None:
    """The reward that a customer with so many purchases gets: itself, or the highest tier that he has reached."""
    if not reward.tiers:
        return reward
    reached = [name for least, name in sorted(reward.tiers) if purchases >= least]
    found = rewards.get(reached[-1]) if reached else None
    return found if found is not None and not found.tiers else None
