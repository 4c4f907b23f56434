"""The outbox: everything that is to leave the house, one row each, in order per address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, bindparam, case, exists, or_, select, text

from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.prepared import Change, Query
from storage.transactions import Transaction

IN_DOUBT = "in doubt"
UNSETTLED = text("state IN ('waiting', 'sending')")

outbox = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),  # the same effect never makes two rows
    Column("kind", String, nullable=False, default="message"),  # message (webhook, call, media follow)
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),  # the platform's id; order is kept per (channel, address)
    Column("address_id", String),
    Column("customer_id", String, index=True),
    Column("session_id", String),
    Column("contact_id", String),  # set where we open: the gate is asked at delivery
    Column("case_id", String),
    Column("step", String, nullable=False, default=""),
    Column("prompt", Json, nullable=False),  # conversation.messages.Prompt
    Column("state", String, nullable=False, default="waiting"),  # waiting | sending | sent | refused | in_doubt
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("tries", Integer, nullable=False, default=0),
    Column("provider_id", String, nullable=False, default=""),
    Column("outcome", String, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("ix_outbox_state_channel_due_at_id", "state", "channel", "due_at", "id"),  # the order of leaving
    Index("ix_outbox_channel_address_id", "channel", "address", "id"),
    Index(  # finds the first unsettled row of an address, however long its history
        "ix_outbox_unsettled", "channel", "address", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED
    ),
)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message on its way out; `prompt` as conversation.saved wrote it, `tries` before this one."""

    id: int
    key: str
    channel: str
    address: str
    address_id: str | None
    customer_id: str | None
    session_id: str | None
    contact_id: str | None
    step: str
    prompt: JsonObject
    tries: int
    outcome: str

    @property
    def doubtful(self) -> bool:
        """Whether nobody knows if an earlier try has arrived."""
        return self.outcome.startswith(IN_DOUBT)


_earlier = outbox.alias("earlier")
_CLAIMABLE = (
    select(
        outbox.c.id,
        outbox.c.key,
        outbox.c.channel,
        outbox.c.address,
        outbox.c.address_id,
        outbox.c.customer_id,
        outbox.c.session_id,
        outbox.c.contact_id,
        outbox.c.step,
        outbox.c.prompt,
        outbox.c.tries,
        outbox.c.outcome,
    )
    .where(
        outbox.c.state == "waiting",
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.due_at <= bindparam("now"),
        ~exists(
            select(text("1"))
            .select_from(_earlier)
            .where(
                text("earlier.state IN ('waiting', 'sending')"),
                _earlier.c.channel == outbox.c.channel,
                _earlier.c.address == outbox.c.address,
                _earlier.c.id < outbox.c.id,
            )
        ),
    )
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
)
_FREE = Query(_CLAIMABLE, OutboxRow)
_FREE_AND_LOCKED = _CLAIMABLE.with_for_update(skip_locked=True, of=outbox)
_CLAIM = Change(
    outbox.update()
    .where(outbox.c.id == bindparam("row"))
    .values(state="sending", lease_until=bindparam("until"), tries=outbox.c.tries + 1)
)
REPORTED = ("delivered", "read", "undelivered", "failed", "cancelled")
"""Words of a delivery report that may be here before our own sending is written down: they stay."""
_REPORTED = or_(*(outbox.c.outcome.startswith(word) for word in REPORTED))
_SENT_AND_REPORTED = (bindparam("to_state", type_=String) == "sent") & _REPORTED
_SETTLE = Change(
    outbox.update()
    .where(outbox.c.id == bindparam("row"))
    .values(
        state=bindparam("to_state", type_=String),
        outcome=case((_SENT_AND_REPORTED, outbox.c.outcome), else_=bindparam("to_outcome", type_=String)),
        provider_id=bindparam("to_provider_id"),
        due_at=bindparam("to_due_at"),
        settled_at=bindparam("to_settled_at"),
        lease_until=None,
    )
)
_REFUSE_WAITING = (
    outbox.update()
    .where(
        outbox.c.state == "waiting",
        text(UNSETTLED.text),
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.address == bindparam("of_address"),
    )
    .values(state="refused", outcome=bindparam("why"), settled_at=bindparam("at"))
)


_DEAD = Query(
    select(outbox.c.id).where(outbox.c.state == "sending", outbox.c.lease_until <= bindparam("now")).limit(1), int
)
_SENT_OF_STEP = Query(
    select(outbox.c.provider_id)
    .where(
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.address == bindparam("of_address"),
        outbox.c.session_id == bindparam("of_session"),
        outbox.c.step == bindparam("of_step"),
        outbox.c.state == "sent",
        outbox.c.provider_id != "",
    )
    .order_by(outbox.c.id.desc())
    .limit(3),
    str,
)


def claimable(tx: Transaction, channels: Iterable[str], now: datetime, limit: int) -> list[OutboxRow]:
    """The rows that may leave now, up to `limit` of each channel: due, and the first unsettled one of their address."""
    found: list[OutboxRow] = []
    for channel in channels:
        given = {"now": now, "of_channel": channel, "most": limit}
        if tx.dialect.name == "sqlite":
            found += _FREE.all(tx, given)
        else:
            found += [OutboxRow(**row) for row in tx.execute(_FREE_AND_LOCKED, given).mappings()]
    return found


def anything_due(tx: Transaction, now: datetime) -> bool:
    """Whether a message should have left by now."""
    query = select(outbox.c.id).where(outbox.c.state.in_(("waiting", "sending")), outbox.c.due_at <= now).limit(1)
    return tx.execute(query).first() is not None


def claim(tx: Transaction, ids: Iterable[int], *, until: datetime) -> None:
    """Take rows for sending; whoever finds them `sending` after the lease knows that their sender died."""
    rows = [{"row": row_id, "until": until} for row_id in ids]
    _CLAIM.run(tx, rows)


def hand_back(tx: Transaction, ids: Iterable[int], *, lease: datetime, due_at: datetime | None = None) -> None:
    """Rows claimed with this lease that were never handed to a platform are as they were before, or due later."""
    mine = outbox.c.id.in_(list(ids)) & (outbox.c.state == "sending") & (outbox.c.lease_until == lease)
    later = {} if due_at is None else {"due_at": due_at}
    tx.execute(outbox.update().where(mine).values(state="waiting", lease_until=None, tries=outbox.c.tries - 1, **later))


def settle(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """Write outcomes: rows of row (id), to_state, to_outcome, to_provider_id, to_due_at, to_settled_at."""
    _SETTLE.run(tx, rows)


def refuse_waiting(tx: Transaction, places: Iterable[tuple[str, str]], *, why: str, now: datetime) -> None:
    """Refuse everything that still waits for these (channel, address): nothing more is sent there."""
    rows = [{"of_channel": channel, "of_address": address, "why": why, "at": now} for channel, address in places]
    if rows:
        tx.execute(_REFUSE_WAITING, rows)


def refuse_session(tx: Transaction, customer_id: str | None, session_id: str, *, why: str, now: datetime) -> None:
    """Refuse what still waits of a customer's session, which will not go on."""
    here = outbox.c.customer_id == customer_id
    here &= (outbox.c.session_id == session_id) & (outbox.c.state == "waiting")
    tx.execute(outbox.update().where(here).values(state="refused", outcome=why, settled_at=now))


def followed_by(tx: Transaction, row: OutboxRow, steps: Iterable[str]) -> bool:
    """Whether a later message of one of these steps is there for the row's address."""
    later = (outbox.c.channel == row.channel) & (outbox.c.address == row.address) & (outbox.c.id > row.id)
    return tx.execute(select(outbox.c.id).where(later, outbox.c.step.in_(list(steps))).limit(1)).first() is not None


def end_leases(
    tx: Transaction, *, now: datetime, resend: bool, holding: Iterable[str] = (), all_of_them: bool = False
) -> int:
    """Deal with rows whose sender died before it could settle them; returns how many.

    Nobody knows whether they arrived. `resend` sends them again (at least once), otherwise they stay in doubt (at
    most once), as those of the channels in `holding` always do. `all_of_them` is for the start of the only process
    there is: nobody else can be sending.
    """
    if not all_of_them and not _DEAD.all(tx, {"now": now}):
        return 0
    dead = outbox.c.state == "sending"
    if not all_of_them:
        dead &= outbox.c.lease_until <= now
    held = dead & outbox.c.channel.in_(list(holding)) if resend else dead
    hold = outbox.update().where(held).values(state="in_doubt", outcome="in doubt", lease_until=None, settled_at=now)
    again = outbox.update().where(dead).values(state="waiting", outcome="in doubt: sent again", lease_until=None)
    return tx.execute(hold).rowcount + tx.execute(again).rowcount


def addressed_since(
    tx: Transaction, places: Iterable[tuple[str, str]], *, step: str, now: datetime, window: timedelta
) -> set[tuple[str, str]]:
    """Which (channel, address) got a message of this step within the window before now."""
    by_channel: dict[str, list[str]] = {}
    for channel, address in places:
        by_channel.setdefault(channel, []).append(address)
    found: set[tuple[str, str]] = set()
    for channel, wanted in by_channel.items():
        query = select(outbox.c.address).where(
            outbox.c.channel == channel,
            outbox.c.address.in_(wanted),
            outbox.c.step == step,
            outbox.c.created_at > now - window,
        )
        found.update((channel, address) for address in tx.execute(query).scalars())
    return found


def sent_ids(tx: Transaction, channel: str, address: str, limit: int = 100) -> set[str]:
    """The platform's ids of the newest messages to an address that are known to have left."""
    here = (outbox.c.channel == channel) & (outbox.c.address == address) & (outbox.c.provider_id != "")
    query = select(outbox.c.provider_id).where(here).order_by(outbox.c.id.desc()).limit(limit)
    return set(tx.execute(query).scalars())


def sent_of_step(tx: Transaction, row: OutboxRow, step: str) -> list[str]:
    """The platform's ids of what this row's session has said at a step, newest first."""
    given = {"of_channel": row.channel, "of_address": row.address, "of_session": row.session_id, "of_step": step}
    return _SENT_OF_STEP.all(tx, given)


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """How the first message of a contact fares on its way out."""

    state: str
    outcome: str
    settled_at: datetime | None


def openings_of(tx: Transaction, customer_id: str) -> dict[str, OpeningRow]:
    """The first message of each contact that was opened with a customer, by contact."""
    query = select(outbox.c.contact_id, outbox.c.state, outbox.c.outcome, outbox.c.settled_at).where(
        outbox.c.customer_id == customer_id, outbox.c.contact_id.is_not(None)
    )
    return {row.contact_id: OpeningRow(row.state, row.outcome, row.settled_at) for row in tx.execute(query)}


def said_in(tx: Transaction, session_id: str) -> list[tuple[str, JsonObject]]:
    """Every message of a session, sent or not yet, as (step, prompt), in order."""
    here = (outbox.c.session_id == session_id) & (outbox.c.state != "refused") & (outbox.c.kind == "message")
    rows = tx.execute(select(outbox.c.step, outbox.c.prompt).where(here).order_by(outbox.c.id))
    return [(row.step, row.prompt) for row in rows]
