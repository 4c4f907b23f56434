"""A step under `then` asks for nothing that its block rules out: it would never be said.

In the block of the promoters the score is 9 or 10; a `when` there that wants 0-3 never holds. The same goes for a
condition whose own parts exclude each other.

PASS:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
      then:
        detractor:
          - say: sorry
            when: {recommend: 0-3}
            en: We are sorry.

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
      then:
        promoter:
          - say: sorry
            when: {recommend: 0-3}
            en: We are sorry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authoring.draft import Draft
from authoring.problems import Problem, problem
from conversation.conditions import Condition, Range, Test
from conversation.scales import SCALES
from conversation.steps.ask_score import AskScore
from conversation.steps.branching import Branching
from conversation.steps.step import Step

CODE = "never-reached"

Block = tuple[str, Range | None]
"""The key of the block under `then` that we are in, and the scores that lead there (None where nobody scores)."""


def check(draft: Draft) -> Iterator[Problem]:
    """Steps whose condition cannot hold where they stand."""
    for flow in draft.experience.flows.values():
        yield from _in_block(draft, flow.name, flow.steps, {})


def _in_block(draft: Draft, flow: str, steps: tuple[Step, ...], known: Mapping[str, Block]) -> Iterator[Problem]:
    for step in steps:
        excluded = next((test for test in _required(step.when) if not _can_hold(test, known)), None)
        if excluded is not None:
            place = draft.place("flows", flow, step.name, "when", excluded.name)
            message = f'here "{excluded.name}" is always {known[excluded.name][0]}, so this step is never reached'
            yield problem(place, CODE, message, "move the step out of the block, or mend its condition")
        if isinstance(step, Branching):
            for key, block in step.then.items():
                yield from _in_block(draft, flow, block, {**known, step.name: (key, _scores(step, key))})


def _required(when: Condition | None) -> Iterator[Test]:
    """The tests that must hold whatever else does: all keys of the map, and of an `any:` with a single entry."""
    if when is None:
        return
    yield from when.tests
    if len(when.any_of) == 1:
        yield from _required(when.any_of[0])


def _scores(step: Branching, key: str) -> Range | None:
    scale = (step.own or SCALES.get(step.scale)) if isinstance(step, AskScore) else None
    return Range(*scale.bands[key]) if scale and key in scale.bands else None


def _can_hold(test: Test, known: Mapping[str, Block]) -> bool:
    if test.name not in known:
        return True
    key, scores = known[test.name]
    return any(_meets(allowed, key, scores) for allowed in test.allowed)


def _meets(allowed: object, key: str, scores: Range | None) -> bool:
    if isinstance(allowed, bool):
        return key == ("accept" if allowed else "decline")
    if isinstance(allowed, Range):
        return scores is None or (allowed.low <= scores.high and scores.low <= allowed.high)
    if isinstance(allowed, int | float):
        return scores is None or scores.low <= allowed <= scores.high
    return str(allowed) == key
