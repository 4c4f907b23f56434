"""What a person at the desk can do with a case, as values: every desk speaks these, whatever its platform."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """`who` takes the case."""

    case_id: str
    who: str


@dataclass(frozen=True, slots=True)
class AnswerCustomer:
    """`who` writes to the customer; `key` is the same for every delivery of the same submission.

    Without a text the saved reply named `reply` goes out, in the customer's language and form. `to` is the case of
    whom it is for, where other customers' cases go on in this one; "" = the case's own customer.
    """

    case_id: str
    who: str
    text: str
    key: str
    reply: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """`who` writes something down that only the desk sees; `key` where the same note may be delivered twice."""

    case_id: str
    who: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Resolve:
    """`who` closes the case: what came of it, and what caused it (an entry of desk.yaml's causes, or empty)."""

    case_id: str
    who: str
    outcome: str
    cause: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """`who` opens a resolved case again."""

    case_id: str
    who: str


@dataclass(frozen=True, slots=True)
class Assign:
    """`who` hands the case to `to` (a member's name)."""

    case_id: str
    who: str
    to: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """`who` puts the case aside for so many hours; targets go on."""

    case_id: str
    who: str
    hours: int


@dataclass(frozen=True, slots=True)
class SetPriority:
    """`who` says how urgent it is: high, normal or low."""

    case_id: str
    who: str
    priority: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`who` makes the case part of another one, given by its number: of the same customer, or of one cause."""

    case_id: str
    who: str
    into: int


@dataclass(frozen=True, slots=True)
class CallBack:
    """The customer wishes to be called at this moment (ISO, UTC); `who` wrote it down. Empty: no wish any more."""

    case_id: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class MakeGesture:
    """`who` gives something to make good; `key` is the same for every delivery of the same submission."""

    case_id: str
    who: str
    gesture: str
    key: str


@dataclass(frozen=True, slots=True)
class DecideGesture:
    """The lead grants or refuses a gesture over the team's budget."""

    case_id: str
    who: str
    gesture_id: str
    granted: bool


@dataclass(frozen=True, slots=True)
class SetRequest:
    """`who` sets the case's request: its kind, its state, and the things it is about."""

    case_id: str
    who: str
    kind: str
    state: str
    items: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Correct:
    """`who` says how the customer's words should have been read: sentiment, kind or topics (commas between)."""

    case_id: str
    who: str
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenByHand:
    """`who` opens a case that reached us by phone, in the shop or by mail; `key` as above."""

    who: str
    source: str
    customer: str
    team: str
    priority: str
    text: str
    key: str
    case_id: str = ""


CaseAction = (
    Claim
    | AnswerCustomer
    | Note
    | Resolve
    | Reopen
    | Assign
    | Snooze
    | SetPriority
    | Merge
    | CallBack
    | MakeGesture
    | DecideGesture
    | SetRequest
    | Correct
    | OpenByHand
)

OUTCOMES = ("solved", "explained", "compensated", "unreachable")
"""What can come of a case."""

SOURCES = ("phone", "shop", "mail", "other")
"""Where a case that is opened by hand came from."""
