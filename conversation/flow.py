"""A flow: the steps of one short conversation, with its purpose and when it goes stale."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from conversation.messages import Form, Language, Purpose
from conversation.steps.step import Step, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Who is speaking: name, form of address in German, and the links every text may use."""

    name: str
    form: Form = "du"
    privacy_link: str = ""
    zone: str = "Europe/Berlin"
    region: str = "DE"
    languages: tuple[Language, ...] = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One conversation as its author wrote it; `bye` is said where it expires unanswered (empty = silence)."""

    name: str
    purpose: Purpose
    steps: tuple[Step, ...]
    brand: Brand
    expires_after: timedelta = timedelta(days=3)
    bye: Wording = field(default_factory=Wording)
