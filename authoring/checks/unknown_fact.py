"""A condition asks for facts that exist, and for words that they can have.

In a flow: the answers of steps above by their names, what the model read (`sentiment`, `kind`, `mixed`, `topics`),
`touchpoint_score`, and what is known of customer and purchase (`customer.…`, `purchase.…`). At the desk also
`touchpoint`, `answered`, `confidence` (0-100), `words`, `score_mismatch` and `repeated_detractor`. In journeys and
personas, outside any conversation, only customer and purchase.

PASS:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
    - say: sorry
      when: {recommend: 0-3}
      en: We are sorry.

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
    - say: sorry
      when: {recomend: 0-3}
      en: We are sorry.

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
    - say: sorry
      when: {recommend: 0-30}
      en: We are sorry.

FAIL:

    - ask_text: story
      en: What happened?
    - say: sorry
      when: {sentiment: [negativ, unsure]}
      en: We are sorry.

FAIL:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: afterwards
        send: 1d after booked
        when: {last_nps: 9-10}
        flow: sample
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from authoring.checks.unknown_then import answers_of
from authoring.draft import Draft, all_steps
from authoring.experience import Experience
from authoring.problems import Problem, pick, problem
from authoring.read_condition import tests_of
from authoring.spot import Path
from conversation.conditions import Condition, Range, Test
from conversation.flow import Flow
from conversation.limits import SUB_FLOWS
from conversation.reading import KINDS_OF_TEXT, SENTIMENTS, TOPICS
from conversation.scales import SCALES
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_date import AskDate
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_photo import AskPhoto
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.steps.call import Call
from conversation.steps.start_flow import StartFlow
from conversation.steps.step import Step

CODE = "unknown-fact"

Words = tuple[str, ...] | Range | None
"""What a fact can be: words, a number in a range, or anything (None)."""

Facts = Mapping[str, tuple[Words, ...]]
FREE = ("customer.", "purchase.")
"""What the company itself tells us about customers and purchases: any name, any value."""

ANYTHING: tuple[Words, ...] = (None,)
TRUTH: tuple[Words, ...] = (("true", "false"),)


def check(draft: Draft) -> Iterator[Problem]:
    """Facts and words in conditions that cannot be."""
    read = _of_readings(draft.experience)
    for flow in draft.experience.flows.values():
        known = dict(read)
        for step in all_steps(flow.steps):
            yield from _judge(draft, step.when, ("flows", flow.name, step.name, "when"), known)
            known |= _of_step(step, draft.experience.flows, SUB_FLOWS)
    at_desk = {**read, **_at_desk(draft.experience)}
    for number, rule in enumerate(draft.experience.desk.rules):
        yield from _judge(draft, rule.when, ("desk", "rules", str(number), "when"), at_desk)
    for persona in draft.experience.personas.values():
        yield from _judge(draft, persona.when, ("personas", persona.name, "when"), {})
    yield from _of_journeys(draft)


def _at_desk(experience: Experience) -> dict[str, tuple[Words, ...]]:
    """What only the desk's rules ask for."""
    return {
        "touchpoint": (tuple(experience.touchpoints),),
        "answered": TRUTH,
        "confidence": (Range(0, 100),),
        "words": ANYTHING,
        "score_mismatch": TRUTH,
        "repeated_detractor": TRUTH,
    }


def _of_journeys(draft: Draft) -> Iterator[Problem]:
    """A contact's `when` is asked outside any conversation: only customer and purchase are known there."""
    for journey in draft.experience.journeys.values():
        for contact in journey.contacts:
            for fact in contact.facts:
                if not fact.startswith(FREE):
                    place = draft.place("journeys", journey.name, contact.name, "when", f"{fact}:")
                    way_out = "ask for what is known of customer or purchase, like customer.last_nps"
                    yield problem(place, CODE, f'"{fact}" is not known in a journey', way_out)


def _of_readings(experience: Experience) -> dict[str, tuple[Words, ...]]:
    bands = tuple(dict.fromkeys(band for scale in SCALES.values() for band in scale.bands))
    topics = tuple(dict.fromkeys((*TOPICS, *experience.topics, "unsure")))
    return {
        "sentiment": (SENTIMENTS,),
        "kind": (KINDS_OF_TEXT,),
        "topics": (topics,),
        "mixed": TRUTH,
        "touchpoint_score": (bands,),
    }


def _of_step(step: Step, flows: Mapping[str, Flow], deep: int) -> Facts:
    """What is known once a step is passed: its answer, what a call brought back, the answers of a started flow."""
    if isinstance(step, Asking):
        return {step.name: _of_answer(step)}
    if isinstance(step, Call):
        return {f"call.{name}": ANYTHING for name in step.returns}
    if not isinstance(step, StartFlow) or step.flow not in flows or deep == 0:
        return {}
    known: dict[str, tuple[Words, ...]] = {}
    for inner in all_steps(flows[step.flow].steps):
        known |= _of_step(inner, flows, deep - 1)
    return known


def _of_answer(step: Asking) -> tuple[Words, ...]:
    if isinstance(step, AskText | AskNumber | AskDate | AskContact | AskPhoto):
        return ANYTHING
    if isinstance(step, AskScore):
        scale = step.own or SCALES.get(step.scale)
        return (tuple(scale.bands), Range(scale.low, scale.high)) if scale else ANYTHING
    return ((*(answers_of(step) or ()), "true", "false"),)


def _judge(draft: Draft, when: Condition | None, path: Path, known: Facts) -> Iterator[Problem]:
    for test, where in tests_of(when, path):
        if test.name.startswith(FREE):
            continue
        key = draft.place(*where[:-1], f"{test.name}:")
        if test.name not in known:
            message = f'"{test.name}" is not known at this step'
            yield problem(key, CODE, message, _ways_out(test.name, known))
            continue
        for value in test.allowed:
            if not _possible(value, known[test.name]):
                yield problem(draft.place(*where), CODE, *_impossible(test, value, known[test.name]))


def _ways_out(name: str, known: Facts) -> str:
    return f"{pick(name, known)}, customer.…, purchase.…" if known else "write customer.… or purchase.… before it"


def _possible(value: object, possible: tuple[Words, ...]) -> bool:
    return any(words is None or _among(value, words) for words in possible)


def _among(value: object, words: tuple[str, ...] | Range) -> bool:
    if isinstance(value, bool):
        return not isinstance(words, Range) and str(value).lower() in words
    if isinstance(words, Range):
        low, high = (value.low, value.high) if isinstance(value, Range) else (value, value)
        return isinstance(low, int | float) and isinstance(high, int | float) and words.low <= low <= high <= words.high
    return value in words


def _impossible(test: Test, value: object, possible: tuple[Words, ...]) -> tuple[str, str]:
    written = f"{value.low:g}-{value.high:g}" if isinstance(value, Range) else str(value)
    message = f'"{test.name}" is never "{written}"'
    words = [word for some in possible if isinstance(some, tuple) for word in some]
    numbers = [f"{some.low:g} to {some.high:g}" for some in possible if isinstance(some, Range)]
    if get_close_matches(written, words, n=1) or not numbers:
        return message, pick(written, words)
    return message, f"a number from {numbers[0]}, or one of: {', '.join(words)}"
