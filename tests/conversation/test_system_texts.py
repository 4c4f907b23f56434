"""The product's own texts exist in every form, and ask back for every scale."""

from __future__ import annotations

import re

import pytest

from conversation.placeholders import NAMES, names_in
from conversation.scales import SCALES
from conversation.system_texts import SYSTEM
from conversation.texts import Wording


@pytest.mark.parametrize("text", SYSTEM.values(), ids=SYSTEM)
def test_every_text_is_written_in_every_form(text: Wording) -> None:
    """No customer gets a system text in another language or form than his own."""
    assert text.de
    assert text.de_sie
    assert text.en
    assert not re.search(r"\b(du|dir|dich|dein\w*)\b", text.de_sie)
    assert not re.search(r"\b(Sie|Ihnen|Ihre?)\b", text.de)
    assert {name for part in (text.de, text.de_sie, text.en) for name in names_in(part)} <= NAMES


def test_every_scale_has_a_text_that_asks_back() -> None:
    """Whatever is asked, there is a text that says what an answer looks like."""
    kinds = {*SCALES, "choice", "text", "consent"}
    assert {f"not_understood_{kind}" for kind in kinds} <= set(SYSTEM)
