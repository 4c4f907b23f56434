"""python-telegram-bot: ConversationHandler with a persistence on SQLite, written after every update.

    python bench/peers/ptb.py FOLDER CUSTOMERS      prints messages a second, durable and in memory, as JSON

Its own default writes once a minute, which loses what came in between: that figure is shown, and not counted.
"""

# mypy: ignore-errors
# It runs in an environment of its own, where the product's types are not.
from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BasePersistence,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)
from telegram.request import BaseRequest

sys.path.insert(0, str(Path(__file__).parent))
from talk import ASK_AGAIN, ASK_WHY, THANKS, Kept, check, updates

SCORE, WHY = range(2)
Context = ContextTypes.DEFAULT_TYPE


class NoNetwork(BaseRequest):
    """Answers every call at once; keeps what was said."""

    def __init__(self, told: dict[int, list[str]]) -> None:
        self._told = told

    @property
    def read_timeout(self) -> float | None:
        """None is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, method: str, request_data: Any = None, **_: Any) -> tuple[int, bytes]:  # noqa: ARG002
        """What Telegram would say."""
        if url.endswith("/getMe"):
            found: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "B", "username": "b"}
        else:
            said = request_data.parameters
            self._told.setdefault(int(said["chat_id"]), []).append(said["text"])
            found = {"message_id": 1, "date": 1, "chat": {"id": said["chat_id"], "type": "private"}}
        return 200, json.dumps({"ok": True, "result": found}).encode()


class OnSqlite(BasePersistence[dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """Conversations and user data, one commit each time it is told to write."""

    def __init__(self, kept: Kept) -> None:
        wanted = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
        super().__init__(store_data=wanted, update_interval=3600)
        self._kept, self._rows = kept, dict[str, object]()

    async def get_user_data(self) -> dict[int, dict[Any, Any]]:
        """Nobody has said anything yet."""
        return {}

    async def get_conversations(self, name: str) -> dict[Any, Any]:  # noqa: ARG002
        """Everybody has been asked for a score: the handler's entry point stands for that."""
        return {}

    async def update_conversation(self, name: str, key: Any, new_state: object | None) -> None:
        """Remember a state for the next write."""
        self._rows[f"{name}:{key}"] = new_state

    async def update_user_data(self, user_id: int, data: dict[Any, Any]) -> None:
        """Remember what somebody has said."""
        self._rows[f"user:{user_id}"] = data

    async def refresh_user_data(self, user_id: int, user_data: dict[Any, Any]) -> None:
        """Ours alone."""

    async def flush(self) -> None:
        """One durable commit."""
        self._kept.put(self._rows)
        self._rows = {}

    async def get_bot_data(self) -> dict[Any, Any]:
        """None kept."""
        return {}

    get_chat_data = get_user_data

    async def get_callback_data(self) -> None:
        """None kept."""

    async def update_bot_data(self, data: Any) -> None:
        """None kept."""

    async def update_chat_data(self, chat_id: int, data: Any) -> None:
        """None kept."""

    async def update_callback_data(self, data: Any) -> None:
        """None kept."""

    async def refresh_bot_data(self, bot_data: Any) -> None:
        """None kept."""

    async def refresh_chat_data(self, chat_id: int, chat_data: Any) -> None:
        """None kept."""

    async def drop_chat_data(self, chat_id: int) -> None:
        """None kept."""

    async def drop_user_data(self, user_id: int) -> None:
        """None kept."""


async def score(update: Update, context: Context) -> int:
    """The score, or the question again."""
    assert update.message is not None
    assert update.message.text is not None
    assert context.user_data is not None
    text = update.message.text.strip()
    if not text.isdecimal() or int(text) > 10:
        await update.message.reply_text(ASK_AGAIN)
        return SCORE
    context.user_data["score"] = int(text)
    await update.message.reply_text(ASK_WHY)
    return WHY


async def why(update: Update, context: Context) -> int:
    """The reason, and the end."""
    assert update.message is not None
    assert context.user_data is not None
    context.user_data["why"] = update.message.text
    await update.message.reply_text(THANKS)
    return ConversationHandler.END


async def hold(folder: Path, customers: int, *, durable: bool) -> float:
    """Messages a second."""
    told: dict[int, list[str]] = {}
    kept, request = Kept(folder / f"ptb_{durable}.db"), NoNetwork(told)
    persistence = OnSqlite(kept)
    builder = Application.builder().token("1:x").request(request).get_updates_request(NoNetwork(told)).updater(None)
    application = builder.persistence(persistence).build()
    words = filters.TEXT
    application.add_handler(
        ConversationHandler(
            entry_points=[MessageHandler(words, score)],
            states={SCORE: [MessageHandler(words, score)], WHY: [MessageHandler(words, why)]},
            fallbacks=[],
            name="nps",
            persistent=True,
        )
    )
    await application.initialize()
    posted = [json.dumps(update) for update in updates(customers)]
    start = perf_counter()
    for body in posted:
        await application.process_update(Update.de_json(json.loads(body), application.bot))
        if durable:
            await application.update_persistence()
            await persistence.flush()
    seconds = perf_counter() - start
    check(told, customers)
    assert not durable or kept.count() == 2 * customers, kept.count()
    return len(posted) / seconds


if __name__ == "__main__":
    place, count = Path(sys.argv[1]), int(sys.argv[2])
    figures = {name: asyncio.run(hold(place, count, durable=name == "durable")) for name in ("durable", "in memory")}
    print(json.dumps(figures))
