"""One bot account at the Telegram stand-in: its chats, messages, pending updates, webhook and faults, in memory."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.limits import Limits
from sandbox.watched import Watched

Json = dict[str, Any]

PENDING_LIMIT = 10_000
"""Updates kept for a bot that does not fetch them; the oldest is forgotten first."""

Trouble = Literal[
    "throttled", "server_error", "blocked", "deactivated", "chat_not_found", "cannot_open", "timeout", "bad_picture"
]


@dataclass(slots=True)
class Fault:
    """An error on demand: the next `times` calls of `method` end in this trouble.

    `seconds` is `retry_after` for throttled, and how long the reply is held back for timeout (after the call took
    effect, as with a real line that breaks on the way back).
    """

    method: str
    kind: Trouble
    times: int = 1
    seconds: float = 1


@dataclass(slots=True)
class Message:
    """One bubble in a chat; `keyboard` is the inline keyboard below it, `tapped` the data of the tapped one."""

    message_id: int
    by: Literal["bot", "customer"]
    text: str
    date: int
    keyboard: list[list[Json]] = field(default_factory=list)
    tapped: str = ""
    edited: bool = False
    attachment: Json = field(default_factory=dict)
    picture: str = ""  # a photo's address; "uploaded" where its bytes came with the call


@dataclass(slots=True)
class Chat:
    """One private chat: the customer's phone with this bot on it."""

    chat_id: int
    first_name: str
    last_name: str = ""
    language: str = "de"
    started: bool = False
    blocked: bool = False
    messages: list[Message] = field(default_factory=list)

    def customer(self) -> Json:
        """The customer as Telegram's User object."""
        user: Json = {"id": self.chat_id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.language:
            user["language_code"] = self.language
        return user

    def as_chat(self) -> Json:
        """The chat as Telegram's Chat object."""
        return {"id": self.chat_id, "type": "private", "first_name": self.first_name}

    def find(self, message_id: int) -> Message | None:
        """The bubble with this id, if it is in this chat."""
        return next((message for message in self.messages if message.message_id == message_id), None)


@dataclass(slots=True)
class Webhook:
    """Where updates are posted to, and how the last post went."""

    url: str = ""
    secret: str = ""
    allowed: tuple[str, ...] = ()
    last_error: str = ""
    last_error_at: int = 0


class Account(Watched):
    """A bot's account: everything Telegram would know about it.

    Update ids start at the present time, so that a restarted stand-in never repeats the ids of an earlier life.
    """

    def __init__(self, token: str, username: str = "echoloop_sandbox_bot") -> None:
        super().__init__()
        self.token = token
        self.user: Json = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Bot", "username": username}
        self.chats: dict[int, Chat] = {}
        self.pending: list[Json] = []
        self.webhook = Webhook()
        self.faults: list[Fault] = []
        self.limits = Limits()
        self.callbacks: dict[str, bool] = {}  # callback id → answered
        self.calls: list[tuple[str, Json]] = []
        self.arrived = asyncio.Event()
        self._last_update = int(time.time() * 100)
        self._last_message = 0

    def chat(self, chat_id: int, first_name: str = "Alex", last_name: str = "", language: str = "de") -> Chat:
        """The chat with this id; a new phone where there is none."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(chat_id, first_name, last_name, language)
        return self.chats[chat_id]

    def add(self, chat: Chat, by: Literal["bot", "customer"], text: str, keyboard: list[list[Json]]) -> Message:
        """Append a bubble to a chat."""
        self._last_message += 1
        message = Message(self._last_message, by, text, int(time.time()), keyboard)
        chat.messages.append(message)
        return message

    def push(self, kind: str, content: Json) -> None:
        """Queue an update for the bot, unless it did not ask for this kind."""
        allowed = self.webhook.allowed
        if allowed and kind not in allowed:
            return
        self._last_update += 1
        self.push_raw({"update_id": self._last_update, kind: content})

    def push_raw(self, update: Any) -> None:
        """Queue anything at all, well-formed or not."""
        self.pending.append(update)
        del self.pending[:-PENDING_LIMIT]
        self.arrived.set()

    def fault_for(self, method: str) -> Fault | None:
        """The trouble that this call runs into, used up by one."""
        for fault in self.faults:
            if fault.method in (method, "*") and fault.times > 0:
                fault.times -= 1
                return fault
        return None


def as_message(account: Account, chat: Chat, message: Message) -> Json:
    """A bubble as Telegram's Message object."""
    sender = account.user if message.by == "bot" else chat.customer()
    shape: Json = {
        "message_id": message.message_id,
        "from": sender,
        "chat": chat.as_chat(),
        "date": message.date,
    }
    shape.update({"text": message.text} if not message.attachment else message.attachment)
    if message.by == "customer" and message.text.startswith("/"):
        length = len(message.text.split()[0])
        shape["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    if message.keyboard:
        shape["reply_markup"] = {"inline_keyboard": message.keyboard}
    return shape
