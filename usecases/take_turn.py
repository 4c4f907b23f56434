"""Takes one message's turn within a batch: who gets it, and what follows."""

from __future__ import annotations

from conversation.capabilities import CAPABILITIES
from conversation.effects import Turn
from conversation.engine import resume
from conversation.inputs import Reply
from conversation.messages import Inbound
from conversation.payload import unpack
from conversation.reading import Reading
from conversation.routing import (
    Blocked,
    ChooseLanguage,
    Greet,
    Help,
    OptIn,
    OptOut,
    Settled,
    Standing,
    ToDesk,
    ToSession,
    Unblocked,
    Unsolicited,
    route,
)
from storage.customers import AddressRow
from usecases.answer_unsolicited import NO_WORDS, answer_unsolicited
from usecases.apply_effects import apply_effects
from usecases.batch import Batch, LiveSession
from usecases.change_channel import come_back
from usecases.choose_language import choose_language
from usecases.go_elsewhere import offer_code
from usecases.greet_customer import ABOUT_THE_ADDRESS, greet, meet
from usecases.open_case import add_message
from usecases.refuse_group import refuse_group
from usecases.stop_and_start import stop_or_start
from usecases.system_message import say_system
from usecases.visit_page import go_on


def take_turn(batch: Batch, message: Inbound, reading: Reading | None, *, key: str) -> str | None:
    """Everything one message brings about, in memory; returns its customer. `key` is unique to the message.

    A stranger of whom we only hear that he let us in, or did not, is nobody's customer yet: None. Neither is a group.
    """
    if message.kind == "group":
        refuse_group(batch, message)
        return None
    if message.kind in ABOUT_THE_ADDRESS and (message.channel, message.sender) not in batch.addresses:
        return None
    address = meet(batch, message)
    if not offer_code(batch, address, message, key=key):
        _follow(batch, address, message, reading, key=key)
    return address.customer_id


def _follow(batch: Batch, address: AddressRow, message: Inbound, reading: Reading | None, *, key: str) -> None:
    """The message goes to who gets it."""
    match route(message, _standing(batch, address, message, reading)):
        case ToSession(session_id, reply):
            _answer(batch, address, session_id, reply, on_message=bool(message.source))
        case OptOut() | OptIn() | Blocked() | Unblocked() as change:
            stop_or_start(batch, address, change, key=key, silently=message.already_answered)
        case Help() | Settled() as wish:
            _help(batch, address, message, wish, key=key)
        case ChooseLanguage(language):
            choose_language(batch, address, language, key=key)
        case ToDesk():
            _to_desk(batch, address, message)
        case Greet():
            greet(batch, address, message, key=key)
        case Unsolicited():
            answer_unsolicited(batch, address, message, reading, key=key)


def _standing(batch: Batch, address: AddressRow, message: Inbound, reading: Reading | None) -> Standing:
    asking = batch.sessions.get(address.id) or come_back(batch, address, message)
    case = batch.case_of(address.customer_id)
    tapped = unpack(message.button) if message.kind == "button" else None
    return Standing(
        asking=asking.session.id if asking else "",
        sessions=frozenset({tapped[0]} if tapped and _known(batch, address, tapped[0]) else ()),
        writing_case=case.id if case is not None and case.person_is_writing else "",
        stopped=address.state == "stopped",
        reading=reading,
    )


def _known(batch: Batch, address: AddressRow, session_id: str) -> LiveSession | None:
    """The session a button belongs to, if it is this address's own."""
    asking = batch.sessions.get(address.id)
    live = asking if asking and asking.session.id == session_id else batch.tapped.get(session_id)
    return live if live is not None and live.address.id == address.id else None


def _answer(batch: Batch, address: AddressRow, session_id: str, reply: Reply, *, on_message: bool) -> None:
    live = _known(batch, address, session_id)
    assert live is not None, "routing names only sessions it was told of"
    experience = batch.experience(live.session.bundle)
    turn = resume(experience.flows[live.session.flow], live.session, reply, batch.now)
    if turn.session is not live.session or turn.effects:
        closes = "" if on_message else _closed(live, turn)  # a tapped message loses its own buttons with the tap
        apply_effects(batch, live, turn, experience, closes=closes)
        go_on(batch, live)


def _closed(live: LiveSession, turn: Turn) -> str:
    """The step whose question this turn has closed, where its buttons can be taken away; "" where it is still open."""
    moved_on = turn.session.step != live.session.step and CAPABILITIES[live.session.customer.channel].edit
    return live.session.step if moved_on else ""


def _help(batch: Batch, address: AddressRow, message: Inbound, wish: Help | Settled, *, key: str) -> None:
    if isinstance(wish, Help) and not message.already_answered:
        say_system(batch, address, "help", key=key)


def _to_desk(batch: Batch, address: AddressRow, message: Inbound) -> None:
    """A person is writing with him: the message is that person's, the bot stays silent."""
    case = batch.case_of(address.customer_id)
    assert case is not None, "routing names only a case it was told of"
    add_message(batch, case, message.text or NO_WORDS, photo=bool(message.media))
