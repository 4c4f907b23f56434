"""Whatever happens in whatever order: a stopped address gets its one confirmation, and nothing else."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.outcome import AddressDead, CustomerStopped, InDoubt, Refused, RetryLater
from conversation.messages import Channel
from conversation.system_texts import LAST_WORDS, SYSTEM
from storage.cases import cases
from storage.database import open_store
from tests.usecases.house import House
from tests.usecases.opt_out_house import ME, OWN_WORDS, PURPOSES, OptOutHouse, other_than
from usecases.start_flow import start_flow

CONFIRMATIONS = {SYSTEM[name].en for name in LAST_WORDS}
TEXTS = ("STOP", "START", "HELP", "hello", "9", "this was awful", OWN_WORDS)
FAILURES = (RetryLater("down"), InDoubt("time-out"), Refused("no"), CustomerStopped("blocked"), AddressDead("gone"))
HERE: Channel = "telegram"
THERE = other_than(HERE)

Act = tuple[str, str, str]
AT = st.sampled_from((HERE, THERE))
ACTS = st.one_of(
    st.tuples(st.just("hear"), st.sampled_from(TEXTS), AT),
    st.tuples(st.just("hear"), st.just("STOP"), AT),
    st.tuples(st.just("signal"), st.sampled_from(("blocked", "unblocked", "start")), AT),
    st.tuples(st.just("talk"), st.sampled_from(PURPOSES), AT),
    st.tuples(st.just("plan"), st.sampled_from(PURPOSES), st.just("")),
    st.tuples(st.just("answer"), st.just(""), st.just("")),
    st.tuples(st.just("fail"), st.sampled_from(("0", "1", "2", "3", "4")), AT),
    st.tuples(st.just("interrupt"), st.sampled_from(("STOP", "START", "hello")), AT),
    st.tuples(st.just("deliver"), st.just(""), st.just("")),
    st.tuples(st.just("tick"), st.sampled_from(("1", "25", "200")), st.just("")),
)

STOPPED_WHILE_SENDING: list[Act] = [
    ("talk", "service", HERE), ("interrupt", "STOP", HERE), ("deliver", "", ""), ("tick", "1", ""),
]  # fmt: skip
CONFIRMED_LATE: list[Act] = [
    ("hear", "STOP", HERE), ("fail", "0", HERE), ("deliver", "", ""), ("hear", "START", HERE), ("hear", "STOP", HERE),
]  # fmt: skip
STARTED_WHILE_CONFIRMING: list[Act] = [
    ("hear", "STOP", HERE), ("interrupt", "START", HERE), ("deliver", "", ""), ("hear", "STOP", HERE),
]  # fmt: skip
A_PERSON_WRITES: list[Act] = [
    ("hear", "this was awful", HERE), ("answer", "", ""), ("hear", "STOP", HERE), ("answer", "", ""), ("tick", "1", ""),
]  # fmt: skip


@dataclass
class Watch:
    """Does what was drawn, and looks after each act at what every stopped address was sent."""

    opt: OptOutHouse
    seen: dict[Channel, int] = field(default_factory=lambda: {HERE: 0, THERE: 0})
    confirmed: dict[Channel, int] = field(default_factory=lambda: {HERE: 0, THERE: 0})

    async def do(self, act: Act) -> None:
        """One act of the story."""
        doing: dict[str, Callable[[str, str], Awaitable[None]]] = {
            "hear": self._hear, "signal": self._signal, "talk": self._talk, "plan": self._plan,
            "answer": self._answer, "fail": self._fail, "deliver": self._deliver, "tick": self._tick,
            "interrupt": self._interrupt,
        }  # fmt: skip
        await doing[act[0]](act[1], act[2])
        await self.look()

    async def look(self) -> None:
        """The promise itself."""
        for channel in (HERE, THERE):
            new = [text for _, text, _ in self.opt.bots[channel].sent[self.seen[channel] :]]
            self.seen[channel] += len(new)
            if await self.opt.state(channel) != "stopped":
                self.confirmed[channel] = 0
                continue
            assert set(new) <= CONFIRMATIONS, new
            self.confirmed[channel] += len(new)
            assert self.confirmed[channel] <= 1

    async def _hear(self, text: str, channel: str) -> None:
        await self.opt.only_hear(text, channel=channel)

    async def _signal(self, kind: str, channel: str) -> None:
        await self.opt.only_hear("", kind=kind, channel=channel)

    async def _talk(self, purpose: str, channel: str) -> None:
        house = self.opt.house
        await start_flow(
            house.store, ME, f"{purpose}_talk", address_id=f"at_{channel}",
            bundles=house.bundles, new_id=house.new_id, now=house.now,
        )  # fmt: skip

    async def _plan(self, purpose: str, _channel: str) -> None:
        await self.opt.plan(purpose)

    async def _answer(self, _text: str, _channel: str) -> None:
        if len(await self.opt.house.rows(cases)) == 1:
            await self.opt.answer("Hello, I am Mia.")

    async def _fail(self, number: str, channel: str) -> None:
        self.opt.bots[channel].outcomes.append(FAILURES[int(number)])  # type: ignore[index]

    async def _interrupt(self, text: str, channel: str) -> None:
        """A message that comes in while one of ours fails on its way out."""
        bot = self.opt.bots[channel]  # type: ignore[index]
        bot.outcomes.append(RetryLater("down"))
        bot.meanwhile = partial(self.opt.only_hear, text, channel=channel)

    async def _deliver(self, _text: str, _channel: str) -> None:
        await self.opt.deliver()

    async def _tick(self, hours: str, _channel: str) -> None:
        self.opt.house.pass_time(hours=int(hours))
        await self.opt.tick()


@settings(max_examples=80)
@given(story=st.lists(ACTS, min_size=4, max_size=25))
@example(story=STOPPED_WHILE_SENDING)
@example(story=CONFIRMED_LATE)
@example(story=STARTED_WHILE_CONFIRMING)
@example(story=A_PERSON_WRITES)
def test_a_stopped_address_gets_one_confirmation_and_nothing_else(published: Path, story: list[Act]) -> None:
    """In any order of STOP, START, messages, contacts and reminders due, and deliveries that fail."""

    async def live(folder: Path) -> None:
        shutil.copy(published, folder / "echoloop.db")
        store = open_store(f"sqlite:///{folder / 'echoloop.db'}")
        try:
            opt = OptOutHouse(House(store), here=HERE)
            await opt.prepare()
            watch = Watch(opt)
            for act in story:
                await watch.do(act)
            await watch.do(("tick", "200", ""))
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder)))
