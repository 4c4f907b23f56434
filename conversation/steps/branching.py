"""What steps with blocks under `then` share: the outcome decides which block follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.steps.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Branching(Step):
    """A step whose outcome has a key. `then` maps it to the block that follows; a missing key goes on below."""

    then: dict[str, tuple[Step, ...]] = field(default_factory=dict)
