"""Every inbound message has one receiver, in a fixed order."""

from __future__ import annotations

import pytest

from conversation.inputs import Reply
from conversation.messages import Inbound, InboundKind, Media
from conversation.opt_out_scope import scope_choices
from conversation.reading import Reading
from conversation.routing import (
    Blocked,
    Greet,
    Help,
    OptIn,
    OptOut,
    Route,
    Settled,
    Standing,
    ToDesk,
    ToSession,
    Unblocked,
    Unsolicited,
    route,
)

SESSION = "abcdefghijkl"
OLD = "zyxwvutsrqpo"
ASKING = Standing(asking=SESSION, sessions=frozenset({SESSION, OLD}))
NOBODY = Standing()
WRITING = Standing(asking=SESSION, sessions=frozenset({SESSION}), writing_case="case1")


def inbound(text: str = "", *, kind: InboundKind = "text", button: str = "", token: str = "") -> Inbound:
    """A message from a customer."""
    return Inbound(channel="telegram", sender="42", message_id="m1", kind=kind, text=text, button=button, token=token)


def tap(session: str) -> Inbound:
    """A tapped button of a session."""
    return inbound(kind="button", button=f"{session}:recommend:9", text="9")


@pytest.mark.parametrize(
    ("message", "standing", "expected"),
    [
        (inbound("STOPP!!"), ASKING, OptOut()),
        (inbound("STOPP!!"), WRITING, OptOut()),
        (inbound("/stop"), NOBODY, OptOut()),
        (inbound("9"), WRITING, ToDesk("case1")),
        (inbound("Hilfe"), WRITING, ToDesk("case1")),
        (tap(SESSION), WRITING, ToDesk("case1")),
        (tap(OLD), ASKING, ToSession(OLD, Reply(text="9", step="recommend", choice="9", message_id="m1"))),
        (tap("000000000000"), ASKING, Unsolicited()),
        (inbound(kind="button", button="nonsense"), ASKING, Unsolicited()),
        (inbound("9"), ASKING, ToSession(SESSION, Reply(text="9", message_id="m1"))),
        (inbound("info"), ASKING, ToSession(SESSION, Reply(text="info", message_id="m1"))),
        (inbound("start"), ASKING, ToSession(SESSION, Reply(text="start", message_id="m1"))),
        (inbound("Hilfe"), ASKING, Help()),
        (inbound("info"), NOBODY, Help()),
        (inbound("start"), NOBODY, Greet()),
        (inbound("START"), Standing(stopped=True), OptIn()),
        (inbound(kind="start"), Standing(stopped=True), OptIn()),
        (inbound(kind="start", token="t0k"), Standing(stopped=True), Greet("t0k")),
        (inbound(kind="start", token="t0k"), WRITING, Greet("t0k")),
        (inbound(kind="start"), NOBODY, Greet()),
        (inbound(kind="blocked"), WRITING, Blocked()),
        (inbound(kind="unblocked"), NOBODY, Unblocked()),
        (inbound("Hallo?"), NOBODY, Unsolicited()),
        (inbound(kind="unsupported"), NOBODY, Unsolicited()),
        (inbound(kind="unsupported"), ASKING, ToSession(SESSION, Reply(message_id="m1"))),
        (inbound(""), NOBODY, Unsolicited()),
    ],
)
def test_the_order_is_fixed(message: Inbound, standing: Standing, expected: Route) -> None:
    """Opt-out, then the person who writes, then buttons, the open question, and the rest."""
    assert route(message, standing) == expected


def test_media_goes_to_the_open_question_with_its_caption() -> None:
    """A photo is a reply like any other."""
    photo = Inbound(channel="telegram", sender="42", message_id="m1", kind="media", text="so", media=(Media("p"),))
    assert route(photo, ASKING) == ToSession(SESSION, Reply(text="so", media=(Media("p"),), message_id="m1"))


def test_a_clear_wish_to_be_left_alone_ends_surveys_but_keeps_the_door_open() -> None:
    """What the model is sure is an opt-out withdraws surveys and marketing; the channel stays open for service."""
    wish = Reading(kind="opt_out", kind_confidence=0.95)
    expected = OptOut(purposes=("survey", "marketing"), close_address=False)
    assert route(inbound("Lasst mich bitte in Ruhe"), Standing(asking=SESSION, reading=wish)) == expected
    unsure = Reading(kind="opt_out", kind_confidence=0.6)
    assert isinstance(route(inbound("Mir reicht es jetzt"), Standing(asking=SESSION, reading=unsure)), ToSession)
    assert route(inbound("Mir reicht es jetzt"), Standing(asking=SESSION, reading=wish)) == expected
    assert route(inbound("Lasst mich bitte in Ruhe"), Standing(asking=SESSION)) == expected
    assert isinstance(route(inbound("3, lasst mich in Ruhe"), Standing(asking=SESSION, reading=wish)), ToSession)


def test_the_scope_of_an_opt_out_is_a_tap_away() -> None:
    """ "Not at all" is a STOP; "only what matters" confirms what is so already, and nothing more is said."""
    tap = {choice.value: choice.payload for choice in scope_choices("de", "du")}
    assert route(inbound("", kind="button", button=tap["all"]), Standing()) == OptOut()
    assert route(inbound("", kind="button", button=tap["some"]), Standing()) == Settled()


def test_a_question_nobody_asked_for_is_marked() -> None:
    """An unsolicited question is told apart, so that a person gets to see it."""
    standing = Standing(reading=Reading(kind="question"))
    assert route(inbound("Wann kommt mein Geld?"), standing) == Unsolicited(question=True)
