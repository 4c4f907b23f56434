"""How scores look on the rating pages: choices with their spoken names, averages in the visitor's language."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal

from app.web.page_texts import TEXTS
from authoring.experience import Experience, Page
from conversation.brand import Brand
from conversation.messages import Form, Language
from conversation.scales import SCALES, Scale
from conversation.texts import choose
from storage.pages import Tally
from usecases.look_at_page import first_score

NAMES: dict[str, dict[Language, tuple[str, ...]]] = {
    "smileys": {"de": ("unzufrieden", "mittel", "zufrieden"), "en": ("unhappy", "neutral", "happy")},
    "thumbs": {"de": ("nicht gut", "gut"), "en": ("not good", "good")},
}
"""What a screen reader says for pictures, from the lowest value up."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One radio button: the value posted, what is drawn, and what is read aloud ("" = what is drawn)."""

    value: int
    label: str
    spoken: str = ""


def choices_of(scale: Scale, language: Language, form: Form) -> list[Pick]:
    """The scale as radio buttons, lowest first."""
    of = TEXTS[language]["rate_of"]
    if scale.name == "stars":
        return [Pick(one.value, "★", of.format(score=one.value, high=scale.high)) for one in scale.options]
    names = NAMES.get(scale.name, {}).get(language, ("",) * len(scale.options))
    labels = [choose(one.label, language, form) for one in scale.options]
    return [Pick(one.value, label, name) for one, label, name in zip(scale.options, labels, names, strict=True)]


def score_words(scale: Scale, score: int, language: Language, form: Form) -> str:
    """One score in words: "4 von 5", "9 von 10", "Besser als erwartet"."""
    if scale.name in NAMES:
        return NAMES[scale.name][language][score - scale.low]
    if scale.name == "expectation":
        return next((choose(one.label, language, form) for one in scale.options if one.value == score), "")
    return TEXTS[language]["rate_of"].format(score=score, high=scale.high)


def average_words(tally: Tally, scale: Scale, language: Language) -> str:
    """The average and how many it stands on, or that nobody has rated yet; never a figure without its number."""
    text = TEXTS[language]
    if tally.average is None:
        return text["rate_none"]
    average = format_decimal(tally.average, format="0.0", locale=language)
    many = text["rate_one"] if tally.n == 1 else text["rate_many"].format(n=format_decimal(tally.n, locale=language))
    return f"{text['rate_average'].format(average=average, high=scale.high)} · {many}"


def public_scale(page: Page, experience: Experience) -> Scale:
    """What the public page is rated on: its flow's first scale, else its own."""
    flow = experience.flows.get(page.flow)
    step = first_score(flow) if flow else None
    return SCALES[step.scale if step else page.scale]


def language_for(wished: Language, brand: Brand) -> Language:
    """The wished language, where the brand speaks it; else the brand's first."""
    return wished if wished in brand.languages else brand.languages[0]
