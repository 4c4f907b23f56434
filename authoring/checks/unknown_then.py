"""Every key under `then` is an answer that can happen: a band of the scale, a choice, accept or decline.

A step that waits has outcomes: `given`, `none_left`; `made`, `failed`; `seat`, `waiting`, `full`; `ok`, `failed`.

A key that no answer has would never be reached; a key that is missing is fine, the flow then goes on below.

PASS:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
      then:
        detractor:
          - say: sorry
            en: We are sorry.

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
      then:
        detracter:
          - say: sorry
            en: We are sorry.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, pick, problem
from conversation.awaited import OUTCOMES
from conversation.scales import SCALES
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_score import AskScore, scale_of
from conversation.steps.awaiting import Awaiting
from conversation.steps.branching import Branching

CODE = "unknown-then"

CONSENT_ANSWERS = ("accept", "decline")


def check(draft: Draft) -> Iterator[Problem]:
    """Keys under `then`, and of a consent's choices, that no answer has."""
    for flow, step in draft.steps():
        if not isinstance(step, Branching) or (answers := answers_of(step)) is None:
            continue
        path = ("flows", flow.name, step.name)
        for key in step.then:
            if key not in answers:
                way_out = pick(key, answers) if answers else "a text has no answers to tell apart: use when: below"
                yield problem(draft.place(*path, "then", f"{key}:"), CODE, f'no answer is "{key}"', way_out)
        for key in step.choices if isinstance(step, AskConsent) else ():
            if key not in answers:
                place = draft.place(*path, "choices", f"{key}:")
                yield problem(place, CODE, f'consent has no answer "{key}"', pick(key, answers))


def answers_of(step: Branching) -> tuple[str, ...] | None:
    """The keys that `then` may have; None where they cannot be known (an unknown scale has its own problem)."""
    if isinstance(step, Awaiting):
        return OUTCOMES[type(step)]
    if isinstance(step, AskScore):
        return tuple(scale_of(step).bands) if step.own or step.scale in SCALES else None
    if isinstance(step, AskChoice | AskChoices):
        return tuple(step.choices)
    if isinstance(step, AskContact):
        return step.accepts
    return CONSENT_ANSWERS if isinstance(step, AskConsent) else ()
