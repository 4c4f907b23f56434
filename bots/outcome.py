"""What became of sending one message: a closed vocabulary of values, the same for all channels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it; `provider_id` is its id there (buttons are edited by it later)."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not now: throttled or the platform is down. `after_s` seconds where the platform named them, else None.

    `untried`: our own pace had no place for it, and nothing was handed to the platform.
    """

    reason: str
    after_s: float | None = None
    untried: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will never take this message; `reason` is its code or words, for the operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class CustomerStopped:
    """The customer blocked or unsubscribed this channel: nothing more is sent there."""

    reason: str


@dataclass(frozen=True, slots=True)
class AddressDead:
    """Nobody is reachable at this address any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class NeedsTemplate:
    """Outside the platform's window only an approved template may be sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The request left but no answer came: it may or may not have arrived."""

    reason: str


SendOutcome = Sent | RetryLater | Refused | CustomerStopped | AddressDead | NeedsTemplate | InDoubt
