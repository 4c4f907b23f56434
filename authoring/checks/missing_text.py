"""Every text exists in each language of the brand, and in German in its form of address.

brand.yaml decides: `languages` which ones, `form` whether German customers read `de` (du) or `de_sie` (Sie). A label
on a button may serve both forms. The answers of faq.yaml are texts too.

PASS:

    - say: hello
      en: Hello

FAIL:

    - say: hello
      de: Hallo
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.spot import Path
from authoring.texts import needed, said
from conversation.brand import Brand

CODE = "missing-text"

NAMES = {"de": "German (du)", "de_sie": "German (Sie)", "en": "English"}


def check(draft: Draft) -> Iterator[Problem]:
    """Languages that a text does not speak."""
    for text in said(draft):
        if text.must or any(text.written()):
            yield from _missing(draft, text.path, asdict(text.wording), text.flow.brand, label=text.label)
    for entry in draft.experience.faq:
        yield from _missing(draft, ("questions", entry["name"]), entry, draft.experience.brand)


def _missing(
    draft: Draft, path: Path, texts: Mapping[str, str], brand: Brand, *, label: bool = False
) -> Iterator[Problem]:
    for key, enough in needed(brand, label=label):
        if not any(texts[other] for other in enough):
            whose = "the reminder" if "remind" in path else f'"{path[-1]}"'
            message = f"{whose} has no text in {NAMES[key]}"
            yield problem(draft.place(*path), CODE, message, f"add {key}: and the text")
