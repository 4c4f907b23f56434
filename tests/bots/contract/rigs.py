"""One rig a channel: how the contract suite knocks at its door, orders trouble, and sees what a customer sees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from bots import recording, telegram
from bots.outcome import CustomerStopped, InDoubt, RetryLater, SendOutcome
from bots.recording import RecordingBot
from bots.request import WebhookRequest
from bots.telegram import TelegramBot
from bots.webchat import WebchatBot
from conversation.messages import Inbound, Media
from conversation.saved import dump_inbound
from tests.bots.conftest import CUSTOMER, SECRET, Phone
from usecases.protocols import Bot

TAP = "session00001:recommend:9"
"""The payload of a button of ours."""

Shown = list[tuple[str, list[str]]]
"""What a customer sees: texts with the labels of the buttons below."""


class Rig(Protocol):
    """A channel under test. `webhook` False: it has none, and believes nobody. `spins`: a tap waits for an answer.

    `typed`: answers are typed there, so a prompt's choices are written into its text. `file` is one that a customer
    has sent, None where the platform keeps none for us.
    """

    address: str
    webhook: bool
    spins: bool
    typed: bool
    file: Media | None

    @property
    def bot(self) -> Bot:
        """The channel's bot."""
        ...

    @property
    def kind(self) -> str:
        """The channel's word; "recording" for the fake."""
        ...

    def request(self, what: str, secret: str = SECRET) -> WebhookRequest:
        """A request that brings a "text", a "tap", a "photo", something "unknown" or something "broken"."""
        ...

    async def order(self, trouble: str) -> bool:
        """Let the next sending end in this trouble; False where the channel cannot have it."""
        ...

    async def shown(self) -> Shown | None:
        """What the customer sees; None where it is not the bot that shows it."""
        ...

    async def pictures(self) -> list[str] | None:
        """The pictures that the customer sees; None where it is not the bot that shows them."""
        ...


PHOTO = Media("photo-4")


@dataclass
class TelegramRig:
    """Telegram against the stand-in, over real HTTP."""

    bot: TelegramBot
    phone: Phone
    kind: str = "telegram"
    address: str = str(CUSTOMER)
    webhook: bool = True
    spins: bool = True
    typed: bool = False
    file: Media | None = PHOTO

    def request(self, what: str, secret: str = SECRET) -> WebhookRequest:
        """An update of this shape."""
        author = {"id": CUSTOMER, "is_bot": False, "first_name": "Anna"}
        chat = {"id": CUSTOMER, "type": "private"}
        about: dict[str, Any] = {"message_id": 4, "from": author, "chat": chat, "date": 1_800_000_000}
        shapes: dict[str, Any] = {
            "text": {"message": about | {"text": "9"}},
            "tap": {"callback_query": {"id": "7", "from": author, "message": about, "chat_instance": "1", "data": TAP}},
            "stop": {"message": about | {"text": "/stop"}},
            "photo": {"message": about | {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}},
            "unknown": {"hologram": {}},
        }
        body = b"{" if what == "broken" else json.dumps({"update_id": 11} | shapes[what]).encode()
        return WebhookRequest("https://echoloop.example/webhooks/telegram", body, {telegram.SECRET_HEADER: secret})

    async def order(self, trouble: str) -> bool:
        """Order it at the stand-in."""
        await self.phone.trouble(trouble, seconds=1, method="sendPhoto" if trouble == "bad_picture" else "sendMessage")
        return True

    async def shown(self) -> Shown | None:
        """The phone's screen."""
        bubbles: list[dict[str, Any]] = await self.phone.bubbles()
        return [
            (bubble["text"], [button["text"] for row in bubble["keyboard"] for button in row]) for bubble in bubbles
        ]

    async def pictures(self) -> list[str] | None:
        """The photos on the screen."""
        return [str(bubble["picture"]) for bubble in await self.phone.bubbles() if bubble["picture"]]


@dataclass
class RecordingRig:
    """The shipped fake."""

    bot: RecordingBot
    kind: str = "recording"
    address: str = "ada"
    webhook: bool = True
    spins: bool = True
    typed: bool = False
    file: Media | None = None

    def request(self, what: str, secret: str = SECRET) -> WebhookRequest:
        """Saved messages."""
        about: dict[str, Any] = {"channel": "telegram", "sender": "ada", "message_id": "11", "order": 11}
        messages = {
            "text": [Inbound(kind="text", text="9", **about)],
            "stop": [Inbound(kind="text", text="Stop!", **about)],
            "tap": [Inbound(kind="button", button=TAP, callback="7", **about)],
            "photo": [Inbound(kind="media", media=(Media("f"),), **about)],
        }
        entries = [dump_inbound(message) for message in messages.get(what, [])]
        body = b"{" if what == "broken" else json.dumps(entries or [{"hologram": {}}]).encode()
        return WebhookRequest("https://echoloop.example/", body, {recording.SECRET_HEADER: secret})

    async def order(self, trouble: str) -> bool:
        """Script the outcome."""
        if trouble == "bad_picture":
            return False
        outcomes: dict[str, SendOutcome] = {
            "throttled": RetryLater("throttled", 1.0),
            "server_error": RetryLater("HTTP 502"),
            "blocked": CustomerStopped("blocked"),
            "timeout": InDoubt("no answer"),
        }
        self.bot.outcomes.append(outcomes[trouble])
        return True

    async def shown(self) -> Shown | None:
        """What was kept."""
        return [(kept.text, [choice.label for choice in kept.prompt.choices]) for kept in self.bot.sent]

    async def pictures(self) -> list[str] | None:
        """What was kept."""
        return [kept.prompt.media.source for kept in self.bot.sent if kept.prompt.media]


@dataclass
class WebchatRig:
    """The web chat: nothing between us and the page that could go wrong or be forged."""

    bot: WebchatBot
    kind: str = "webchat"
    address: str = "v1"
    webhook: bool = False
    spins: bool = False
    typed: bool = False
    file: Media | None = None

    def request(self, what: str, secret: str = SECRET) -> WebhookRequest:
        """Somebody tries."""
        return WebhookRequest("https://echoloop.example/chat", what.encode(), {})

    async def order(self, trouble: str) -> bool:
        """No platform, no trouble."""
        return False

    async def shown(self) -> Shown | None:
        """The page reads the outbox itself."""
        return None

    async def pictures(self) -> list[str] | None:
        """The page reads the outbox itself."""
        return None
