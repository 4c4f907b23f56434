"""A golden conversation as data: who says what when, and how it should end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from authoring.problems import Place
from conversation.messages import Channel, Form, Language
from conversation.reading import Reading


@dataclass(frozen=True, slots=True)
class BotSays:
    """The bot should say this next; … stands for any text, white space does not count."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class CustomerSays:
    """The customer writes this, or taps the button that reads so; `reading` is what the model should have seen."""

    place: Place
    text: str
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class TimePasses:
    """The clock moves on; what becomes due on the way happens."""

    place: Place
    span: timedelta


Line = BotSays | CustomerSays | TimePasses

Ending = Literal["asking", "completed", "expired", "stopped", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One conversation with one flow. `returns` says what comes back by step that waits (a call, a reward, a seat).

    Everything behind `lines` is an expectation, checked where it is not None.

    `answers` are compared by their text (or band, or choice), `opens_case` by team, priority and request; an empty
    map means that no case is opened. `consents` says given, declined or withdrawn by purpose; `plans` maps contacts to
    the time until they are due (None = whenever). `places` says where each expectation stands.
    """

    file: str
    flow: str
    channel: Channel = "telegram"
    language: Language = "de"
    form: Form | None = None
    customer: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str | int | float | tuple[str, ...]] = field(default_factory=dict)
    starts: datetime | None = None
    returns: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    ends: Ending | None = None
    answers: dict[str, str] | None = None
    opens_case: dict[str, str] | None = None
    consents: dict[str, str] | None = None
    plans: dict[str, timedelta | None] | None = None
    places: dict[str, Place] = field(default_factory=dict)
