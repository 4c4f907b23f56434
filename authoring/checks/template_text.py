"""The first text of a flow that WhatsApp must approve keeps Meta's rules for variables.

It has enough words for its variables (three each and one more), none is a whole line by itself without words around
it, and with its variables it stays within 1024 characters. That it may not begin or end with a variable is mended by
`echoloop templates`, which puts the brand's name first and the STOP line last.

PASS:

    # brand.yaml
    echoloop: 1
    name: Sonnweg
    languages: [en]
    channels: [whatsapp]

    # flows/sample.yaml
    echoloop: 1
    flow: sample
    purpose: service
    steps:
      - ask_text: any
        en: Your trip to {{ purchase.destination }} begins soon. Is there anything we can do for you?

FAIL:

    # brand.yaml
    echoloop: 1
    name: Sonnweg
    languages: [en]
    channels: [whatsapp]

    # flows/sample.yaml
    echoloop: 1
    flow: sample
    purpose: service
    steps:
      - ask_text: any
        en: "{{ customer.first_name }}, {{ purchase.destination }} from {{ purchase.departs_at | date }}: fine?"
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import needed
from conversation.placeholders import WordingError, placeholders
from conversation.steps.asking import Asking

CODE = "template-text"

WORDS_A_VARIABLE = 3
LITERAL = frozenset({"brand"})
"""Names whose value is the same for everybody: they are written out in a template."""


def check(draft: Draft) -> Iterator[Problem]:
    """First questions of flows whose template would be refused."""
    if not draft.uses("whatsapp"):
        return
    for flow in draft.experience.flows.values():
        place = flow.places.get(flow.first)
        if place is None or not isinstance(place.step, Asking):
            continue
        for key, _ in needed(flow.brand, label=False):
            words = getattr(place.step.text, key)
            if (message := _refused(words)) is not None:
                where = draft.text_place(("flows", flow.name, flow.first, key))
                yield problem(where, CODE, message, "say more around the variables, or use fewer of them", "note")


def _refused(words: str) -> str | None:
    try:
        found = placeholders(words)
    except WordingError:
        return None  # unknown-placeholder reports it
    variables = {name for name, _, _ in found if name not in LITERAL}
    needed_words = WORDS_A_VARIABLE * len(variables) + 1
    count = len(_without(words).split())
    if variables and count + len(variables) < needed_words:
        have = f"{count} word{'' if count == 1 else 's'}"
        return f"Meta refuses a template with {len(variables)} variables and only {have} besides"
    return None


def _without(words: str) -> str:
    """The text without its variables and without loose punctuation."""
    outside = "".join(part.rpartition("}}")[2] for part in words.split("{{"))
    return " ".join(word for word in outside.split() if any(sign.isalnum() for sign in word))
