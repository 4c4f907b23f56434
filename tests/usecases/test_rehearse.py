"""A rehearsal goes as the product goes: taps, typing, STOP, time, late words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from authoring.load_files import load_files
from authoring.read_experience import read_experience
from conversation.customer import Customer
from conversation.effects import WithdrawConsent
from conversation.flow import Flow
from conversation.messages import Channel
from usecases.rehearse import Rehearsal

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[1] / "authoring" / "examples"


@pytest.fixture(scope="module")
def flow() -> Flow:
    """The NPS flow of the examples."""
    experience, _ = read_experience(load_files(EXAMPLES))
    assert experience is not None
    return experience.flows["post_trip_nps"]


def rehearse(flow: Flow, channel: Channel = "telegram") -> Rehearsal:
    """Ada, in English."""
    return Rehearsal(flow, Customer(id="1", channel=channel, first_name="Ada", language="en"), NOW)


def test_a_label_is_tapped_and_anything_else_is_typed(flow: Flow) -> None:
    """The same words are a tap where buttons are shown, and text where they are not."""
    tapped, typed = rehearse(flow), rehearse(flow, "sms")
    assert (tapped.messages[0].tappable, typed.messages[0].tappable) == (True, False)
    tapped.write("9")
    typed.write("9")
    assert [one.session.answers[0].value for one in (tapped, typed)] == [9, 9]


def test_stop_is_confirmed_once_and_ends_the_session(flow: Flow) -> None:
    """After STOP comes one confirmation, and consent is withdrawn."""
    stopped = rehearse(flow)
    stopped.write("STOPP!")
    assert stopped.session.state == "stopped"
    assert len(stopped.messages) == 2
    assert [effect for _, effect in stopped.effects if isinstance(effect, WithdrawConsent)] == [
        WithdrawConsent(purposes=("survey", "marketing"), close_address=True)
    ]
    stopped.wait(timedelta(days=30))
    assert len(stopped.messages) == 2


def test_what_is_due_happens_at_its_moment(flow: Flow) -> None:
    """A long jump lives through reminder and expiry, each at its own time."""
    silent = rehearse(flow)
    silent.wait(timedelta(days=10))
    assert [message.at - NOW for message in silent.messages] == [timedelta(0), timedelta(hours=24)]
    assert silent.session.state == "expired"
    assert silent.now == NOW + timedelta(days=10)


def test_words_after_the_end_get_an_answer(flow: Flow) -> None:
    """Who writes when nothing is asked is not ignored."""
    late = rehearse(flow)
    late.wait(timedelta(days=10))
    late.write("Are you there?")
    assert late.messages[-1].text.startswith("Thank you for your message")
