"""What was read before it is judged: the experience with the place of everything in it. Checks work on this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from authoring.experience import Experience
from authoring.house import UNKNOWN_HOUSE, House
from authoring.problems import Place
from authoring.spot import TEXT, Path
from conversation.flow import Flow
from conversation.messages import CHANNELS, Channel
from conversation.steps.branching import Branching
from conversation.steps.step import Step


@dataclass(frozen=True, slots=True)
class Draft:
    """An experience as read, perhaps with mistakes in it; `unread` names kinds of files that could not be."""

    experience: Experience
    places: dict[Path, Place] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    house: House = UNKNOWN_HOUSE

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that customers read us on: those of the settings, else those of the brand, else all."""
        return self.house.channels or self.experience.brand.channels or CHANNELS

    def uses(self, channel: Channel) -> bool:
        """Whether settings or brand name this channel; where neither names any, nobody is known to pay for it."""
        return channel in (self.house.channels or self.experience.brand.channels)

    def place(self, *path: str) -> Place:
        """Where something stands, or the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if (found := self.places.get(path[:length])) is not None:
                return found
        return Place(path[0] if path else "")

    def text_place(self, path: Path, line: int = 1, column: int = 1) -> Place:
        """A place inside a text, given its line and column there (both from 1)."""
        start = self.place(*path, TEXT)
        return Place(start.file, start.line + line - 1, start.column + column - 1)

    def steps(self) -> Iterator[tuple[Flow, Step]]:
        """Every step of every flow, blocks under `then` included, in order of writing."""
        for flow in self.experience.flows.values():
            for step in all_steps(flow.steps):
                yield flow, step


def all_steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Steps and the steps in their blocks, in order of writing."""
    for step in steps:
        yield step
        if isinstance(step, Branching):
            for block in step.then.values():
                yield from all_steps(block)
