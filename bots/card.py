"""A case as the desk sees it, whatever the desk is made of; and what became of showing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bots.outcome import InDoubt, Refused, RetryLater
from conversation.messages import Channel, Language
from conversation.reading import UNREAD, Reading

State = Literal["open", "claimed", "resolved"]
PageStanding = Literal["", "known", "waits", "opened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardScore:
    """One score the customer gave: on which scale, out of what, in which band."""

    scale: str
    value: float
    highest: float
    band: str


@dataclass(frozen=True, slots=True)
class CardReason:
    """Why a person should look: `by` is the flow's step or the desk's rule."""

    by: str
    flow: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing that was said; `who` is "customer", "bot", or the name of whoever wrote from the desk."""

    who: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CardRequest:
    """What the customer wants in goods or money: its kind and state as people call them, things, number, photos."""

    name: str
    state: str
    items: tuple[str, ...] = ()
    reference: str = ""
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One case. `words` is the desk's own language, `language` the customer's; `note` is the newest remark.

    What names the customer is masked. `window_until`: until then the channel takes free text (None = always),
    `window_closed`: that moment is over. `contacts` are the last ones we opened, with their moments. `merged` names
    the other customers whose cases go on here. `page`: he is known by his personal rating page alone, and how the
    newest answer stands there.
    """

    case_id: str
    number: int
    team: str
    priority: str
    state: State
    owner: str = ""
    customer: str = ""
    channel: Channel | Literal[""] = ""
    language: Language = "de"
    words: Language = "de"
    score: CardScore | None = None
    text: str = ""
    reading: Reading = UNREAD
    reasons: tuple[CardReason, ...] = ()
    lines: tuple[CardLine, ...] = ()
    note: str = ""
    causes: tuple[str, ...] = ()
    outcome: str = ""
    cause: str = ""
    opened_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None = None
    solve_due_at: datetime | None = None
    source: str = ""
    persona: str = ""
    value: str = ""
    experience: str = ""
    purchase: str = ""
    window_until: datetime | None = None
    window_closed: bool = False
    contacts: tuple[tuple[str, datetime], ...] = ()
    hand_overs: int = 0
    snoozed_until: datetime | None = None
    call_back_at: datetime | None = None
    request: CardRequest | None = None
    gestures: tuple[str, ...] = ()
    recovery: str = ""
    links: tuple[tuple[str, str], ...] = ()
    merged: tuple[str, ...] = ()
    page: PageStanding = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The card stands at the desk; `place` and `ts` are where, for the next change."""

    place: str
    ts: str


ShowOutcome = Shown | RetryLater | Refused | InDoubt
