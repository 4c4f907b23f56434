"""Everything a batch of turns wants written, gathered in memory and flushed in a few statements.

One statement a table, however many messages: the price of a group is that of one. Order within a table is the order of
the turns; order between tables follows the foreign keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial

from sqlalchemy import Table, bindparam

from storage.case_dues import Targets
from storage.cases import case_events, cases, last_case_number
from storage.columns import Json, JsonObject
from storage.contacts import contacts
from storage.customers import addresses, consents, customers, link_tokens
from storage.flush_desk import flush_desk
from storage.inbox import settle
from storage.merging import Merge, merge_stranger
from storage.outbox import outbox, refuse_session, refuse_waiting
from storage.prepared import Change
from storage.responses import answers, readings, responses
from storage.sessions import sessions
from storage.transactions import Transaction
from storage.upserts import Insert, insert_into
from storage.webhook_facts import Fact, consent_facts, tell_webhooks
from storage.work import wake, wake_delivery


class StaleSessionError(RuntimeError):
    """Another writer has moved a session since it was loaded: load again and repeat the turn."""


@dataclass(slots=True)
class Saving:
    """Rows to be, by table. Dicts are keyed by id: a later turn of the same batch replaces the earlier state."""

    customers: list[JsonObject] = field(default_factory=list)
    addresses: dict[str, JsonObject] = field(default_factory=dict)
    moved_addresses: dict[str, JsonObject] = field(default_factory=dict)
    heard_addresses: dict[str, JsonObject] = field(default_factory=dict)
    languages: dict[str, JsonObject] = field(default_factory=dict)
    used_tokens: list[JsonObject] = field(default_factory=list)
    consents: list[JsonObject] = field(default_factory=list)
    sessions: dict[str, JsonObject] = field(default_factory=dict)
    moved_sessions: dict[str, JsonObject] = field(default_factory=dict)
    moved_places: dict[str, JsonObject] = field(default_factory=dict)  # sessions that go on at another address
    responses: dict[str, JsonObject] = field(default_factory=dict)
    ended_responses: dict[str, JsonObject] = field(default_factory=dict)
    answers: dict[str, JsonObject] = field(default_factory=dict)
    readings: list[JsonObject] = field(default_factory=list)
    cases: dict[str, JsonObject] = field(default_factory=dict)
    moved_cases: dict[str, JsonObject] = field(default_factory=dict)
    case_events: list[JsonObject] = field(default_factory=list)
    case_targets: dict[str, Targets] = field(default_factory=dict)
    case_lists: dict[str, JsonObject] = field(default_factory=dict)
    touched_lists: dict[str, JsonObject] = field(default_factory=dict)
    desk_posts: list[JsonObject] = field(default_factory=list)
    case_requests: dict[str, JsonObject] = field(default_factory=dict)
    contacts: list[JsonObject] = field(default_factory=list)
    outbox: list[JsonObject] = field(default_factory=list)
    closed: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    hushed: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)  # by session: customer, why, when
    settled: list[JsonObject] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    last_case: int | None = None

    def next_case_number(self, tx: Transaction) -> int:
        """The number of the next case; asked of the database once a batch."""
        last = self.last_case if self.last_case is not None else last_case_number(tx)
        self.last_case = last + 1
        return self.last_case

    def close(self, channel: str, platform_id: str, *, why: str, now: datetime) -> None:
        """Nothing that waits for this address is sent any more; what is gathered after this still is."""
        self.closed[channel, platform_id] = (why, now)
        self.outbox = [row for row in self.outbox if (row["channel"], row["address"]) != (channel, platform_id)]

    def hush(self, session_id: str, customer_id: str, *, why: str, now: datetime) -> None:
        """Nothing that waits of this session is sent any more, wherever it goes."""
        self.hushed[session_id] = (customer_id, why, now)
        self.outbox = [row for row in self.outbox if row["session_id"] != session_id]

    def flush(self, tx: Transaction) -> None:
        """Write it all. Raises StaleSessionError where a session was moved by somebody else."""
        for work in (_flush_customers, _flush_sessions, _flush_responses, _flush_cases, _flush_ways_out):
            work(self, tx)
        for merge in self.merged:  # last, so that what this very batch wrote moves as well
            merge_stranger(tx, merge)
        tell_webhooks(tx, _facts(self))


def _facts(saving: Saving) -> list[Fact]:
    """What the company's own systems may want to know of this batch."""
    whole = [(row["row"], row["to_state"], row["at"]) for row in saving.ended_responses.values()]
    whole += [(row["id"], row.get("state", ""), row.get("ended_at")) for row in saving.responses.values()]
    facts = [Fact("response.completed", about, at) for about, state, at in whole if state == "completed"]
    facts += [Fact("score.given", row["id"], row["at"]) for row in saving.answers.values() if row["score"] is not None]
    facts += [Fact("case.opened", row["id"], row["opened_at"]) for row in saving.cases.values()]
    return facts + consent_facts(saving.consents)


def _flush_customers(saving: Saving, tx: Transaction) -> None:
    _insert(tx, customers, saving.customers)
    _SET_LANGUAGE.run(tx, list(saving.languages.values()))
    _insert(tx, addresses, list(saving.addresses.values()))
    _HEAR_ADDRESS.run(tx, list(saving.heard_addresses.values()))
    _MOVE_ADDRESS.run(tx, list(saving.moved_addresses.values()))
    _USE_TOKEN.run(tx, saving.used_tokens)
    _insert(tx, consents, saving.consents)


def _flush_sessions(saving: Saving, tx: Transaction) -> None:
    _insert(tx, sessions, list(saving.sessions.values()))
    moved = list(saving.moved_sessions.values())
    if _MOVE_SESSION.run(tx, moved) != len(moved):
        raise StaleSessionError("a session was moved by another writer")


def _flush_responses(saving: Saving, tx: Transaction) -> None:
    _insert(tx, responses, list(saving.responses.values()))
    _END_RESPONSE.run(tx, list(saving.ended_responses.values()))
    _PUT_ANSWERS.run(tx, list(saving.answers.values()))
    _insert(tx, readings, saving.readings)
    _MOVE_PLACE.run(tx, list(saving.moved_places.values()))
    _MOVE_CHANNEL.run(tx, list(saving.moved_places.values()))


def _flush_cases(saving: Saving, tx: Transaction) -> None:
    _insert(tx, cases, list(saving.cases.values()))
    _MOVE_CASE.run(tx, list(saving.moved_cases.values()))
    _insert(tx, case_events, saving.case_events)
    flush_desk(
        tx,
        targets=saving.case_targets,
        lists=saving.case_lists,
        touched=saving.touched_lists,
        posts=saving.desk_posts,
        requests=saving.case_requests,
    )
    _PUT_CONTACTS.run(tx, saving.contacts)
    wake(tx, "desk", {0} if saving.cases or saving.moved_cases else ())


def _flush_ways_out(saving: Saving, tx: Transaction) -> None:
    for place, (why, now) in saving.closed.items():
        refuse_waiting(tx, [place], why=why, now=now)
    for session_id, (customer_id, why, now) in saving.hushed.items():
        refuse_session(tx, customer_id, session_id, why=why, now=now)
    _PUT_OUTBOX.run(tx, saving.outbox)
    wake_delivery(tx, [(row["channel"], row["address"]) for row in saving.outbox])
    settle(tx, saving.settled)


def _put_answers(dialect: str) -> Insert:
    """A step's answer, or the later one in its place; its id stays, because readings hang on it."""
    statement = insert_into(dialect, answers)
    changed = ("kind", "scale", "score", "band", "value", "text", "wording", "at")
    return statement.on_conflict_do_update(
        index_elements=["response_id", "step"], set_={name: statement.excluded[name] for name in changed}
    )


def _put_outbox(dialect: str) -> Insert:
    return insert_into(dialect, outbox).on_conflict_do_nothing(index_elements=["key"])


def _insert(tx: Transaction, table: Table, rows: Sequence[JsonObject]) -> None:
    if rows:
        _inserting(table).run(tx, rows)


@cache
def _inserting(table: Table) -> Change:
    return Change(partial(insert_into, table=table))


_PUT_ANSWERS = Change(_put_answers)
_PUT_OUTBOX = Change(_put_outbox)
_PUT_CONTACTS = Change(lambda dialect: insert_into(dialect, contacts).on_conflict_do_nothing())
_SET_LANGUAGE = Change(
    customers.update()
    .where(customers.c.id == bindparam("row"))
    .values(language=bindparam("to_language"), updated_at=bindparam("at"))
)
_HEAR_ADDRESS = Change(  # every message does this: no index and no foreign key is touched
    addresses.update().where(addresses.c.id == bindparam("row")).values(last_inbound_at=bindparam("at"))
)
_MOVE_ADDRESS = Change(
    addresses.update()
    .where(addresses.c.id == bindparam("row"))
    .values(customer_id=bindparam("of_customer"), state=bindparam("to_state"))
)
_USE_TOKEN = Change(link_tokens.update().where(link_tokens.c.token == bindparam("row")).values(used_at=bindparam("at")))
_MOVE_SESSION = Change(
    sessions.update()
    .where(sessions.c.id == bindparam("row"), sessions.c.version == bindparam("from_version"))
    .values(
        state=bindparam("to_state"),
        data=bindparam("to_data", type_=Json),
        version=bindparam("to_version"),
        due_at=bindparam("to_due_at"),
        ended_at=bindparam("to_ended_at"),
    )
)
_MOVE_PLACE = Change(
    sessions.update().where(sessions.c.id == bindparam("row")).values(address_id=bindparam("to_address"))
)
_MOVE_CHANNEL = Change(
    responses.update().where(responses.c.session_id == bindparam("row")).values(channel=bindparam("to_channel"))
)
_END_RESPONSE = Change(
    responses.update()
    .where(responses.c.id == bindparam("row"))
    .values(state=bindparam("to_state"), ended_at=bindparam("at"))
)
_MOVE_CASE = Change(
    cases.update()
    .where(cases.c.id == bindparam("row"))
    .values(
        team=bindparam("to_team"),
        priority=bindparam("to_priority"),
        reasons=bindparam("to_reasons", type_=Json),
        person_is_writing=bindparam("to_writing"),
        card_stale=True,
    )
)
