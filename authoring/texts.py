"""Every text that a customer may read, with where it stands: what the checks of wording walk through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from authoring.draft import Draft
from authoring.read_wording import LANGUAGE_KEYS
from authoring.spot import Path
from conversation.flow import Brand, Flow
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_score import AskScore
from conversation.steps.asking import Asking
from conversation.steps.say import Say
from conversation.steps.step import Step, Wording


@dataclass(frozen=True, slots=True)
class Said:
    """One wording of a flow. A `label` stands on a button; `must` says whether it has to be written at all."""

    flow: Flow
    step: Step | None
    path: Path
    wording: Wording
    label: bool = False
    must: bool = True

    def written(self) -> Iterator[tuple[str, str]]:
        """The language keys with a text, and the text."""
        return ((key, text) for key in LANGUAGE_KEYS if (text := getattr(self.wording, key)))


def said(draft: Draft) -> Iterator[Said]:
    """Every wording of every flow."""
    for flow in draft.experience.flows.values():
        yield Said(flow, None, ("flows", flow.name, "bye"), flow.bye, must=False)
    for flow, step in draft.steps():
        yield from _of_step(flow, step, ("flows", flow.name, step.name))


def _of_step(flow: Flow, step: Step, path: Path) -> Iterator[Said]:
    yield Said(flow, step, path, step.text, must=isinstance(step, Say | Asking))
    for number, variant in enumerate(step.variants):
        yield Said(flow, step, (*path, "variants", str(number)), variant)
    if step.media is not None:
        yield Said(flow, step, (*path, "media"), step.media.text, label=True, must=False)
    if isinstance(step, Asking):
        for number, reminder in enumerate(step.remind):
            yield Said(flow, step, (*path, "remind", str(number)), reminder.text)
    yield from _labels(flow, step, path)


def _labels(flow: Flow, step: Step, path: Path) -> Iterator[Said]:
    """What stands on the buttons of a question."""
    if isinstance(step, AskChoice | AskChoices | AskConsent):
        for key, label in step.choices.items():
            yield Said(flow, step, (*path, "choices", key), label, label=True)
    if isinstance(step, AskScore) and step.own is not None and step.own.layout == "column":
        for option in step.own.options:
            yield Said(flow, step, (*path, "scale", "labels", str(option.value)), option.label, label=True)


def needed(brand: Brand, *, label: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The languages the brand speaks: the key to write, and the keys that will do (a label may serve du and Sie)."""
    if "de" in brand.languages and brand.form == "sie":
        yield "de_sie", (("de_sie", "de") if label else ("de_sie",))
    elif "de" in brand.languages:
        yield "de", ("de",)
    if "en" in brand.languages:
        yield "en", ("en",)
