"""Thousands of damaged updates of every platform through the real accept path: no 500, nothing lost, memory flat."""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from app.settings import Database, Settings
from app.web.server import create_app
from app.wiring import House, open_house
from authoring.load_files import load_files
from conversation.reading import UNREAD, Reading
from storage.inbox import inbox
from storage.migrate import upgrade
from tests.e2e.mutations import BASE, TOKEN, TWILIO_SID, Call, calls, signed_now
from usecases.publish_bundle import Published, publish
from usecases.take_turns import take_turns

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]
NOBODY = "http://127.0.0.1:9"  # no platform is called: what is tested is what comes in


class Unread:
    """A reader that is unsure of everything."""

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """Nothing is seen."""
        return [UNREAD] * len(texts)


@asynccontextmanager
async def house_of_all_channels(folder: Path) -> AsyncIterator[House]:
    """Every channel set up, no platform reachable."""
    url = f"sqlite:///{folder / 'echoloop.db'}"
    upgrade(url)
    channels = {
        "telegram": {"token": "4711:x", "secret": TOKEN, "api_url": NOBODY},
        "slack": {"bot_token": "xoxb-x", "signing_secret": TOKEN, "api_url": f"{NOBODY}/api/", "customers": True},
        "twilio": {
            "account_sid": TWILIO_SID,
            "auth_token": TOKEN,
            "api_url": NOBODY,
            "sms": {"senders": {"*": "+4915000000000"}},
            "whatsapp": {"sender": "+4915000000000"},
        },
    }
    settings = Settings(_env_file=None, public_url=BASE, database=Database(url=url), channels=channels)
    async with open_house(settings, reader=Unread()) as house:
        done = await publish(house.store, load_files(ROOT / "experience"), who="test", now=house.clocks.business())
        assert isinstance(done, Published)
        yield house


async def post_all(client: httpx.AsyncClient, given: Sequence[Call], house: House) -> Counter[int]:
    """Every call, one after the other; how often each status was answered."""
    answers: Counter[int] = Counter()
    for call in given:
        answer = await client.post(call.path, content=call.body, headers=signed_now(call, house))
        answers[answer.status_code] += 1
        allowed = (200, 204) if call.whole else (200, 204, 400, 404, 413, 422)
        assert answer.status_code in allowed, (call.path, answer.status_code, call.body[:500])
    return answers


async def stored(house: House, *, parked: bool = False) -> int:
    """How many messages the inbox has, or how many no turn could take."""
    query = select(func.count()).select_from(inbox)
    query = query.where(inbox.c.state == "parked") if parked else query
    return await house.store.read(lambda tx: int(tx.execute(query).scalar_one()))


async def take_all(house: House) -> None:
    """Take every turn that waits."""
    now = house.clocks.business()
    while await take_turns(house.store, reader=house.reader, bundles=house.bundles, new_id=house.new_id, now=now):
        pass


async def hold_out(folder: Path, rounds: int, each: int) -> list[int]:
    """Post `rounds` times `each` calls and take their turns; the bytes held after each round."""
    held = []
    async with house_of_all_channels(folder) as house:
        transport = httpx.ASGITransport(create_app(house), client=("127.0.0.1", 1), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            given = calls(rounds * each)
            before = 0
            for number in range(rounds):
                part = given[number * each : (number + 1) * each]
                answers = await post_all(client, part, house)
                now_stored = await stored(house)
                assert now_stored > before, "nothing of this round was taken"
                assert sum(answers.values()) == len(part)
                await take_all(house)
                assert await stored(house, parked=True) == 0
                repeated = [
                    call for call in part[:300] if call.path != "/chat/messages"
                ]  # a page without its id is new
                again = await post_all(client, repeated, house)
                assert set(again) <= set(answers), "a repeat is answered as the first time"
                assert await stored(house) == now_stored, "a repeat is the same message"
                before = now_stored
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0] if tracemalloc.is_tracing() else 0)
                statuses = dict(sorted(answers.items()))
                print(f"round {number + 1}: {statuses}, {now_stored} stored, {held[-1] / 1e6:.1f} MB held")  # noqa: T201
    return held


async def test_damaged_updates_are_answered_and_none_is_parked(tmp_path: Path) -> None:
    """Three hundred of them, and the platforms' ones once more."""
    await hold_out(tmp_path, 1, 300)


@pytest.mark.long
async def test_ten_thousand_damaged_updates_leave_memory_flat(tmp_path: Path) -> None:
    """Ten rounds of a thousand, some delivered twice: what is held after the last is what was held after the third."""
    tracemalloc.start()
    try:
        held = await hold_out(tmp_path, 10, 1000)
    finally:
        tracemalloc.stop()
    assert held[-1] - held[2] < 8_000_000, held
