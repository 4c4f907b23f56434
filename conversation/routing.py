"""Who gets an inbound message. The order is fixed and stands once, in `route`.

opt-out > START after a STOP > language > a person is writing > button of a known session > open question >
question/FAQ > unsolicited.
A customer has at most one asking session, so an open question is never ambiguous.
"""

from __future__ import annotations

from dataclasses import dataclass

from conversation.inputs import Reply
from conversation.keywords import is_info, keyword
from conversation.language_choice import wished_language
from conversation.messages import Inbound, Language, Purpose
from conversation.opt_out_scope import chosen_scope
from conversation.payload import unpack
from conversation.reading import Reading
from conversation.typed.leave_me import wants_to_be_left_alone

SURE_OPT_OUT = 0.9
"""How sure (0..1) the model must be that a text without a number means "leave me alone"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand with the sender when the message is routed.

    `asking` is the id of the session that waits for an answer ("" = none), `sessions` the ids of all known ones,
    `writing_case` the case in which a person writes with the customer. `stopped`: the address is closed by a STOP.
    """

    asking: str = ""
    sessions: frozenset[str] = frozenset()
    writing_case: str = ""
    stopped: bool = False
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """Withdraw these purposes. By keyword the address closes as well; from the model's reading only surveys and ads."""

    purposes: tuple[Purpose, ...] = ("survey", "marketing")
    close_address: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing is to be done and nothing to be said: the customer has confirmed what is so already."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Open the address again after a STOP; it grants no consent to surveys or marketing."""


@dataclass(frozen=True, slots=True)
class Help:
    """Say who is writing and how to stop."""


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Write in this language from now on; None: ask which."""

    language: Language | None


@dataclass(frozen=True, slots=True)
class ToDesk:
    """Pass the message to the person who is writing in this case."""

    case_id: str


@dataclass(frozen=True, slots=True)
class ToSession:
    """Resume this session with the reply."""

    session_id: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Greet:
    """Start the welcome, or what the personal link's token stands for ("" = no link)."""

    token: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The customer blocked us on this channel: the address is closed, consent elsewhere stays."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The customer lets us in again."""


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """Nobody asked: answer that it arrived; `question` where the model read one."""

    question: bool = False


Route = (
    OptOut | Settled | OptIn | Help | ChooseLanguage | ToDesk | ToSession | Greet | Blocked | Unblocked | Unsolicited
)


def route(inbound: Inbound, standing: Standing) -> Route:
    """The one who gets this message."""
    moved = _address_route(inbound, standing)
    if moved is not None:
        return moved
    word = keyword(inbound.text) if inbound.kind == "text" else None
    if word == "stop":
        return OptOut()
    scope = chosen_scope(inbound)
    if scope is not None:
        return OptOut() if scope == "all" else Settled()
    if _wants_out(inbound, standing):
        return OptOut(close_address=False)
    if word == "start" and standing.stopped:
        return OptIn()
    wished = wished_language(inbound)
    if wished is not None:
        return ChooseLanguage(None if wished == "ask" else wished)
    if standing.writing_case:
        return ToDesk(standing.writing_case)
    return _to_session(inbound, standing, word)


def _address_route(inbound: Inbound, standing: Standing) -> Route | None:
    """What concerns the address itself, before anything is read."""
    match inbound.kind:
        case "blocked":
            return Blocked()
        case "unblocked":
            return Unblocked()
        case "start":
            return OptIn() if standing.stopped and not inbound.token else Greet(inbound.token)
        case _:
            return None


def _wants_out(inbound: Inbound, standing: Standing) -> bool:
    """In his own words: a plain wish, or what the model is sure is one."""
    if inbound.kind != "text" or standing.stopped:
        return False
    if wants_to_be_left_alone(inbound.text):
        return True
    reading = standing.reading
    return (
        reading is not None
        and reading.kind == "opt_out"
        and reading.kind_confidence >= SURE_OPT_OUT
        and not any(char.isdigit() or char == "⭐" for char in inbound.text)
    )


def _to_session(inbound: Inbound, standing: Standing, word: str | None) -> Route:
    reply = Reply(text=inbound.text, media=inbound.media, reading=standing.reading, message_id=inbound.message_id)
    if inbound.kind == "button":
        tapped = unpack(inbound.button)
        if tapped is None or tapped[0] not in standing.sessions | {standing.asking}:
            return Unsolicited()
        choice = Reply(text=inbound.text, step=tapped[1], choice=tapped[2], message_id=inbound.message_id)
        return ToSession(tapped[0], choice)
    if word == "start" and not standing.asking:
        return Greet()
    if word == "help" and not (standing.asking and is_info(inbound.text)):
        return Help()
    if standing.asking:
        return ToSession(standing.asking, reply)
    reading = standing.reading
    return Unsolicited(question=reading is not None and reading.kind in {"question", "request"})
