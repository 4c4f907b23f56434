"""The stages' drains with everything they need put in, and the runner that drains them and ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from random import random

from app.media_files import fetch_files, media_folder
from app.prices import money_of
from app.settings import Settings
from app.template_sync import sync_whatsapp
from app.ways_in import ways_in
from app.wiring import House
from bots.pace import OVERALL, evenly
from scheduler.jobs import Work, ticks
from scheduler.runner import Runner
from scheduler.wakes import Drainer
from storage.work import CALL, ShardDrain, lane_of, shards_of, wake
from usecases.ask_gate import ask_gate
from usecases.deliver import Sending, deliver, no_pace
from usecases.make_calls import make_calls
from usecases.note_costs import noting
from usecases.post_webhooks import post_webhooks
from usecases.protocols import Bot, Stage
from usecases.share_pace import shared_pace
from usecases.show_cases import show_cases
from usecases.show_posts import show_posts
from usecases.take_turns import take_turns


def sending(house: House) -> Sending:
    """How this installation sends; several processes on one database keep one pace."""
    return Sending(
        gate=ask_gate,
        pace=shared_pace(house.store, gaps_of(house.settings)) if house.store.shared else no_pace,
        jitter=random,
        holding=house.settings.delivery.holding,
        note=noting(money_of(house.settings)),
    )


def gaps_of(settings: Settings) -> dict[str, float]:
    """The seconds between two messages of each channel whose platform limits them."""
    own = {"sms": evenly(settings.channels.twilio.sms.per_second)}
    return {channel: seconds / messages for channel, (messages, seconds) in (OVERALL | own).items()}


def make_runner(house: House, drains: Sequence[Drainer] | None = None) -> Runner:
    """Everything that runs by itself, not yet running; `drains` in place of the stages' own."""
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
        fetch_media=partial(fetch_files, house),
        post_webhooks=partial(_post_webhooks, house),
    )
    return Runner(
        store=house.store,
        ticks=ticks(work),
        drainers=drainers(house) if drains is None else drains,
        signal=house.wake,
        wall=house.clocks.wall,
    )


def drainers(house: House) -> tuple[Drainer, ...]:
    """One a stage, and of the delivery one a channel, so that a wave of slow SMS holds up no chat.

    What a turn causes is delivered and shown at the desk next.
    """
    return (
        Drainer(stage="turn", drain=partial(_turn, house), wakes=("desk",)),
        *(
            Drainer(stage="deliver", lane=channel, drain=partial(_deliver, house, {channel: bot}), wakes=("turn",))
            for channel, bot in house.bots.items()
        ),
        Drainer(stage="call", drain=partial(_call, house), wakes=("deliver", "desk")),
        Drainer(stage="desk", drain=partial(_desk, house)),
    )


def forwarders(house: House) -> tuple[Drainer, ...]:
    """In place of drains where workers do the work: what this process is told is passed on to them."""
    stages: tuple[Stage, ...] = ("deliver", "call", "desk")  # who accepts wakes the turn himself
    return tuple(Drainer(stage=stage, drain=partial(_forward, house, stage)) for stage in stages)


async def _forward(house: House, stage: Stage) -> int:
    await house.store.run(partial(wake, stage=stage, shards=shards_of(stage)), order="free")
    return 0


def shard_drains(house: House) -> dict[str, ShardDrain]:
    """What a worker does for one shard of each stage."""
    drains: dict[str, ShardDrain] = {each.stage: partial(_whole, each) for each in drainers(house)}
    return drains | {"turn": partial(_turn, house), "deliver": partial(_deliver_lane, house)}


async def _whole(drainer: Drainer, _shard: int) -> int:
    """A stage of one shard."""
    return await drainer.drain()


async def _turn(house: House, shard: int | None = None) -> int:
    said: set[str] = set()
    settled = await take_turns(
        house.store,
        reader=house.reader,
        bundles=house.bundles,
        new_id=house.new_id,
        now=house.clocks.business(),
        shard=shard,
        patience_s=house.settings.nlp.timeout_s,
        ways_in=ways_in(house),
        said=said,
    )
    for channel in said:
        house.wake("call") if channel == CALL else house.wake("deliver", channel)
    house.metrics.settled.labels("turn").inc(settled)
    return settled


async def _deliver_lane(house: House, shard: int) -> int:
    """One channel's messages; a channel that this process has no bot for waits for one that has."""
    bots = {channel: bot for channel, bot in house.bots.items() if lane_of(channel) == shard}
    return await _deliver(house, bots) if bots else 0


async def _deliver(house: House, bots: Mapping[str, Bot]) -> int:
    settled = await deliver(
        house.store, bots=bots, bundles=house.bundles, now=house.clocks.business(), sending=sending(house)
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


async def _post_webhooks(house: House) -> int:
    if house.webhooks is None:
        return 0
    return await post_webhooks(
        house.store, sender=house.webhooks, now=house.clocks.business(), wall=house.clocks.wall, jitter=random
    )


async def _desk(house: House) -> int:
    if house.desk is None:
        return 0
    now = house.clocks.business()
    shown = await show_cases(house.store, desk=house.desk, bundles=house.bundles, now=now)
    return shown + await show_posts(
        house.store,
        desk=house.desk,
        bundles=house.bundles,
        now=now,
        read_file=media_folder(house.settings).read,
    )
