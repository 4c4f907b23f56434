"""Settles one outbox row by what became of sending it, or by what the gate said before it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bots.outcome import (
    AddressDead,
    CustomerStopped,
    InDoubt,
    NeedsTemplate,
    Refused,
    RetryLater,
    SendOutcome,
    Sent,
)
from storage import outbox
from storage.contacts import mark_contact, shift_contact
from storage.customers import close_address
from storage.outbox import OutboxRow
from storage.sessions import end_silently
from storage.transactions import Transaction
from usecases.next_channel import move_on
from usecases.note_costs import NoteCost

FIRST_RETRY_S = 2.0
LONGEST_RETRY_S = 3600.0
TEMPLATES = "channels.twilio.whatsapp.templates"  # where the operator says what may open a conversation
CLOSES: dict[type[SendOutcome], str] = {CustomerStopped: "blocked", AddressDead: "dead"}
UNSUBSCRIBED = "unsubscribed"  # a STOP that only the platform heard: it is no channel's failure
MOST_TRIES = 24  # about fifteen hours with the pauses above


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """`jitter` (0..1) spreads retries so that they do not arrive together; `resend` says what to do in doubt.

    `note` is told of each message that was sent: it writes down what that has cost.
    """

    jitter: float = 0.5
    resend: bool = True
    note: NoteCost | None = None

    def pause(self, tries: int) -> timedelta:
        """How long to wait after this many tries: doubling, between half and one and a half of that."""
        whole = min(FIRST_RETRY_S * 2.0 ** min(tries, 30), LONGEST_RETRY_S)
        return timedelta(seconds=whole * (0.5 + self.jitter))


@dataclass(frozen=True, slots=True)
class Settling:
    """What became of one row, to be written down."""

    row: OutboxRow
    outcome: SendOutcome
    retries: Retries
    now: datetime


def settle_together(tx: Transaction, sent: Sequence[Settling]) -> list[None]:
    """Everything that was sent while the last commit ran, in one."""
    for each in sent:
        settle(tx, row=each.row, outcome=each.outcome, retries=each.retries, now=each.now)
    return [None] * len(sent)


def settle(tx: Transaction, *, row: OutboxRow, outcome: SendOutcome, retries: Retries, now: datetime) -> None:
    """Write down what became of a row; where nobody is reached, the address closes and what waits for it is refused.

    What this channel will not take goes to the customer's next one, where he has another.
    """
    closes = CLOSES.get(type(outcome), "")
    if closes:
        close_address(tx, row.channel, row.address, closes)
    moved = _may_move(row, outcome) and move_on(tx, row, why=getattr(outcome, "reason", ""), now=now)
    if closes:
        outbox.refuse_waiting(tx, [(row.channel, row.address)], why=closes, now=now)
    if not moved:
        _settle_here(tx, row, outcome, retries, now)


def _may_move(row: OutboxRow, outcome: SendOutcome) -> bool:
    """A channel that fails is left; where the customer himself has closed it, only what we open may go elsewhere."""
    match outcome:
        case AddressDead() | Refused() | NeedsTemplate():
            return True
        case CustomerStopped(reason):
            return row.contact_id is not None and UNSUBSCRIBED not in reason
        case RetryLater():
            return row.tries + 1 >= MOST_TRIES
        case _:
            return False


def _settle_here(tx: Transaction, row: OutboxRow, outcome: SendOutcome, retries: Retries, now: datetime) -> None:
    match outcome:
        case Sent(provider_id):
            _write(tx, row, "sent", "sent", now, provider_id=provider_id)
            if retries.note is not None:
                retries.note(tx, row, now)
        case RetryLater(reason, after_s):
            _retry(tx, row, reason, now, retries.pause(row.tries) if after_s is None else timedelta(seconds=after_s))
        case InDoubt(reason):
            if retries.resend:
                _retry(tx, row, f"in doubt: {reason}", now, retries.pause(row.tries))
            else:
                _write(tx, row, "in_doubt", reason, now)
        case NeedsTemplate(reason) if row.contact_id:
            drop_opening(tx, row, rule=reason, place=TEMPLATES, now=now, by="")
        case Refused(reason) | NeedsTemplate(reason) | CustomerStopped(reason) | AddressDead(reason):
            _write(tx, row, "refused", reason, now)


def shift_opening(tx: Transaction, row: OutboxRow, *, until: datetime, rule: str, place: str) -> None:
    """The gate says later: the row waits, and its contact remembers the rule."""
    _put(tx, row, "waiting", f"gate: {rule}", due_at=until)
    if row.contact_id:
        shift_contact(tx, row.contact_id, until=until, rule=rule, place=place)


def drop_opening(tx: Transaction, row: OutboxRow, *, rule: str, place: str, now: datetime, by: str = "gate: ") -> None:
    """The gate (or the platform) says no: nothing of this contact is sent, and its session ends without a word."""
    if row.contact_id:
        mark_contact(tx, row.contact_id, state="refused", rule=rule, place=place, now=now)
    if row.session_id:
        end_silently(tx, row.session_id, now=now)
        outbox.refuse_session(tx, row.customer_id, row.session_id, why=f"{by}{rule}", now=now)
    _put(tx, row, "refused", f"{by}{rule}", due_at=now, settled_at=now)


def _retry(tx: Transaction, row: OutboxRow, reason: str, now: datetime, pause: timedelta) -> None:
    if row.tries + 1 >= MOST_TRIES:
        _write(tx, row, "refused", f"gave up: {reason}", now)
    else:
        _put(tx, row, "waiting", reason, due_at=now + pause)


def _write(tx: Transaction, row: OutboxRow, state: str, outcome: str, now: datetime, *, provider_id: str = "") -> None:
    _put(tx, row, state, outcome, due_at=now, provider_id=provider_id, settled_at=now)


def _put(
    tx: Transaction,
    row: OutboxRow,
    state: str,
    outcome: str,
    *,
    due_at: datetime,
    provider_id: str = "",
    settled_at: datetime | None = None,
) -> None:
    change = {
        "row": row.id,
        "to_state": state,
        "to_outcome": outcome,
        "to_provider_id": provider_id,
        "to_due_at": due_at,
        "to_settled_at": settled_at,
    }
    outbox.settle(tx, [change])
