"""The figures Prometheus reads: what came in and went out, and how much waits in between."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

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

    def __post_init__(self) -> None:
        """Name every figure once."""
        registry = self.registry
        self.accepted = Counter(
            "echoloop_accepted", "Inbound messages accepted.", ["channel", "new"], registry=registry
        )
        self.refused = Counter("echoloop_refused", "Webhook calls refused.", ["channel", "why"], registry=registry)
        self.settled = Counter("echoloop_settled", "Rows settled by a stage.", ["stage"], registry=registry)
        self.queue = {name: Gauge(f"echoloop_wakes_{name}", text, registry=registry) for name, text in WAKES.items()}
        self.waiting = {name: Gauge(f"echoloop_{name}", text, registry=registry) for name, text in WAITING.items()}

    def page(self, depths: Depths, queue: QueueDepth) -> bytes:
        """Everything in Prometheus' text format."""
        for name, value in asdict(queue).items():
            self.queue[name].set(value)
        for name, value in asdict(depths).items():
            self.waiting[name].set(value)
        return generate_latest(self.registry)
