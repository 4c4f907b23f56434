"""Closes and opens an address: STOP and START, blocked by the customer and let in again.

docs/opt-out.md is the table of what a STOP does; tests/usecases/test_opt_out_table.py goes through its cells.
"""

from __future__ import annotations

from datetime import timedelta

from conversation.capabilities import CAPABILITIES
from conversation.effects import WithdrawConsent
from conversation.engine import resume
from conversation.inputs import OptedOut
from conversation.messages import Choice, Form
from conversation.opt_out_scope import scope_choices
from conversation.routing import Blocked, OptIn, OptOut, Unblocked
from storage.cases import CaseRow
from storage.customers import AddressRow, addresses_of
from storage.outbox import addressed_since
from usecases.apply_effects import apply_effects, close_address, move_address, withdraw
from usecases.batch import Batch, LiveSession
from usecases.customer_facts import language_of
from usecases.open_case import add_change
from usecases.system_message import say_system

ONCE = "surveys_stopped"
TOLD_ONCE_PER = timedelta(days=7)

Change = OptOut | OptIn | Blocked | Unblocked


def stop_or_start(batch: Batch, address: AddressRow, change: Change, *, key: str, silently: bool = False) -> None:
    """What the customer wants of this address from now on; `silently` where the platform has confirmed it already."""
    match change:
        case OptOut():
            _stop(batch, address, change, key=key, silently=silently)
        case OptIn():
            _start(batch, address, key=key, silently=silently)
        case Blocked():
            if address.state == "open":
                close_address(batch, address, "blocked")
        case Unblocked():
            if address.state == "blocked":
                _open(batch, address)


def _stop(batch: Batch, address: AddressRow, wish: OptOut, *, key: str, silently: bool) -> None:
    """Nothing more is asked and nothing more is opened; exactly one confirmation follows, none to a second STOP."""
    if address.state == "stopped":
        return
    effect = WithdrawConsent(purposes=wish.purposes, close_address=wish.close_address)
    withdraw(batch, address, effect, source="keyword" if wish.close_address else "reading")
    for live in _conversations(batch, address, wish):
        experience = batch.experience(live.session.bundle)
        turn = resume(experience.flows[live.session.flow], live.session, OptedOut(), batch.now)
        batch.saving.hush(live.session.id, live.address.customer_id, why="stopped", now=batch.now)
        apply_effects(batch, live, turn, experience)
    text = "stop_confirmed" if wish.close_address else ONCE
    case = batch.case_of(address.customer_id)
    if case is not None and wish.close_address:
        text = "stop_confirmed_case" if case.person_is_writing else text
        _tell_the_desk(batch, address, case)
    elif case is not None:
        add_change(batch, case, "opted_out", text=address.channel)
    if not silently and not (text == ONCE and _told_lately(batch, address)):
        say_system(batch, address, text, key=key, choices=() if wish.close_address else _scopes(batch, address))


def _told_lately(batch: Batch, address: AddressRow) -> bool:
    """Whether he has the one confirmation: whoever asks again to be left alone is not written to again."""
    place = {(address.channel, address.platform_id)}
    return bool(addressed_since(batch.tx, place, step=ONCE, now=batch.now, window=TOLD_ONCE_PER))


def _scopes(batch: Batch, address: AddressRow) -> tuple[Choice, ...]:
    """How far it is to reach, as buttons where the channel has some."""
    brand, customer = batch.current().brand, batch.customers[address.customer_id]
    form: Form = "sie" if "sie" in (customer.form, brand.form) else "du"
    has_buttons = any(name == address.channel and shown.buttons for name, shown in CAPABILITIES.items())
    return scope_choices(language_of(customer, brand), form) if has_buttons else ()


def _conversations(batch: Batch, address: AddressRow, wish: OptOut) -> list[LiveSession]:
    """What ends: the conversation at this address, and the customer's surveys and advertising wherever they run."""
    his = [live for live in batch.sessions.values() if live.address.customer_id == address.customer_id]
    return [live for live in his if live.address.id == address.id or _purpose(batch, live) in wish.purposes]


def _purpose(batch: Batch, live: LiveSession) -> str:
    return batch.experience(live.session.bundle).flows[live.session.flow].purpose


def _tell_the_desk(batch: Batch, address: AddressRow, case: CaseRow) -> None:
    """Whoever works the case learns of it; where no other channel is open, nobody is writing with him any more."""
    if not any(other.state == "open" for other in _addresses(batch, address.customer_id)):
        case.person_is_writing = False
    add_change(batch, case, "stopped", text=address.channel)


def _addresses(batch: Batch, customer_id: str) -> list[AddressRow]:
    """All addresses of a customer, as this batch sees them."""
    rows = {row.id: row for row in addresses_of(batch.tx, [customer_id]).get(customer_id, [])}
    seen = {row.id: row for row in batch.addresses.values()}
    return [row for row in (rows | seen).values() if row.customer_id == customer_id]


def _start(batch: Batch, address: AddressRow, *, key: str, silently: bool) -> None:
    _open(batch, address)
    case = batch.case_of(address.customer_id)
    if case is not None:
        add_change(batch, case, "started", text=address.channel)
    if not silently:
        say_system(batch, address, "welcome_back", key=key)


def _open(batch: Batch, address: AddressRow) -> None:
    """The address opens; consent to surveys and marketing must be given anew."""
    address.state = "open"
    move_address(batch, address)
