"""The stages' drains with everything they need put in, and the runner that drains them and ticks."""

from __future__ import annotations

from functools import partial
from random import random

from app.prices import money_of
from app.template_sync import sync_whatsapp
from app.wiring import House
from scheduler.jobs import Work, ticks
from scheduler.runner import Runner
from scheduler.wakes import Drainer
from usecases.ask_gate import ask_gate
from usecases.deliver import Sending, deliver
from usecases.make_calls import make_calls
from usecases.show_cases import show_cases
from usecases.take_turns import take_turns


def sending(house: House) -> Sending:
    """How this installation sends."""
    return Sending(gate=ask_gate, jitter=random, holding=house.settings.delivery.holding)


def make_runner(house: House) -> Runner:
    """Everything that runs by itself, not yet running."""
    work = Work(
        store=house.store,
        bundles=house.bundles,
        new_id=house.new_id,
        business=house.clocks.business,
        wall=house.clocks.wall,
        signal=house.wake,
        next_channel=house.settings.delivery.next_channel_when_silent,
        sync_templates=partial(sync_whatsapp, house),
        money=money_of(house.settings),
    )
    return Runner(
        store=house.store, ticks=ticks(work), drainers=drainers(house), signal=house.wake, wall=house.clocks.wall
    )


def drainers(house: House) -> tuple[Drainer, ...]:
    """One a stage; what a turn causes is delivered and shown at the desk next."""
    return (
        Drainer(stage="turn", drain=partial(_turn, house), wakes=("deliver", "desk", "call")),
        Drainer(stage="deliver", drain=partial(_deliver, house), wakes=("turn",)),
        Drainer(stage="call", drain=partial(_call, house), wakes=("deliver", "desk")),
        Drainer(stage="desk", drain=partial(_desk, house)),
    )


async def _turn(house: House) -> int:
    settled = await take_turns(
        house.store,
        reader=house.reader,
        bundles=house.bundles,
        new_id=house.new_id,
        now=house.clocks.business(),
        patience_s=house.settings.nlp.timeout_s,
    )
    house.metrics.settled.labels("turn").inc(settled)
    return settled


async def _deliver(house: House) -> int:
    settled = await deliver(
        house.store, bots=house.bots, bundles=house.bundles, now=house.clocks.business(), sending=sending(house)
    )
    house.metrics.settled.labels("deliver").inc(settled)
    return settled


async def _call(house: House) -> int:
    made = await make_calls(
        house.store,
        caller=house.caller,
        bundles=house.bundles,
        new_id=house.new_id,
        now=house.clocks.business(),
    )
    house.metrics.settled.labels("call").inc(made)
    return made


async def _desk(house: House) -> int:
    if house.desk is None:
        return 0
    return await show_cases(house.store, desk=house.desk, bundles=house.bundles, now=house.clocks.business())
