"""What the desk reads and writes of a case: its card's facts, who works it, what happened, what goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from storage.case_lists import case_lists
from storage.case_requests import request_of
from storage.cases import case_events, cases
from storage.columns import JsonObject
from storage.contacts import contacts
from storage.customers import addresses, customers
from storage.gestures import gestures_of
from storage.gone_on import merged_cases
from storage.outbox import outbox
from storage.page_addresses import is_page, page_standing, pages
from storage.purchases import purchases
from storage.recoveries import recovery_of
from storage.responses import answers, readings, responses
from storage.sessions import sessions
from storage.transactions import Transaction
from storage.transcript import Line, transcript
from storage.upserts import insert

LINES = 12  # newest messages on a card


@dataclass(frozen=True, slots=True)
class CaseAddress:
    """Where the customer of a case is written to."""

    id: str
    channel: str
    platform_id: str
    last_inbound_at: datetime | None = None

    @property
    def page(self) -> bool:
        """Whether it is his personal rating page: what is written there waits until he opens his link."""
        return is_page(self.channel, self.platform_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything a card shows, as rows; `answers` of the case's session with their readings, `None` where unread.

    `merged` are the cases of other customers that go on in this one.
    `page`: how the team's newest answer stands at his personal page, where he is known by nothing else ("" = he is).
    """

    case: JsonObject
    customer: JsonObject
    address: CaseAddress | None
    answers: list[JsonObject]
    events: list[JsonObject]
    lines: list[Line]
    purchases: list[JsonObject] = field(default_factory=list)
    contacts: tuple[tuple[str, datetime], ...] = ()
    gestures: list[JsonObject] = field(default_factory=list)
    request: JsonObject | None = None
    recovery: JsonObject | None = None
    experience: str = ""
    merged: list[JsonObject] = field(default_factory=list)
    page: str = ""


def claim_cards(tx: Transaction, now: datetime, limit: int, *, until: datetime | None = None) -> list[str]:
    """Cases whose card is behind and may be tried now, the oldest case first; nobody else tries them before `until`.

    A case in a storm's list gets a card of its own when somebody takes it.
    """
    due = or_(cases.c.card_retry_at.is_(None), cases.c.card_retry_at <= now)
    own = or_(cases.c.list_id == "", cases.c.owner != "", cases.c.card_ts != "")
    query = select(cases.c.id).where(cases.c.card_stale.is_(True), due, own).order_by(cases.c.number).limit(limit)
    found = list(tx.execute(query).scalars())
    if found and until is not None:
        tx.execute(update(cases).where(cases.c.id.in_(found)).values(card_retry_at=until))
    return found


def postpone_cards(tx: Transaction, teams: list[str], until: datetime) -> None:
    """A channel takes nothing before then: every card that waits for it waits as long."""
    here = cases.c.card_stale.is_(True) & cases.c.team.in_(teams)
    tx.execute(update(cases).where(here).values(card_retry_at=until))


def case_row(tx: Transaction, case_id: str) -> JsonObject | None:
    """The case's row, or None."""
    row = tx.execute(select(cases).where(cases.c.id == case_id)).mappings().first()
    return dict(row) if row is not None else None


def case_facts(tx: Transaction, case_id: str) -> CaseFacts | None:
    """The facts of a case's card, or None where there is no such case."""
    case = case_row(tx, case_id)
    if case is None:
        return None
    customer = tx.execute(select(customers).where(customers.c.id == case["customer_id"])).mappings().one()
    address = case_address(tx, case) or page_address(tx, case)
    said = transcript(tx, channel=address.channel, address=address.platform_id, limit=LINES) if address else []
    events = select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.at, case_events.c.id)
    return CaseFacts(
        case=case,
        customer=dict(customer),
        address=address,
        answers=case_answers(tx, case),
        events=[dict(row) for row in tx.execute(events).mappings()],
        lines=said[-LINES:],
        purchases=_purchases(tx, case["customer_id"]),
        contacts=_contacts(tx, case["customer_id"]),
        gestures=gestures_of(tx, case_id),
        request=request_of(tx, case_id),
        recovery=recovery_of(tx, case_id),
        merged=[row for row in merged_cases(tx, case_id) if row["customer_id"] != case["customer_id"]],
        page=page_standing(tx, case_id, address.platform_id) if address and address.page else "",
    )


def _purchases(tx: Transaction, customer_id: str) -> list[JsonObject]:
    """What the customer bought, the newest first."""
    query = select(purchases).where(purchases.c.customer_id == customer_id)
    return [dict(row) for row in tx.execute(query.order_by(purchases.c.created_at.desc()).limit(20)).mappings()]


def _contacts(tx: Transaction, customer_id: str) -> tuple[tuple[str, datetime], ...]:
    """The last contacts that we opened, the newest first."""
    query = select(contacts.c.contact, contacts.c.settled_at).where(
        contacts.c.customer_id == customer_id, contacts.c.state == "opened", contacts.c.settled_at.is_not(None)
    )
    return tuple((row[0], row[1]) for row in tx.execute(query.order_by(contacts.c.settled_at.desc()).limit(3)))


def case_address(
    tx: Transaction, case: JsonObject, *, states: tuple[str, ...] = ("open", "stopped")
) -> CaseAddress | None:
    """The address of the case's session; else the customer's address that wrote last; None where none is like that.

    At a stopped address one may read what was said; writing needs an open one.
    """
    return _address(tx, case, addresses.c.state.in_(states))


def page_address(tx: Transaction, case: JsonObject) -> CaseAddress | None:
    """The customer's personal rating page, the case's own first; None where he has none, or has written STOP there."""
    return _address(tx, case, pages())


def _address(tx: Transaction, case: JsonObject, like: ColumnElement[bool]) -> CaseAddress | None:
    columns = select(addresses.c.id, addresses.c.channel, addresses.c.platform_id, addresses.c.last_inbound_at)
    of_session = columns.join(sessions, sessions.c.address_id == addresses.c.id).where(
        sessions.c.id == case["session_id"]
    )
    latest = columns.where(addresses.c.customer_id == case["customer_id"]).order_by(
        addresses.c.last_inbound_at.desc(), addresses.c.created_at.desc()
    )
    for query in (of_session, latest):
        row = tx.execute(query.where(like).limit(1)).first()
        if row is not None:
            return CaseAddress(*row)
    return None


def change_case(tx: Transaction, case_id: str, *, in_state: tuple[str, ...], **values: Any) -> bool:
    """Change a case that is in one of these states, and mark its card stale; False where it was not."""
    changed = tx.execute(
        update(cases).where(cases.c.id == case_id, cases.c.state.in_(in_state)).values(card_stale=True, **values)
    )
    listed = select(cases.c.list_id).where(cases.c.id == case_id, cases.c.list_id != "").scalar_subquery()
    tx.execute(update(case_lists).where(case_lists.c.id == listed).values(stale=True))
    return bool(changed.rowcount)


def case_by_number(tx: Transaction, number: int) -> JsonObject | None:
    """The case's row by the number people say, or None."""
    row = tx.execute(select(cases).where(cases.c.number == number)).mappings().first()
    return dict(row) if row is not None else None


def add_case(tx: Transaction, row: JsonObject) -> None:
    """A case that no conversation opened."""
    tx.execute(cases.insert(), [row])


def has_event(tx: Transaction, event_id: str) -> bool:
    """Whether this was written down before."""
    return tx.execute(select(case_events.c.id).where(case_events.c.id == event_id)).first() is not None


def number_by_event(tx: Transaction, event_id: str) -> int | None:
    """The number of the case that this event opened, None where it opened none."""
    query = select(cases.c.number).join(case_events, case_events.c.case_id == cases.c.id)
    return tx.execute(query.where(case_events.c.id == event_id)).scalar()


def case_by_card(tx: Transaction, channel: str, ts: str) -> str:
    """The case whose card stands there, "" where none does."""
    query = select(cases.c.id).where(cases.c.card_channel == channel, cases.c.card_ts == ts)
    return str(tx.execute(query).scalar() or "")


def add_event(tx: Transaction, event: JsonObject) -> None:
    """Write what happened into the case's history."""
    tx.execute(case_events.insert(), [event])


def add_message(tx: Transaction, row: JsonObject) -> bool:
    """Put a message into the outbox; False where the row of this key is there already."""
    statement = insert(tx, outbox).values(row).on_conflict_do_nothing(index_elements=["key"])
    return tx.execute(statement.returning(outbox.c.id)).first() is not None


def begin_card(tx: Transaction, case_id: str, place: str) -> None:
    """Remember where a card is about to be posted: if its answer is lost, it is looked for there."""
    tx.execute(update(cases).where(cases.c.id == case_id, cases.c.card_ts == "").values(card_channel=place))


def settle_card(
    tx: Transaction, case_id: str, *, stale: bool, place: str = "", ts: str = "", retry_at: datetime | None = None
) -> None:
    """Keep where the card stands, whether it is behind, and when it is tried again."""
    where = {"card_channel": place, "card_ts": ts} if ts else {}
    tx.execute(update(cases).where(cases.c.id == case_id).values(card_stale=stale, card_retry_at=retry_at, **where))


def case_answers(tx: Transaction, case: JsonObject) -> list[JsonObject]:
    """The answers of the case's session, oldest first, each with its latest reading's columns (None = unread)."""
    if not case["session_id"]:
        return []
    query = (
        select(
            answers,
            readings.c.sentiment,
            readings.c.confidence,
            readings.c.mixed,
            readings.c.kind.label("reading_kind"),
            readings.c.topics,
            readings.c.model,
        )
        .join(responses, responses.c.id == answers.c.response_id)
        .outerjoin(readings, readings.c.answer_id == answers.c.id)
        .where(responses.c.session_id == case["session_id"])
        .order_by(answers.c.at, readings.c.at)
    )
    latest = {row["id"]: dict(row) for row in tx.execute(query).mappings()}
    return list(latest.values())


def last_resolved(tx: Transaction, customer_id: str) -> str:
    """The customer's case that was resolved last, "" where none was."""
    into = cases.alias("into")
    his_own = or_(cases.c.merged_into == "", into.c.customer_id != customer_id)
    query = select(cases.c.id).outerjoin(into, into.c.id == cases.c.merged_into)
    query = query.where(cases.c.customer_id == customer_id, cases.c.state == "resolved", his_own)
    return str(tx.execute(query.order_by(cases.c.resolved_at.desc()).limit(1)).scalar() or "")
