"""The silence alarm: a channel on which nothing came in for three times its usual gap is probably broken.

The usual gap is the one that 95 of 100 stay under, so that quiet nights are usual where they are. Of a channel that
falls silent while others are busy the last gap is remembered by the process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import structlog

FEWEST = 20  # messages before a gap counts as usual
SHORTEST_GAP_S = 60.0  # no channel is called silent within three minutes
TIMES = 3


@dataclass(frozen=True, slots=True)
class Pulse:
    """When a channel was last heard, and its usual gap in seconds."""

    last: datetime
    gap_s: float

    def quiet_s(self, now: datetime) -> float:
        """How long nothing has come in."""
        return max(0.0, (now - self.last).total_seconds())

    def silent(self, now: datetime) -> bool:
        """Whether that is too long."""
        return self.quiet_s(now) > TIMES * self.gap_s


@dataclass(slots=True)
class Silence:
    """What this process knows of the channels' pulses; says in the log when one falls silent, and when it is back."""

    pulses: dict[str, Pulse] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def listen(self, arrivals: Mapping[str, Sequence[datetime]], now: datetime) -> list[str]:
        """Take in the latest arrivals; returns the channels that are silent."""
        for channel, moments in arrivals.items():
            if len(moments) >= FEWEST:
                self.pulses[channel] = Pulse(moments[-1], usual_gap_s(moments))
        silent = sorted(channel for channel, pulse in self.pulses.items() if pulse.silent(now))
        log = structlog.get_logger()
        for channel in silent:
            if channel not in self.told:
                way_out = "run `echoloop doctor`; look at the platform's webhook"
                log.warning("channel silent", channel=channel, usual_gap_s=self.pulses[channel].gap_s, way_out=way_out)
        for channel in self.told - set(silent):
            log.info("channel heard again", channel=channel)
        self.told = set(silent)
        return silent


def usual_gap_s(moments: Sequence[datetime]) -> float:
    """The gap that 95 of 100 gaps stay under."""
    gaps = sorted((later - earlier).total_seconds() for earlier, later in pairwise(moments))
    return max(SHORTEST_GAP_S, gaps[int(len(gaps) * 0.95)])
