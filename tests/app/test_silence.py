"""The silence alarm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from app.silence import Silence, usual_gap_s

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)
EVERY_TEN_MINUTES = [NOON + timedelta(minutes=10 * number) for number in range(30)]
LAST = EVERY_TEN_MINUTES[-1]


def test_three_usual_gaps_without_a_message_are_silence() -> None:
    """A channel that speaks every ten minutes is silent after half an hour, said once, and heard again."""
    silence = Silence()
    with structlog.testing.capture_logs() as said:
        assert silence.listen({"telegram": EVERY_TEN_MINUTES}, LAST + timedelta(minutes=29)) == []
        assert silence.listen({}, LAST + timedelta(minutes=31)) == ["telegram"]
        assert silence.listen({}, LAST + timedelta(minutes=32)) == ["telegram"]
        back = [*EVERY_TEN_MINUTES, LAST + timedelta(minutes=33)]
        assert silence.listen({"telegram": back}, LAST + timedelta(minutes=34)) == []
    assert [line["event"] for line in said] == ["channel silent", "channel heard again"]


def test_a_channel_that_is_hardly_used_is_never_silent() -> None:
    """Nineteen messages are no habit."""
    assert Silence().listen({"sms": EVERY_TEN_MINUTES[:19]}, LAST + timedelta(days=9)) == []


def test_one_long_pause_is_not_what_is_usual() -> None:
    """A single outage does not make the alarm deaf."""
    moments = [*EVERY_TEN_MINUTES, LAST + timedelta(days=2)]
    assert usual_gap_s(moments) == 600
