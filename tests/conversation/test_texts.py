"""The text a customer gets is the nearest that is written."""

from __future__ import annotations

import pytest

from conversation.messages import Form, Language
from conversation.texts import Wording, choose


@pytest.mark.parametrize(
    ("text", "language", "form", "chosen"),
    [
        (Wording(de="du", de_sie="Sie", en="you"), "de", "du", "du"),
        (Wording(de="du", de_sie="Sie", en="you"), "de", "sie", "Sie"),
        (Wording(de="du", de_sie="Sie", en="you"), "en", "sie", "you"),
        (Wording(de="du", en="you"), "de", "sie", "du"),
        (Wording(de_sie="Sie"), "de", "du", "Sie"),
        (Wording(de="du", de_sie="Sie"), "en", "sie", "Sie"),
        (Wording(de="du", de_sie="Sie"), "en", "du", "du"),
        (Wording(en="you"), "de", "du", "you"),
        (Wording(), "de", "du", ""),
    ],
)
def test_the_nearest_text_is_chosen(text: Wording, language: Language, form: Form, chosen: str) -> None:
    """First the customer's language, then his form, then whatever there is."""
    assert choose(text, language, form) == chosen
