"""What a turn wants to happen, as data: one owner (usecases/apply_effects) turns effects into rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from conversation.messages import Prompt, Purpose
from conversation.reading import Reading
from conversation.session import Answer, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPrompt:
    """Say this to the customer; `step` is the asking or telling step, `reminder` its number (0 = the step itself).

    A step may speak several times with the same number (asked back, corrected): they do not identify a message.
    """

    prompt: Prompt
    step: str
    reminder: int = 0


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """Keep this answer (one per step: a later one replaces it); `before` is the one that a customer took back."""

    answer: Answer
    before: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantConsent:
    """Write consent to a purpose into the ledger, with the text version the customer saw."""

    purpose: Purpose
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """Withdraw consent to these purposes everywhere; `close_address` also closes this channel for what we open."""

    purposes: tuple[Purpose, ...]
    close_address: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Add a reason to the customer's one case, opening it where there is none."""

    step: str
    team: str
    priority: Literal["high", "normal", "low"]
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContact:
    """Plan a contact of the customer's journey at a moment."""

    contact: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReward:
    """Give the customer a code of this reward; comes back as "given" (with `reward.code`) or "none_left"."""

    step: str
    reward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeInvite:
    """Make the customer's recommendation link; comes back as "made" (with `invite.link`) or "failed"."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat:
    """Take a seat at an event; comes back as "seat", "waiting" (on the list) or "full"."""

    step: str
    event: str


Value = str | int | float | bool | list[str | int | float | bool]
"""What a call may send: a JSON scalar, or a list of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOut:
    """Call an endpoint of the company with these values; comes back as "ok" (with its answer) or "failed"."""

    step: str
    endpoint: str
    values: dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """The customer has asked something in between that nobody has an answer to: the desk gets it."""

    step: str
    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class CompleteResponse:
    """The session is over; the response is complete, or partial where it expired or was stopped."""

    state: Literal["completed", "expired", "stopped", "ended"]


AwaitedEffect = GrantReward | MakeInvite | TakeSeat | CallOut
"""Effects whose outcome the session waits for: it comes back as the input CallReturned."""

Effect = (
    SendPrompt
    | RecordAnswer
    | GrantConsent
    | WithdrawConsent
    | OpenCase
    | PlanContact
    | PassOn
    | CompleteResponse
    | AwaitedEffect
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One input's outcome: the session as it stands now and what is to happen, in order."""

    session: Session
    effects: tuple[Effect, ...]
