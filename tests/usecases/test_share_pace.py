"""One pace a channel, however many processes send."""

from __future__ import annotations

import time
from datetime import datetime
from functools import partial
from typing import cast

import anyio
import pytest

from bots.outcome import SendOutcome
from conversation.messages import Prompt
from conversation.saved import dump_prompt
from conversation.sms_text import segments
from conversation.wording import fill
from storage.database import open_store
from storage.outbox import outbox
from storage.paces import book
from tests.usecases.house import House, KeepingBot
from usecases.deliver import Sending, deliver
from usecases.share_pace import shared_pace

pytestmark = pytest.mark.anyio
DATABASES = ["postgresql"]
WORKERS, CUSTOMERS, GAP_S = 3, 50, 0.02


LONG = "Sorry, " + "we will look into it and write to you again. " * 8  # 360 signs: three segments


class Timed(KeepingBot):
    """Keeps when something left."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[float] = []

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Sent at once, by the clock."""
        self.left.append(time.monotonic())
        return await super().send(address, prompt, key=key, now=now)


async def sent_by(workers: int, bot: Timed, house: House, house_url: str) -> None:
    """Everything that waits is sent by so many workers, each with a store of its own."""

    async def work() -> None:
        store = open_store(house_url)
        how = Sending(pace=shared_pace(store, {"telegram": GAP_S}))
        send = partial(deliver, store, bots={"telegram": bot}, bundles=house.bundles, now=house.now, sending=how)
        while await send(limit=16):
            pass
        await store.close()

    async with anyio.create_task_group() as group:
        for _ in range(workers):
            group.start_soon(work)


async def test_three_workers_together_keep_the_pace_and_send_everything_once_in_order(
    house: House, house_url: str
) -> None:
    """A hundred messages to fifty customers: never faster than allowed, none twice, and each customer's in order."""
    await house.receive(*[house.says("", f"s{number}", kind="start") for number in range(CUSTOMERS)])
    await house.turns()
    bot, begun = Timed(), time.monotonic()
    await sent_by(WORKERS, bot, house, house_url)
    house.bot = bot
    while await house.deliver():
        pass
    assert [row["state"] for row in await house.rows(outbox)] == ["sent"] * 2 * CUSTOMERS
    assert len({key for _, _, key in bot.sent}) == len(bot.sent) == 2 * CUSTOMERS
    assert all(house.texts(f"s{number}")[0] == "Welcome to Sonnweg." for number in range(CUSTOMERS))
    for place, left in enumerate(sorted(bot.left)):  # a busy machine may be late with one, never early
        assert left - begun > 0.8 * place * GAP_S, "faster than allowed"


async def test_a_moment_too_far_ahead_is_not_booked_and_costs_no_try(house: House) -> None:
    """The message waits in the outbox, so that it holds no slot, and is as fresh as before."""
    await house.receive(house.says("", "ada", kind="start"))
    await house.turns()
    ahead = partial(book, channel="telegram", gap_s=60, patience_s=100)
    assert [(await house.store.run(ahead))[0] for _ in range(3)] == [True, True, False]
    how = Sending(pace=shared_pace(house.store, {"telegram": 60}))
    await deliver(
        house.store, bots={"telegram": house.bot}, bundles=house.bundles, now=house.now, sending=how, limit=16
    )
    [first, _] = await house.rows(outbox)
    assert (first["state"], first["tries"], first["lease_until"]) == ("waiting", 0, None)
    assert 60 < (cast("datetime", first["due_at"]) - house.now).total_seconds() < 121
    assert house.texts() == []


class Segmented(Timed):
    """Measures as the SMS bot does."""

    def places(self, prompt: Prompt, now: datetime) -> int:
        """One place a segment."""
        return segments(fill(prompt, now)).parts


async def test_a_long_sms_keeps_the_channel_for_each_of_its_segments(house: House, house_url: str) -> None:
    """Two workers, short and long texts by turns: what leaves after a text of three segments waits for three places."""
    await house.receive(*[house.says("", f"s{number}", kind="start") for number in range(8)])
    await house.turns()
    rows = [row["id"] for row in await house.rows(outbox) if row["step"] == "hello"]
    written = dump_prompt(Prompt(template=LONG))
    await house.store.run(
        lambda tx: tx.execute(outbox.update().where(outbox.c.id.in_(rows[::2])).values(prompt=written))
    )
    bot, begun = Segmented(), time.monotonic()
    await sent_by(2, bot, house, house_url)
    taken = 0
    for left, (_, text, _) in sorted(zip(bot.left, bot.sent, strict=True)):
        assert left - begun > 0.8 * taken * GAP_S, "faster than allowed"
        taken += segments(text).parts
    assert len(bot.sent) == 16
    assert taken == 4 * 3 + 12


async def test_a_message_that_cannot_be_measured_takes_one_place(house: House) -> None:
    """It fails when it is sent, not before: the others leave."""
    await house.receive(house.says("", "ada", kind="start"), house.says("", "bodo", kind="start"))
    await house.turns()
    [broken, *_] = [row["id"] for row in await house.rows(outbox)]
    wrong = outbox.update().where(outbox.c.id == broken).values(prompt={"nonsense": True})
    await house.store.run(lambda tx: tx.execute(wrong))
    how = Sending(pace=shared_pace(house.store, {"telegram": GAP_S}))
    bot = Segmented()
    await deliver(house.store, bots={"telegram": bot}, bundles=house.bundles, now=house.now, sending=how, limit=16)
    assert [text for _, text, _ in bot.sent] == ["Welcome to Sonnweg."]
    [first, *_] = await house.rows(outbox)
    assert (first["state"], first["outcome"].partition(":")[0]) == ("waiting", "bug")
