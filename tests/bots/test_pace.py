"""The pace of a channel on a clock of our own: bursts, waits, patience, and forgetting silent chats."""

from __future__ import annotations

import pytest

from bots import pace, slack
from bots.pace import Pace
from bots.telegram import PACE


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> float:
        """Monotonic seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.now += seconds


def paced(time: Time, overall: tuple[int, float] = (30, 1), chat: tuple[int, float] = (3, 3)) -> Pace:
    """Telegram's limits on this clock."""
    return Pace(overall, chat, clock=time.clock, sleep=time.sleep)


def test_a_chat_takes_a_burst_and_then_waits() -> None:
    """Three at once pass, the fourth has to wait for the rest of the window."""
    limit = paced(Time())
    assert [limit.take("a") for _ in range(3)] == [0, 0, 0]
    assert 2.9 < limit.take("a") < 3.1
    assert limit.take("b") == 0


def test_all_chats_share_the_overall_limit_and_a_refusal_costs_the_chat_nothing() -> None:
    """The 31st chat in a second waits; its own places are still free afterwards."""
    time = Time()
    limit = paced(time)
    assert all(limit.take(str(chat)) == 0 for chat in range(30))
    for _ in range(5):
        assert limit.take("late") > 0
    time.now += 1.1
    assert [limit.take("late") for _ in range(3)] == [0, 0, 0]


@pytest.mark.anyio
async def test_waiting_is_patient_but_not_for_ever() -> None:
    """A short wait is waited out; beyond the patience the missing seconds are told."""
    time = Time()
    limit = paced(time, chat=(1, 1))
    assert [await limit.wait("a") for _ in range(3)] == [0, 0, 0]
    assert 2.0 <= time.now - 1000 < 2.2
    slow = paced(time, chat=(1, 60))
    assert await slow.wait("a") == 0
    assert await slow.wait("a") > 50


@pytest.mark.anyio
async def test_two_hundred_messages_take_no_longer_than_the_limit_itself() -> None:
    """200 messages at 30 a second need about 6.7 seconds; our even pace stays within 1.15 times of that."""
    time = Time()
    limit = paced(time, overall=PACE["overall"])
    for number in range(200):
        assert await limit.wait(str(number)) == 0
    assert time.now - 1000 < 6.67 * 1.15


def test_silent_chats_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays flat however many chats there were."""
    monkeypatch.setattr(pace, "CHATS_KEPT", 10)
    time = Time()
    limit = paced(time, overall=(1000, 1))
    for chat in range(100):
        limit.take(str(chat))
        time.now += 4
    assert len(limit._chats) <= 11


@pytest.mark.anyio
async def test_two_hundred_slack_messages_take_no_longer_than_the_limit_needs() -> None:
    """Twenty conversations, ten messages each, on a clock of our own: within 1.15 times of what the limit needs."""
    time = Time()
    limit = paced(time, overall=slack.PACE["overall"], chat=slack.PACE["chat"])
    sent: list[tuple[int, int]] = []
    began = time.now
    for number in range(10):
        for chat in range(20):
            assert await limit.wait(str(chat)) == 0
            sent.append((chat, number))
    assert len(set(sent)) == 200
    messages, seconds = slack.PACE["overall"]
    assert time.now - began <= 1.15 * 200 / messages * seconds


@pytest.mark.anyio
@pytest.mark.parametrize(("messages", "seconds"), [(1, 1.0), (40, 1.0)], ids=["sms", "whatsapp"])
async def test_two_hundred_of_twilios_messages_take_no_longer_than_the_limit_needs(
    messages: int, seconds: float
) -> None:
    """Fifty phones, four messages each, on a clock of our own: within 1.15 times of what the limit needs."""
    time = Time()
    limit = Pace((messages, seconds), (3, 3), patience_s=600, clock=time.clock, sleep=time.sleep)
    began = time.now
    for _ in range(4):
        for phone in range(50):
            assert await limit.wait(str(phone)) == 0
    assert time.now - began <= 1.15 * 200 / messages * seconds
