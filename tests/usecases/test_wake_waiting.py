"""The rows are the truth: wakes can be thrown away."""

from __future__ import annotations

from functools import partial

import anyio
import pytest

from storage.work import QueueDepth, queue_depth
from storage.working import Worker
from tests.usecases.house import House
from usecases.deliver import deliver
from usecases.take_turns import take_turns
from usecases.wake_waiting import wake_waiting

pytestmark = pytest.mark.anyio
DATABASES = ["postgresql"]
EVERYONE = [f"s{number}" for number in range(40)]
EMPTY = "truncate procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers cascade"


async def test_emptying_the_wakes_loses_nothing(house: House, house_url: str) -> None:
    """Forty messages are accepted and their wakes thrown away; after one sweep a worker answers all of them."""
    await house.receive(*(house.says("", sender, kind="start") for sender in EVERYONE))
    assert (await house.store.read(queue_depth)).waiting > 0
    await house.store.run(lambda tx: tx.exec_driver_sql(EMPTY).close())
    assert await house.store.read(queue_depth) == QueueDepth()

    async def turn(shard: int) -> int:
        given = {"reader": house.reader, "bundles": house.bundles, "new_id": house.new_id, "now": house.now}
        return await take_turns(house.store, shard=shard, **given)  # type: ignore[arg-type]

    answered = anyio.Event()

    async def send(_shard: int) -> int:
        done = await deliver(house.store, bots={"telegram": house.bot}, bundles=house.bundles, now=house.now)
        if len(house.bot.sent) >= 2 * len(EVERYONE):
            answered.set()
        return done

    worker = Worker(house_url, house.store, {"turn": turn, "deliver": send})
    await house.store.run(partial(wake_waiting, stages=("turn", "deliver"), now=house.now))
    async with anyio.create_task_group() as group:
        group.start_soon(worker.run)
        with anyio.fail_after(30):
            await answered.wait()
        worker.stop()
    said = ["Welcome to Sonnweg.", "May we ask for your opinion?"]
    assert {sender: house.texts(sender) for sender in EVERYONE} == dict.fromkeys(EVERYONE, said)
