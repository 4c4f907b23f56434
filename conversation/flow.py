"""A flow: the steps of one short conversation, with its purpose and when it goes stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from conversation.brand import Brand as Brand
from conversation.limits import NESTED_BLOCKS
from conversation.messages import Purpose
from conversation.steps.asking import Asking
from conversation.steps.step import Step, Wording


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands: the step below it (or below its block; "" = the end), and the first step of each block."""

    step: Step
    below: str
    blocks: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One conversation as its author wrote it; `bye` is said where it expires unanswered (empty = silence)."""

    name: str
    purpose: Purpose
    steps: tuple[Step, ...]
    brand: Brand
    expires_after: timedelta = timedelta(days=3)
    bye: Wording = field(default_factory=Wording)
    _places: dict[str, Place] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def places(self) -> Mapping[str, Place]:
        """Every step by its name, indexed once. Of two steps with one name (the linter forbids it) the first counts."""
        if not self._places and self.steps:
            found: dict[str, Place] = {}
            _index(self.steps, "", found, depth=0)
            self._places.update(found)
        return self._places

    @property
    def first(self) -> str:
        """The name of the first step; "" in an empty flow."""
        return self.steps[0].name if self.steps else ""


def _index(steps: tuple[Step, ...], below: str, found: dict[str, Place], *, depth: int) -> None:
    """Adds the block's steps; after its last one comes `below`."""
    for number, step in enumerate(steps):
        following = steps[number + 1].name if number + 1 < len(steps) else below
        blocks = step.then if isinstance(step, Asking) and depth < NESTED_BLOCKS else {}
        heads = {key: block[0].name for key, block in blocks.items() if block}
        found.setdefault(step.name, Place(step, following, heads))
        for block in blocks.values():
            _index(block, following, found, depth=depth + 1)
