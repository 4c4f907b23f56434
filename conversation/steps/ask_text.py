"""ask_text: an answer in the customer's own words, read by the model where `understand` says so."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.steps.asking import Asking, Understand


@dataclass(frozen=True, slots=True, kw_only=True)
class AskText(Asking):
    """Asks for free text; any text with a letter, digit or emoji is an answer."""

    understand: tuple[Understand, ...] = ()
