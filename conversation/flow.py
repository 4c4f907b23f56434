"""A flow: the steps of one short conversation, with its purpose and when it goes stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from conversation.brand import Brand as Brand
from conversation.faq import Faq
from conversation.limits import NESTED_BLOCKS, SUB_FLOWS
from conversation.messages import Purpose
from conversation.steps.branching import Branching
from conversation.steps.start_flow import StartFlow
from conversation.steps.step import Step, Wording


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands: the step below it (or below its block; "" = the end), and the first step of each block."""

    step: Step
    below: str
    blocks: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One conversation as its author wrote it; `bye` is said where it expires unanswered (empty = silence).

    With a `quota` it is started by contacts only until so many responses are complete (0 = no limit).
    A score may be corrected for `correct_within`, even after the end. `faq` answers questions in between.
    `parts` are the flows that a `start_flow` may name: their steps are walked as steps of this flow, under the names
    `<the start_flow's name>/<their own>`.
    """

    name: str
    purpose: Purpose
    steps: tuple[Step, ...]
    brand: Brand
    expires_after: timedelta = timedelta(days=3)
    bye: Wording = field(default_factory=Wording)
    quota: int = 0
    correct_within: timedelta = timedelta(hours=24)
    faq: Mapping[str, Faq] = field(default_factory=dict, repr=False, compare=False)
    parts: Mapping[str, Flow] = field(default_factory=dict, repr=False, compare=False)
    _places: dict[str, Place] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def places(self) -> Mapping[str, Place]:
        """Every step by its name, indexed once. Of two steps with one name (the linter forbids it) the first counts."""
        if not self._places and self.steps:
            found: dict[str, Place] = {}
            _Index(self.parts, found).add(self.steps, "", "", depth=0, inner=0)
            self._places.update(found)
        return self._places

    @property
    def first(self) -> str:
        """The name of the first step; "" in an empty flow."""
        return self.steps[0].name if self.steps else ""


@dataclass(frozen=True, slots=True)
class _Index:
    """Finds the place of every step; `parts` are the flows that may be started inside."""

    parts: Mapping[str, Flow]
    found: dict[str, Place]

    def add(self, steps: tuple[Step, ...], below: str, inside: str, *, depth: int, inner: int) -> None:
        """Adds the block's steps, named with `inside` in front; after the last one comes `below`."""
        for number, step in enumerate(steps):
            following = inside + steps[number + 1].name if number + 1 < len(steps) else below
            name = inside + step.name
            here = replace(step, name=name) if inside else step
            if isinstance(step, StartFlow):
                self._add_part(here, step.flow, following, inner=inner)
                continue
            blocks = step.then if isinstance(step, Branching) and depth < NESTED_BLOCKS else {}
            heads = {key: inside + block[0].name for key, block in blocks.items() if block}
            self.found.setdefault(name, Place(here, following, heads))
            for block in blocks.values():
                self.add(block, following, inside, depth=depth + 1, inner=inner)

    def _add_part(self, step: Step, flow: str, below: str, *, inner: int) -> None:
        """Adds a flow that is started inside; one that is unknown or too deep is passed by."""
        part = self.parts.get(flow)
        steps = part.steps if part is not None and inner < SUB_FLOWS else ()
        head = {"": f"{step.name}/{steps[0].name}"} if steps else {}
        self.found.setdefault(step.name, Place(step, below, head))
        self.add(steps, below, f"{step.name}/", depth=0, inner=inner + 1)
