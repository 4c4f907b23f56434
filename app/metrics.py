"""The figures Prometheus reads: what came in and went out, and how much waits in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from app.silence import Pulse
from storage.depths import Depths
from storage.work import QueueDepth

WAITING = {
    "inbox_waiting": "Inbound messages no turn has taken yet.",
    "inbox_oldest_s": "Age of the oldest of them, in seconds.",
    "inbox_parked": "Inbound messages set aside after repeated failures: somebody must look.",
    "outbox_due": "Messages that should have left by now.",
    "outbox_oldest_s": "How long the oldest of them has been due, in seconds.",
    "outbox_in_doubt": "Messages that may or may not have arrived.",
    "outbox_dead": "Messages given up in the last seven days: `echoloop outbox` lists them.",
    "contacts_due": "Planned contacts whose time has come.",
    "cases_open": "Cases that are not resolved.",
}


PULSE = {
    "silent": "1 where nothing came in on a channel for three times its usual gap.",
    "silent_s": "How long nothing has come in on a channel, in seconds.",
    "usual_gap_s": "A channel's usual gap between messages, in seconds.",
}
WAKES = {
    "waiting": "Wakes that no worker has taken yet (PostgreSQL).",
    "working": "Wakes that workers are at.",
    "oldest_s": "Age of the oldest wake that waits, in seconds.",
}


@dataclass(slots=True)
class Metrics:
    """One process's counters, with a registry of their own: two houses in one process do not mix."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    accepted: Counter = field(init=False)
    refused: Counter = field(init=False)
    settled: Counter = field(init=False)
    waiting: dict[str, Gauge] = field(init=False)
    queue: dict[str, Gauge] = field(init=False)
    pulse: dict[str, Gauge] = field(init=False)

    def __post_init__(self) -> None:
        """Name every figure once."""
        registry = self.registry
        self.accepted = Counter(
            "echoloop_accepted", "Inbound messages accepted.", ["channel", "new"], registry=registry
        )
        self.refused = Counter("echoloop_refused", "Webhook calls refused.", ["channel", "why"], registry=registry)
        self.settled = Counter("echoloop_settled", "Rows settled by a stage.", ["stage"], registry=registry)
        self.pulse = {
            name: Gauge(f"echoloop_{name}", text, ["channel"], registry=registry) for name, text in PULSE.items()
        }
        self.queue = {name: Gauge(f"echoloop_wakes_{name}", text, registry=registry) for name, text in WAKES.items()}
        self.waiting = {name: Gauge(f"echoloop_{name}", text, registry=registry) for name, text in WAITING.items()}

    def hear(self, pulses: Mapping[str, Pulse], now: datetime) -> None:
        """Take in how long each channel has been quiet."""
        for channel, pulse in pulses.items():
            self.pulse["silent"].labels(channel).set(pulse.silent(now))
            self.pulse["silent_s"].labels(channel).set(pulse.quiet_s(now))
            self.pulse["usual_gap_s"].labels(channel).set(pulse.gap_s)

    def page(self, depths: Depths, queue: QueueDepth) -> bytes:
        """Everything in Prometheus' text format."""
        for name, value in asdict(queue).items():
            self.queue[name].set(value)
        for name, value in asdict(depths).items():
            self.waiting[name].set(value)
        return generate_latest(self.registry)
