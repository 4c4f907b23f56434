"""What can happen to a session: replies, and the passing of time or of control, are all inputs."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.messages import Media
from conversation.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The customer answered: typed `text`, or tapped the button of `step` with `choice`, or sent media."""

    text: str = ""
    step: str = ""
    choice: str = ""
    media: tuple[Media, ...] = ()
    reading: Reading | None = None
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class WaitTimedOut:
    """The session's due_at has come: a reminder, or the end."""


@dataclass(frozen=True, slots=True)
class SessionExpired:
    """The session is over because its time is."""


@dataclass(frozen=True, slots=True)
class OptedOut:
    """The customer said STOP: nothing more is asked."""


@dataclass(frozen=True, slots=True)
class StaffTookOver:
    """A person writes with the customer now: the bot is silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReturned:
    """What the step `step` waits for has come back: its outcome (a key of `then`), and what is known from now on."""

    step: str
    outcome: str
    values: dict[str, str] = field(default_factory=dict)


Input = Reply | WaitTimedOut | SessionExpired | OptedOut | StaffTookOver | CallReturned
