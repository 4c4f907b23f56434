"""Closes and opens an address: STOP and START, blocked by the customer and let in again."""

from __future__ import annotations

from conversation.effects import WithdrawConsent
from conversation.engine import resume
from conversation.inputs import OptedOut
from conversation.routing import Blocked, OptIn, OptOut, Unblocked
from storage.customers import AddressRow
from usecases.apply_effects import apply_effects, close_address, move_address, withdraw
from usecases.batch import Batch
from usecases.system_message import say_system

Change = OptOut | OptIn | Blocked | Unblocked


def stop_or_start(batch: Batch, address: AddressRow, change: Change, *, key: str, silently: bool = False) -> None:
    """What the customer wants of this address from now on; `silently` where the platform has confirmed it already."""
    match change:
        case OptOut():
            _stop(batch, address, change, key=key, silently=silently)
        case OptIn():
            _open(batch, address)
            if not silently:
                say_system(batch, address, "welcome_back", key=key)
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
    live = batch.sessions.get(address.id)
    if live is not None:
        experience = batch.experience(live.session.bundle)
        turn = resume(experience.flows[live.session.flow], live.session, OptedOut(), batch.now)
        apply_effects(batch, live, turn, experience)
    if silently:
        return
    say_system(batch, address, "stop_confirmed" if wish.close_address else "surveys_stopped", key=key)


def _open(batch: Batch, address: AddressRow) -> None:
    """The address opens; consent to surveys and marketing must be given anew."""
    address.state = "open"
    move_address(batch, address)
