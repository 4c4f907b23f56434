"""The pace of a channel on a clock of our own: bursts, waits, patience, and forgetting silent chats."""

from __future__ import annotations

import anyio
import pytest

from bots import pace, slack
from bots.pace import CHAT, OVERALL, Pace, evenly
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


def paced(
    time: Time, overall: tuple[int, float] = (30, 1), chat: tuple[int, float] = (3, 3), patience_s: float = 10
) -> Pace:
    """Telegram's limits on this clock."""
    return Pace(overall, chat, patience_s=patience_s, clock=time.clock, sleep=time.sleep)


@pytest.mark.anyio
async def test_a_chat_takes_a_burst_and_then_waits() -> None:
    """Three at once pass, the fourth has to wait for the rest of the window."""
    limit = paced(Time(), patience_s=0)
    assert [await limit.wait("a") for _ in range(3)] == [0, 0, 0]
    assert 2.9 < await limit.wait("a") < 3.1
    assert await limit.wait("b") == 0


@pytest.mark.anyio
async def test_all_chats_share_the_overall_limit_and_a_refusal_costs_the_chat_nothing() -> None:
    """The 31st chat in a second waits; its own places are still free afterwards."""
    time = Time()
    limit = paced(time, patience_s=0)
    assert [await limit.wait(str(chat)) for chat in range(30)] == [0] * 30
    for _ in range(5):
        assert await limit.wait("late") > 0
    time.now += 1.1
    assert [await limit.wait("late") for _ in range(3)] == [0, 0, 0]


@pytest.mark.anyio
async def test_who_wakes_up_late_does_not_slow_down_those_behind() -> None:
    """Every sleep ends 20 ms late, as on a busy machine: the pace is kept all the same."""
    time = Time()

    async def oversleep(seconds: float) -> None:
        time.now += seconds + 0.02

    limit = Pace(evenly(30), (3, 3), clock=time.clock, sleep=oversleep)
    for number in range(200):
        assert await limit.wait(str(number)) == 0
    assert time.now - 1000 < 200 / 30 * 1.15


@pytest.mark.anyio
async def test_a_place_is_booked_ahead_so_that_nobody_is_overtaken() -> None:
    """Twenty wait at once: each sleeps once, and they leave in the order in which they asked."""
    time, slept = Time(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await anyio.sleep(0)

    limit = Pace(evenly(10), (3, 3), clock=time.clock, sleep=sleep)
    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(limit.wait, str(number))
    assert len(slept) == 18
    assert slept == sorted(slept)


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


@pytest.mark.anyio
async def test_a_queue_that_is_too_long_holds_up_who_sends() -> None:
    """Who finds no place within the patience waits for it all the same: a wave is not thrown back at once."""
    time, slept = Time(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    limit = Pace(evenly(1), CHAT, clock=time.clock, sleep=sleep)
    missing = [await limit.wait(str(phone)) for phone in range(13)]
    assert missing[:10] == [0] * 10
    assert slept[-2:] == [10, 10]
    assert all(0 < seconds < 2 for seconds in missing[-2:])


@pytest.mark.anyio
async def test_a_message_of_three_segments_takes_three_places() -> None:
    """Twenty messages of three segments on a long code of one segment a second take about a minute."""
    time = Time()
    limit = Pace(evenly(1), CHAT, patience_s=600, clock=time.clock, sleep=time.sleep)
    for phone in range(20):
        assert await limit.wait(str(phone), places=3) == 0
    assert 57 <= time.now - 1000 <= 60 * 1.15


@pytest.mark.anyio
async def test_silent_chats_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays flat however many chats there were."""
    monkeypatch.setattr(pace, "CHATS_KEPT", 10)
    time = Time()
    limit = paced(time, overall=(1000, 1))
    for chat in range(100):
        await limit.wait(str(chat))
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
    assert time.now - began <= 1.15 * 200 / 10


@pytest.mark.anyio
@pytest.mark.parametrize(("kind", "per_second"), [("sms", 1), ("whatsapp", 40)])
async def test_two_hundred_of_twilios_messages_take_no_longer_than_the_limit_needs(kind: str, per_second: int) -> None:
    """Fifty phones, four messages each, on a clock of our own: within 1.15 times of what the limit needs."""
    time = Time()
    limit = Pace(OVERALL[kind], CHAT, patience_s=600, clock=time.clock, sleep=time.sleep)
    began = time.now
    for _ in range(4):
        for phone in range(50):
            assert await limit.wait(str(phone)) == 0
    assert time.now - began <= 1.15 * 200 / per_second
