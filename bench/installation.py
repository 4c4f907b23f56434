"""A whole installation to be measured: as shipped, the example company published, customers with open questions.

What is measured is the product's own wiring; only the model (measured elsewhere) and the way out have stand-ins.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import count

from pydantic import SecretStr
from sqlalchemy import func, select

from app.garbage import freeze_what_stays
from app.settings import Channels, Database, Settings, Slack, Sms, Telegram, Twilio
from app.stages import make_runner
from app.wiring import House, open_house
from authoring.experience import Experience
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from bench.conversations import Crowd, QuickReader, seat, without_number
from bench.machine import ROOT
from bench.wire import PUBLIC, SECRET
from conversation.saved import load_prompt
from conversation.wording import fill
from scheduler.runner import Runner
from storage.inbox import inbox
from storage.migrate import upgrade
from storage.outbox import outbox
from storage.sessions import sessions
from storage.transactions import Transaction
from usecases.publish_bundle import Published, publish


@cache
def experience() -> Experience:
    """The example company as it is shipped."""
    found, problems = read_experience(load_files(ROOT / "experience"))
    assert found is not None, problems
    return found


def settings(url: str) -> Settings:
    """The settings as shipped, with every channel switched on."""
    return Settings(
        _env_file=None,
        database=Database(url=url),
        public_url=PUBLIC,
        channels=Channels(
            telegram=Telegram(token=SecretStr("1:bench"), secret=SecretStr(SECRET), mode="webhook"),
            twilio=Twilio(account_sid="AC" + "0" * 32, auth_token=SecretStr(SECRET), sms=Sms(senders={"*": "+49150"})),
            slack=Slack(bot_token=SecretStr("xoxb-bench"), signing_secret=SecretStr(SECRET), customers=True),
        ),
    )


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[House]:
    """The house over a migrated database; its commits survive a power cut, or nothing is measured."""
    upgrade(url)
    async with open_house(settings(url), reader=QuickReader()) as house:
        assert await house.store.durability() == "full"
        yield house


async def furnish(house: House, crowd: Crowd, *, first: int = 0, ask: bool = True) -> None:
    """Publish the example company where nothing is yet, and seat the crowd."""
    now = datetime.now(UTC)
    published = await publish(house.store, load_files(ROOT / "experience"), who="bench", now=now)
    assert isinstance(published, Published), published
    ids = count(first * 100 + 1)
    sit = partial(seat, crowd=crowd, bundles=house.bundles, new_id=lambda: f"{next(ids):012x}", now=now)
    await house.store.run(partial(sit, first=first, ask=ask))


@asynccontextmanager
async def taking_turns(house: House, on_settled: Callable[[int], None]) -> AsyncIterator[None]:
    """The house's own turn loop, and nothing else of what runs by itself; it says how many rows it has settled."""
    whole = make_runner(house)
    turn = next(each for each in whole.drainers if each.stage == "turn")

    async def counted() -> int:
        done = await turn.drain()
        on_settled(done)
        return done

    runner: Runner = replace(whole, drainers=[replace(turn, drain=counted)], ticks=())
    await house.store.read(house.bundles.prepare)
    freeze_what_stays()  # as `serve` does
    try:
        async with runner.running():
            yield
    finally:
        gc.unfreeze()


def check(tx: Transaction, crowd: Crowd) -> None:
    """Every message is stored once and done, every conversation over, every customer told exactly what he must be."""
    senders = set(crowd.expected)
    stored = select(inbox.c.state, func.count()).where(inbox.c.message_id.not_like("old%")).group_by(inbox.c.state)
    states = {str(state): int(number) for state, number in tx.execute(stored)}
    assert states == {"done": len(crowd.messages)}, states
    open_ones = tx.execute(select(func.count()).where(sessions.c.state == "asking")).scalar()
    assert open_ones == 0, f"{open_ones} conversations are still open"
    told: dict[str, list[str]] = {sender: [] for sender in senders}
    spoken = select(outbox.c.address, outbox.c.prompt).where(outbox.c.key.not_like("old%")).order_by(outbox.c.id)
    for address, prompt in tx.execute(spoken):
        told[address].append(without_number(fill(load_prompt(prompt), datetime.now(UTC))))
    wrong = [sender for sender, texts in crowd.expected.items() if told[sender] != texts]
    assert not wrong, f"{len(wrong)} customers got other replies, e.g. {told[wrong[0]]} != {crowd.expected[wrong[0]]}"
