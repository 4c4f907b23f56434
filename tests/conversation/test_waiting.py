"""Reminders come in order and once, then the session expires."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from conversation.effects import CompleteResponse, SendPrompt
from conversation.engine import resume
from conversation.inputs import OptedOut, Reply, SessionExpired, StaffTookOver, WaitTimedOut
from conversation.limits import REMINDERS
from conversation.steps.ask_text import AskText
from conversation.steps.step import Reminder
from conversation.texts import Wording
from tests.conversation.sample_flow import HOUR, NOW, NPS, begin, both, flow_of, only, talk, texts

DUE = WaitTimedOut()


def test_reminders_come_in_order_each_counted_from_the_one_before() -> None:
    """24 h after the question, then 12 h after the first reminder, then the expiry."""
    first = resume(NPS, begin().session, DUE, NOW + 24 * HOUR)
    assert texts(first) == ["Eine Zahl genügt uns."]
    assert only(first, SendPrompt).reminder == 1
    assert first.session.due_at == NOW + 36 * HOUR
    second = resume(NPS, first.session, DUE, NOW + 36 * HOUR)
    assert texts(second) == ["Magst du noch?"]
    assert second.session.due_at == second.session.expires_at == NOW + timedelta(days=3)


def test_a_reminder_can_be_answered_by_a_tap() -> None:
    """A reminder carries the question's choices."""
    prompt = only(resume(NPS, begin().session, DUE, NOW + 24 * HOUR), SendPrompt).prompt
    assert len(prompt.choices) == 11


def test_an_early_or_doubled_time_out_does_nothing() -> None:
    """The same time-out delivered twice reminds once."""
    session = begin().session
    assert resume(NPS, session, DUE, NOW + 23 * HOUR).effects == ()
    reminded = resume(NPS, session, DUE, NOW + 24 * HOUR).session
    again = resume(NPS, reminded, DUE, NOW + 24 * HOUR)
    assert (again.effects, again.session) == ((), reminded)


def test_silence_expires_the_session_without_a_word() -> None:
    """Without a farewell the session ends silently; the response stays partial."""
    turn = resume(NPS, begin().session, DUE, NOW + timedelta(days=3))
    assert turn.effects == (CompleteResponse("expired"),)
    assert turn.session.due_at is None


def test_a_written_farewell_is_said() -> None:
    """`bye` is said where the author wrote it."""
    flow = replace(NPS, bye=Wording(de="Dann ein andermal!"))
    turn = resume(flow, begin(flow).session, SessionExpired(), NOW)
    assert texts(turn) == ["Dann ein andermal!"]
    assert turn.session.state == "expired"


def test_after_a_long_outage_the_session_expires_instead_of_reminding() -> None:
    """A server that was down for a week does not remind of a question that has gone stale."""
    assert resume(NPS, begin().session, DUE, NOW + timedelta(days=7)).session.state == "expired"


def test_what_the_customer_says_prolongs_the_wait_and_reminders_do_not() -> None:
    """The expiry counts from the question or the customer's last message."""
    reminded = resume(NPS, begin().session, DUE, NOW + 24 * HOUR).session
    assert reminded.expires_at == NOW + timedelta(days=3)
    asked_back = resume(NPS, reminded, Reply(text="Hä?"), NOW + 30 * HOUR).session
    assert asked_back.expires_at == NOW + 30 * HOUR + timedelta(days=3)
    assert asked_back.due_at == NOW + 42 * HOUR


def test_the_next_question_has_its_own_patience() -> None:
    """Tries and reminders of one question are not charged to the next."""
    reminded = resume(NPS, begin().session, DUE, NOW + 24 * HOUR).session
    asked_back = resume(NPS, reminded, Reply(text="Hä?"), NOW + 25 * HOUR).session
    assert (asked_back.reminders_sent, asked_back.misunderstood) == (1, 1)
    following = resume(NPS, asked_back, Reply(text="2"), NOW + 26 * HOUR).session
    assert (following.step, following.reminders_sent, following.misunderstood) == ("why_not", 0, 0)


def test_reminders_beyond_the_limit_are_never_sent() -> None:
    """A flow with a hundred reminders reminds five times, then waits for its expiry."""
    patient = flow_of(AskText(name="why", remind=(Reminder(after=HOUR, text=both("Na?")),) * 100))
    session = begin(patient).session
    for hour in range(1, REMINDERS + 1):
        session = resume(patient, session, DUE, NOW + hour * HOUR).session
    assert session.reminders_sent == REMINDERS
    assert session.due_at == session.expires_at


def test_stop_ends_the_session_without_a_prompt() -> None:
    """The confirmation is not the engine's to say."""
    turn = talk(NPS, "2", OptedOut())
    assert turn.effects == (CompleteResponse("stopped"),)
    assert turn.session.state == "stopped"


def test_a_person_taking_over_ends_the_session_silently() -> None:
    """Where a person writes, the bot is silent."""
    turn = talk(NPS, "2", StaffTookOver())
    assert turn.effects == (CompleteResponse("ended"),)
