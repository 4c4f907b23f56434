"""Every text exists in each language of the brand, and in German in its form of address.

brand.yaml decides: `languages` which ones, `form` whether German customers read `de` (du) or `de_sie` (Sie). A label
on a button may serve both forms.

PASS:

    - say: hello
      en: Hello

FAIL:

    - say: hello
      de: Hallo
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import Said, needed, said

CODE = "missing-text"

NAMES = {"de": "German (du)", "de_sie": "German (Sie)", "en": "English"}


def check(draft: Draft) -> Iterator[Problem]:
    """Languages that a text does not speak."""
    for text in said(draft):
        if text.must or any(text.written()):
            yield from _missing(draft, text)


def _missing(draft: Draft, text: Said) -> Iterator[Problem]:
    for key, enough in needed(text.flow.brand, label=text.label):
        if not any(getattr(text.wording, other) for other in enough):
            whose = "the reminder" if "remind" in text.path else f'"{text.path[-1]}"'
            message = f"{whose} has no text in {NAMES[key]}"
            yield problem(draft.place(*text.path), CODE, message, f"add {key}: and the text")
