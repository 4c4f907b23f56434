"""say: a message that asks nothing."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.steps.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Step):
    """Sends its text and goes on."""
