"""ask_score: a number on a declared scale (nps, csat, ces, stars, smileys, thumbs, expectation)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from conversation.inputs import Reply
from conversation.messages import Form, Language
from conversation.payload import names
from conversation.question import Question
from conversation.scales import SCALES, Scale
from conversation.steps.asking import Asking, Understand
from conversation.texts import choose
from conversation.typed.choices import read_choice
from conversation.typed.folding import words
from conversation.typed.numbers import NUMBER_WORDS
from conversation.typed.scores import read_score
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

SURE_ENOUGH = 0.9
"""How sure the model must be of a happy text before a 1 beside it is taken for a school grade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScore(Asking):
    """Asks for a score; `scale` names an entry of conversation.scales.SCALES, its bands are the keys of `then`.

    `own` is the scale itself where the author made one (`from`, `to`, `labels`, `top_box`, `direction`): `scale` is
    "own" then, and its bands are bad, okay and good.
    """

    scale: str
    own: Scale | None = None
    understand: tuple[Understand, ...] = ("sentiment", "topics")


def scale_of(step: AskScore) -> Scale:
    """The scale that the step asks on."""
    return step.own or SCALES[step.scale]


@lru_cache(maxsize=128)
def _shown(scale: str, language: Language, form: Form) -> Question:
    return _drawn(SCALES[scale], language, form)


def _drawn(found: Scale, language: Language, form: Form) -> Question:
    return Question(
        choices=tuple((str(option.value), choose(option.label, language, form)) for option in found.options),
        layout=found.layout,
        low=choose(found.low_label, language, form),
        high=choose(found.high_label, language, form),
    )


def question(step: AskScore, language: Language, form: Form) -> Question:
    """The scale's options, and what its two ends mean."""
    return _drawn(step.own, language, form) if step.own else _shown(step.scale, language, form)


def accept(step: AskScore, reply: Reply) -> Outcome:
    """The score that was tapped or typed, with the comment written beside it.

    A typed 1 beside a text that the model is sure is happy may be a German school grade (1 = best): it is asked back.
    """
    scale = scale_of(step)
    if reply.choice:
        tapped = next((option.value for option in scale.options if names(reply.choice, str(option.value))), None)
        return NotAnAnswer() if tapped is None else Understood(value=tapped, band=scale.band(tapped))
    if step.own is not None and isinstance(named := _by_label(step.own, reply.text), Understood):
        return named
    outcome = read_score(scale, reply.text)
    reading = reply.reading
    happy = reading is not None and reading.sentiment == "positive" and reading.confidence >= SURE_ENOUGH
    if happy and isinstance(outcome, Understood) and outcome.value == 1 and outcome.comment and scale.high > 3:
        return AskBack("grade")
    return outcome


def _by_label(scale: Scale, text: str) -> Outcome:
    """The value whose own label was typed; numbers are read as numbers, not as places in a list."""
    if any(char.isdigit() for char in text) or NUMBER_WORDS.keys() & words(text):
        return NotAnAnswer()
    labels = {str(option.value): option.label for option in scale.options}
    if scale.layout != "column":  # the numbers stand for themselves, only the two ends have words
        labels = {str(scale.low): scale.low_label, str(scale.high): scale.high_label}
    outcome = read_choice(labels, text)
    if not isinstance(outcome, Understood):
        return outcome
    value = int(str(outcome.value))
    return Understood(value=value, band=scale.band(value))
