"""What listens and starts work: a signal inside the process, and one drain loop a stage.

The rows are the truth; a wake only wakes somebody up. A stage is drained at the start, at every wake and at every tick
of the sweep, so that a lost wake costs one tick and never a message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import structlog

from usecases.protocols import Stage

STAGES: tuple[Stage, ...] = ("turn", "deliver", "desk", "call")
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0
REST_S = 0.05
"""After several rows at once more will come: gathered for as long, 100 messages a second cost 40 % less processor time
each, and 300 a third less. Nobody who chats sees it, and a row that came alone is never followed by it."""
MANY = 32  # rows of one wake: so many gather by themselves while others are worked on, and a rest would only be lost
DRAINS_WITHOUT_REST = 20  # after so many rows
LOG = structlog.stdlib.get_logger(__name__)

Drain = Callable[[], Awaitable[int]]
"""Takes the waiting rows of a stage, a batch a call; returns how many it settled (0 = nothing waits)."""


@dataclass(slots=True)
class Signal:
    """Wakes the drain loops of this process; itself a Wake. Call it on the event loop's thread.

    Loops of one stage that do not wait for each other have a lane each; a wake of the stage wakes all its lanes.
    """

    _events: dict[Stage, dict[str, asyncio.Event]] = field(
        default_factory=lambda: {stage: {"": asyncio.Event()} for stage in STAGES}
    )
    stopped: bool = False

    def __call__(self, stage: Stage, lane: str | None = None) -> None:
        """Rows of this stage are (probably) waiting, in this lane or nobody knows in which."""
        for name, event in self._events[stage].items():
            if lane is None or name == lane:
                event.set()

    def sweep(self) -> None:
        """Wake everybody."""
        for stage in STAGES:
            self(stage)

    def stop(self) -> None:
        """No new batch is begun; the loops end after the one they are at."""
        self.stopped = True
        self.sweep()

    def listen(self, stage: Stage, lane: str = "") -> asyncio.Event:
        """A lane's event, from now on set by every wake of the stage."""
        return self._events[stage].setdefault(lane, asyncio.Event())

    async def wait(self, stage: Stage, lane: str = "") -> None:
        """Until the stage is woken; a wake that came before counts once."""
        event = self.listen(stage, lane)
        await event.wait()
        event.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drainer:
    """One stage's loop. `wakes` are the stages that find new rows whenever this one has settled some; `lane` names its
    share of the stage's rows where several loops share them."""

    stage: Stage
    drain: Drain
    wakes: tuple[Stage, ...] = ()
    lane: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.stage} {self.lane}".strip()


async def keep_draining(drainer: Drainer, signal: Signal, *, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Drain at every wake until stopped, with a short rest after several rows. An error is logged, without anybody's
    words, and tried again, ever slower."""
    pause, woken, unresting = FIRST_PAUSE_S, signal.listen(drainer.stage, drainer.lane), 0
    woken.set()
    while not signal.stopped:
        await signal.wait(drainer.stage, drainer.lane)
        try:
            settled = await drain_all(drainer, signal)
            unresting = DRAINS_WITHOUT_REST if settled > MANY else max(0, unresting - 1)
            if settled > 1 and not unresting:
                await sleep(REST_S)
            pause = FIRST_PAUSE_S
        except Exception as error:
            LOG.error("draining failed", stage=drainer.name, error=type(error).__name__, again_in_s=pause)
            await sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
            woken.set()


async def drain_all(drainer: Drainer, signal: Signal) -> int:
    """Drain a stage until nothing waits; returns how many rows were settled."""
    settled = 0
    while not signal.stopped and (done := await drainer.drain()):
        settled += done
        for stage in drainer.wakes:
            signal(stage)
    return settled


async def settle_everything(drainers: Iterable[Drainer], signal: Signal, *, most_rounds: int = 100) -> int:
    """Drain all stages in turn until none finds anything: for the demo's moved clock and for tests without loops."""
    settled = 0
    stages = list(drainers)
    for _ in range(most_rounds):
        done = [await drain_all(drainer, signal) for drainer in stages]
        if not any(done):
            break
        settled += sum(done)
    return settled
