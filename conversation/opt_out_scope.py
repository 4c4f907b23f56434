"""How far an opt-out reaches that was said in somebody's own words: surveys and offers alone, or everything here."""

from __future__ import annotations

from typing import Literal

from conversation.messages import Choice, Form, Inbound, Language
from conversation.system_texts import SYSTEM
from conversation.texts import choose

Scope = Literal["all", "some"]

_PAYLOADS: dict[str, Scope] = {"scope:all": "all", "scope:some": "some"}


def chosen_scope(inbound: Inbound) -> Scope | None:
    """The scope that was tapped; None: the message is about something else."""
    return _PAYLOADS.get(inbound.button) if inbound.kind == "button" else None


def scope_choices(language: Language, form: Form) -> tuple[Choice, ...]:
    """A button for each; where a channel has none, the text names the word STOPP."""
    return tuple(
        Choice(scope, choose(SYSTEM[f"scope_{scope}"], language, form), payload) for payload, scope in _PAYLOADS.items()
    )
