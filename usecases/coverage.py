"""How much of each flow its transcripts come through: steps, answers that lead somewhere, conditions both ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.checks.unknown_then import answers_of
from authoring.experience import Experience
from conversation.effects import RecordAnswer
from conversation.flow import Flow
from conversation.steps.asking import Asking
from conversation.steps.step import Step
from usecases.rehearse import Rehearsal
from usecases.run_transcripts import TranscriptResult


@dataclass(frozen=True, slots=True)
class Coverage:
    """One flow: all its points by name, and those that some transcript comes through."""

    flow: str
    points: tuple[str, ...]
    covered: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """What no transcript shows, in the order of writing."""
        return tuple(point for point in self.points if point not in self.covered)

    @property
    def percent(self) -> int:
        """How much is covered, rounded down: 100 only where nothing is missing."""
        return 100 * (len(self.points) - len(self.missing)) // len(self.points) if self.points else 100


def coverage(experience: Experience, results: Sequence[TranscriptResult]) -> list[Coverage]:
    """Each flow's coverage by these transcripts, flows without any included."""
    by_flow: dict[str, set[str]] = {name: set() for name in experience.flows}
    for result in results:
        if result.rehearsal is not None and result.transcript.flow in by_flow:
            by_flow[result.transcript.flow] |= set(_passed(result.rehearsal))
    return [
        Coverage(name, tuple(_points(flow)), frozenset(by_flow[name]))
        for name, flow in sorted(experience.flows.items())
    ]


def _points(flow: Flow) -> Iterator[str]:
    """Every step; every answer that `then` knows; both ways of every condition."""
    for name, place in flow.places.items():
        yield name
        if place.step.when is not None:
            yield _left_out(name)
        if isinstance(place.step, Asking) and place.step.then:
            yield from (_answered(name, key) for key in answers_of(place.step) or place.step.then)


def _answered(step: str, key: str) -> str:
    return f"{step} = {key}"


def _left_out(step: str) -> str:
    return f"{step} left out"


def _passed(rehearsal: Rehearsal) -> Iterator[str]:
    """The points that one conversation came through."""
    reached = rehearsal.reached
    yield from reached
    for _, effect in rehearsal.effects:
        if isinstance(effect, RecordAnswer):
            yield effect.answer.step  # an answer may come on the way, without its question
            yield _answered(effect.answer.step, effect.answer.band)
    finished = rehearsal.session.state == "completed"
    yield from (_left_out(step.name) for step in _skipped(rehearsal.flow.steps, reached, finished=finished))


def _skipped(steps: tuple[Step, ...], reached: frozenset[str], *, finished: bool) -> Iterator[Step]:
    """Steps under a condition that the conversation went past: something before and after them was reached."""
    for number, step in enumerate(steps):
        begun = number == 0 or any(_touched(other, reached) for other in steps[:number])
        gone_on = finished or any(_touched(other, reached) for other in steps[number + 1 :])
        if step.when is not None and step.name not in reached and begun and gone_on:
            yield step
        if isinstance(step, Asking) and step.name in reached:
            for block in step.then.values():
                if any(_touched(other, reached) for other in block):
                    yield from _skipped(block, reached, finished=finished or gone_on)


def _touched(step: Step, reached: frozenset[str]) -> bool:
    return step.name in reached
