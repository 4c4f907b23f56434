"""Nobody is chosen for a public review by his answer: either all customers are asked for one, or none.

Asking only the happy ones is "review gating": review sites forbid it, and in the EU it counts as misleading. A
recommendation to friends is something else, and stays free.

PASS:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
    - say: review
      en: |
        Tell others too: https://reviews.example/sonnweg

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
      then:
        promoter:
          - say: review
            en: |
              Lovely! Please write a review on Google.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.draft import Draft, all_steps
from authoring.problems import Problem, problem
from authoring.read_wording import LANGUAGE_KEYS
from conversation.conditions import Condition
from conversation.steps.ask_score import AskScore
from conversation.steps.branching import Branching
from conversation.steps.step import Step

CODE = "review-gating"

REVIEW = re.compile(
    r"(google|trustpilot|tripadvisor|holidaycheck|booking\.com|kununu|jameda|provenexpert|trusted ?shops|yelp)"
    r"|\b(write|leave|post)\b[^.\n]{0,30}\breview"
    r"|\bpublic review|\breview(s)? (page|site|portal)"
    r"|öffentliche?n? bewertung|bewertungsportal|\bbewert\w+ uns (auf|bei)"
    r"|bewertung (auf|bei|schreib|hinterlass|abgeb)",
    re.IGNORECASE,
)


def check(draft: Draft) -> Iterator[Problem]:
    """Steps that ask for a review and are reached only by some answers to a score."""
    for flow in draft.experience.flows.values():
        scores = {step.name for step in all_steps(flow.steps) if isinstance(step, AskScore)}
        for step in _chosen(flow.steps, frozenset(scores), chosen=False):
            for key in LANGUAGE_KEYS:
                words = getattr(step.text, key)
                if (found := REVIEW.search(words)) is not None:
                    line = words.count("\n", 0, found.start()) + 1
                    column = found.start() - words.rfind("\n", 0, found.start())
                    place = draft.text_place(("flows", flow.name, step.name, key), line, column)
                    message = f'"{found[0]}": only customers who scored in a certain way are asked for a public review'
                    yield problem(place, CODE, message, "ask all of them, below the blocks, or none", "note")


def _chosen(steps: tuple[Step, ...], scores: frozenset[str], *, chosen: bool) -> Iterator[Step]:
    """The steps that some scores lead past."""
    for step in steps:
        here = chosen or _asks_for(step.when, scores)
        if here:
            yield step
        if isinstance(step, Branching):
            for block in step.then.values():
                yield from _chosen(block, scores, chosen=here or isinstance(step, AskScore))


def _asks_for(when: Condition | None, scores: frozenset[str]) -> bool:
    if when is None:
        return False
    names = {test.name for test in when.tests}
    return bool(names & (scores | {"touchpoint_score"})) or any(_asks_for(part, scores) for part in when.any_of)
