"""What a question lets customers choose from, as every channel gets it: values and labels by language key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from authoring.draft import Draft
from authoring.texts import needed
from conversation.answers import question_of
from conversation.flow import Flow
from conversation.messages import Form, Language
from conversation.question import Question
from conversation.scales import SCALES
from conversation.steps.ask_score import AskScore
from conversation.steps.asking import Asking


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one language; `key` is the language's key in the file (de, de_sie, en)."""

    flow: Flow
    step: Asking
    key: str
    question: Question

    @property
    def path(self) -> tuple[str, ...]:
        """Where the question stands."""
        return ("flows", self.flow.name, self.step.name)

    @property
    def text(self) -> str:
        """What the author wrote above the choices."""
        return str(getattr(self.step.text, self.key))


_SPOKEN: dict[str, tuple[Language, Form]] = {"de": ("de", "du"), "de_sie": ("de", "sie"), "en": ("en", "du")}


def asked(draft: Draft) -> Iterator[Asked]:
    """Every question with choices, in each language that the brand speaks."""
    for flow, step in draft.steps():
        if not isinstance(step, Asking) or _unknown_scale(step):
            continue
        for key, _ in needed(flow.brand, label=False):
            question = question_of(step, *_SPOKEN[key])
            if question.choices:
                yield Asked(flow, step, key, question)


def _unknown_scale(step: Asking) -> bool:
    return isinstance(step, AskScore) and step.own is None and step.scale not in SCALES
