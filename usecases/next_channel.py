"""Goes on at the customer's next channel where one has failed: the same session, at the same question.

Each address is tried once a session. The message keeps its number and its key, the session its id, so that one response
is counted, however many channels it took.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

from conversation.messages import Channel
from conversation.saved import dump_session, load_session
from conversation.session import Session
from storage.customers import AddressRow, addresses_of, customers_by_id
from storage.moving import Move, move_session, readdress
from storage.outbox import OutboxRow
from storage.sessions import sessions_by_id
from storage.transactions import Transaction
from usecases.choose_address import choose_address, preferred_channel
from usecases.own_addresses import OWN, his_own

TRIED = "tried"  # in a session's extra: the ids of addresses that it has left


def move_on(tx: Transaction, row: OutboxRow, *, why: str, now: datetime) -> bool:
    """Send what failed here to the customer's next open address; False where there is none."""
    saved = sessions_by_id(tx, [row.session_id]) if row.session_id else []
    person = customers_by_id(tx, [row.customer_id] if row.customer_id else []).get(row.customer_id or "")
    if not saved or person is None or row.address_id is None:
        return False
    session = load_session(saved[0].data)
    tried = {*tried_by(session), row.address_id}
    addresses = addresses_of(tx, [person.id]).get(person.id, [])
    addresses = his_own(addresses) if OWN in session.extra else addresses
    to = choose_address(addresses, preferred_channel(person.attributes), now=now, tried=tried)
    if to is None or session.state in ("stopped", "expired", "ended"):
        return False
    readdress(tx, row, to, why=f"moved here: {row.channel} failed ({why})", now=now)
    move_session(tx, Move(session.id, dump_session(moved(session, row.address_id, to))), to)
    return True


def moved(session: Session, left: str, to: AddressRow) -> Session:
    """The session as it goes on at `to`, having left the address with the id `left`."""
    tried = dict.fromkeys([*tried_by(session), left])
    customer = replace(session.customer, channel=cast("Channel", to.channel))
    return replace(session, customer=customer, extra={**session.extra, TRIED: " ".join(tried)})


def tried_by(session: Session) -> list[str]:
    """The ids of the addresses that a session has left."""
    return session.extra.get(TRIED, "").split()
