"""A golden conversation as data: who says what when, and how it should end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

from authoring.problems import Place
from conversation.messages import Channel, Form, Language, Purpose
from conversation.reading import Reading
from journey.moments import Moment


@dataclass(frozen=True, slots=True)
class BotSays:
    """The bot should say this next; … stands for any text, white space does not count.

    `at` is when, on the customer's clock: a time of day, or a day and a time.
    """

    place: Place
    text: str
    at: time | datetime | None = None


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


@dataclass(frozen=True, slots=True)
class TimeComes:
    """The clock moves on to a moment of the journey, or to a day and time on the customer's clock."""

    place: Place
    until: Moment | datetime


@dataclass(frozen=True, slots=True)
class Happens:
    """The company reports an event; `data` are facts of the purchase that are new or have changed."""

    place: Place
    event: str
    data: dict[str, str] = field(default_factory=dict)


Line = BotSays | CustomerSays | TimePasses | TimeComes | Happens

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


Fate = Literal["sent", "refused", "dropped", "planned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyTranscript:
    """One customer's way through a journey, played by the product itself: events, time, messages both ways.

    `consented` names what the customer has agreed to before; `purchase` are the facts that its first event brings.
    `contacts` says at the end what became of each contact, in the order of its occurrences.
    """

    file: str
    journey: str
    channel: Channel = "telegram"
    language: Language = "de"
    form: Form | None = None
    customer: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str | int | float | tuple[str, ...]] = field(default_factory=dict)
    consented: tuple[Purpose, ...] = ()
    purchase: dict[str, str] = field(default_factory=dict)
    starts: datetime | None = None
    lines: tuple[Line, ...] = ()
    contacts: dict[str, tuple[Fate, ...]] | None = None
    consents: dict[str, str] | None = None
    places: dict[str, Place] = field(default_factory=dict)
