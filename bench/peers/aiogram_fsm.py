"""aiogram: its FSM with a storage on SQLite, every write durable by itself.

python bench/peers/aiogram_fsm.py FOLDER CUSTOMERS      prints messages a second, durable and in memory, as JSON
"""

# mypy: ignore-errors
# It runs in an environment of its own, where the product's types are not.
from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.base import BaseSession
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import TelegramMethod
from aiogram.types import Chat, Message, Update

sys.path.insert(0, str(Path(__file__).parent))
from talk import ASK_AGAIN, ASK_WHY, THANKS, Kept, check, updates


class Asking(StatesGroup):
    """What is asked."""

    score = State()
    why = State()


class OnSqlite(BaseStorage):
    """State and data of a chat; each write is a commit."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    async def set_state(self, key: StorageKey, state: Any = None) -> None:
        """Keep the state."""
        self._kept.put({f"state:{key.chat_id}": state.state if isinstance(state, State) else state})

    async def get_state(self, key: StorageKey) -> str | None:
        """The state."""
        return self._kept.get(f"state:{key.chat_id}")

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep the data."""
        self._kept.put({f"data:{key.chat_id}": dict(data)})

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data."""
        return self._kept.get(f"data:{key.chat_id}") or {}

    async def close(self) -> None:
        """Nothing to close."""


class NoNetwork(BaseSession):
    """Answers every call at once; keeps what was said."""

    def __init__(self, told: dict[int, list[str]]) -> None:
        super().__init__()
        self._told = told

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ARG002
        """What Telegram would say."""
        self._told.setdefault(int(method.chat_id), []).append(method.text)
        return Message(message_id=1, date=1, chat=Chat(id=method.chat_id, type="private"))

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded."""
        yield b""

    async def close(self) -> None:
        """Nothing to close."""


def conversation() -> Router:
    """The same three messages; who has no state yet has just been asked for a score."""
    router = Router()

    @router.message(Asking.why, F.text)
    async def why(message: Message, state: FSMContext) -> None:
        await state.update_data(why=message.text)
        await state.set_state(None)
        await message.answer(THANKS)

    @router.message(F.text)
    async def score(message: Message, state: FSMContext) -> None:
        text = (message.text or "").strip()
        if not text.isdecimal() or int(text) > 10:
            await state.set_state(Asking.score)
            await message.answer(ASK_AGAIN)
            return
        await state.update_data(score=int(text))
        await state.set_state(Asking.why)
        await message.answer(ASK_WHY)

    return router


async def hold(folder: Path, customers: int, *, durable: bool) -> float:
    """Messages a second."""
    told: dict[int, list[str]] = {}
    storage = OnSqlite(Kept(folder / "aiogram.db")) if durable else MemoryStorage()
    dispatcher, bot = Dispatcher(storage=storage), Bot("1:x", session=NoNetwork(told))
    dispatcher.include_router(conversation())
    posted = [json.dumps(update) for update in updates(customers)]
    start = perf_counter()
    for body in posted:
        await dispatcher.feed_update(bot, Update.model_validate_json(body, context={"bot": bot}))
    seconds = perf_counter() - start
    check(told, customers)
    return len(posted) / seconds


if __name__ == "__main__":
    place, count = Path(sys.argv[1]), int(sys.argv[2])
    figures = {name: asyncio.run(hold(place, count, durable=name == "durable")) for name in ("durable", "in memory")}
    print(json.dumps(figures))
