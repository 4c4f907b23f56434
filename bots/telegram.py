"""Telegram: webhook and long polling in, messages with inline keyboards out over python-telegram-bot.

Limits are Telegram's: 4096 characters a text, 64 bytes a button's payload, about 30 messages a second over all chats
and one a second to one chat, where short bursts pass (core.telegram.org/bots/faq). Texts go out plain, without a parse
mode, so that nothing a customer typed can become markup.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bots.download import FetchOutcome, download, host_of
from bots.keyboard import rows
from bots.long_text import parts
from bots.outcome import InDoubt, Refused, RetryLater, SendOutcome, Sent
from bots.own_machine import on_own_machine
from bots.pace import CHAT, OVERALL, Pace
from bots.pictures import NO_PICTURES, Pictures
from bots.prompt_text import text_of
from bots.request import BadPayload, WebhookRequest
from bots.telegram_line import CallRefusedError, Line, outcome_of
from bots.telegram_updates import ALLOWED_UPDATES, TEXT_LIMIT, read_body, read_update
from conversation.messages import Channel, Inbound, Media, Prompt

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
API_URL = "https://api.telegram.org"
PACE: dict[str, tuple[int, float]] = {"overall": OVERALL["telegram"], "chat": CHAT}
"""Just below 30 messages a second, evenly: bursts would run into each other on their way and be throttled."""

POLL_PAUSE_S = 2.0  # after a poll that failed
EMPTY_POLL_S = 0.2  # at least, even where the other side does not wait as Telegram does
CAPTION_LIMIT = 1024  # UTF-16 units of the text below a photo
Call = Callable[..., Awaitable[Message]]
"""One sending of the SDK's, lacking only the chat and the keyboard."""

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What the SDK raises on a successful answer whose object it cannot build."""


@dataclass(frozen=True, slots=True)
class TelegramAccount:
    """What Telegram knows about the bot: its name, where updates go, how many wait, what went wrong last."""

    username: str
    webhook_url: str
    pending: int
    last_error: str


class TelegramBot:
    """One Telegram bot. `api_url` is the part before `/bot<token>/`, so it can point at an emulator.

    Without a `secret` no webhook request is believed. `timeout_s` is how long an answer is waited for; after it a
    message is in doubt. `pace` limits sending; the default is Telegram's published limits.
    """

    def __init__(
        self,
        token: str,
        secret: str = "",
        api_url: str = API_URL,
        *,
        pace: Pace | None = None,
        timeout_s: float = 15.0,
        pictures: Pictures = NO_PICTURES,
    ) -> None:
        self._base = f"{api_url.rstrip('/')}/bot"
        self._token, self._secret = token, secret
        proxied = {"trust_env": not on_own_machine(api_url)}
        self._line = Line(
            connection_pool_size=64,
            read_timeout=timeout_s,
            write_timeout=timeout_s,
            pool_timeout=5.0,
            httpx_kwargs=proxied,
        )
        self._polling = Line(connection_pool_size=1, read_timeout=timeout_s, httpx_kwargs=proxied)
        self._bot: ExtBot[None] = ExtBot(
            token, base_url=self._base, request=self._line, get_updates_request=self._polling
        )
        self._pace = pace or Pace(overall=PACE["overall"], chat=PACE["chat"])
        self._timeout_s = timeout_s
        self._pictures = pictures
        self.last_problem = ""

    @property
    def channel(self) -> Channel:
        """The channel's word."""
        return "telegram"

    def verify(self, request: WebhookRequest, now: datetime) -> bool:  # noqa: ARG002 - Telegram's header has no time
        """Whether the request carries the secret given to Telegram with the webhook (compared in constant time)."""
        given = request.headers.get(SECRET_HEADER, "")
        return bool(self._secret) and hmac.compare_digest(given.encode(), self._secret.encode())

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:
        """The messages in a verified body; see bots/telegram_updates.py for what is left alone."""
        return read_body(request.body)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Stop the spinner of a tapped button and take the buttons away; best effort, each by itself.

        Without a `callback` nothing spins: the question was answered by typing.
        """
        if inbound.callback:
            await self._stop_spinner(inbound.callback)
        if not inbound.source.isdecimal():
            return
        try:
            await self._bot.edit_message_reply_markup(chat_id=inbound.sender, message_id=int(inbound.source))
        except TelegramError as error:
            self._note("editMessageReplyMarkup", error)
        except UNREADABLE:
            self.last_problem = "editMessageReplyMarkup: unreadable answer"

    async def _stop_spinner(self, callback: str) -> None:
        try:
            await self._bot.answer_callback_query(callback)
        except TelegramError as error:
            self._note("answerCallbackQuery", error)
        except UNREADABLE:
            self.last_problem = "answerCallbackQuery: unreadable answer"

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:  # noqa: ARG002
        """Send one prompt, in several messages where it is too long; its buttons hang on the last of them.

        Telegram has no idempotency keys, so `key` is unused: a message whose answer was lost is `InDoubt`, as is one
        of which only the first parts went out.
        """
        text, picture = text_of(prompt, now), await self._pictures.content(prompt.media)
        keyboard = _keyboard(prompt)
        sends = [partial(self._bot.send_message, text=part) for part in parts(text, TEXT_LIMIT) if part]
        shown = partial(self._bot.send_photo, photo=picture) if picture and sends else None
        if shown and len(sends) == 1 and len(text.encode("utf-16-le")) <= 2 * CAPTION_LIMIT:
            with_picture = await self._send_part(address, partial(shown, caption=text), keyboard)
            if not isinstance(with_picture, Refused):
                return with_picture
            self.last_problem = f"sendPhoto: {with_picture.reason}"  # a bad picture costs nobody the question
        elif shown:
            alone = await self._send_part(address, shown, None)
            if not isinstance(alone, Sent | Refused):
                return alone
            return await self._send_parts(address, sends, keyboard, begun=isinstance(alone, Sent))
        return await self._send_parts(address, sends, keyboard)

    async def _send_parts(
        self, address: str, sends: Sequence[Call], keyboard: InlineKeyboardMarkup | None, *, begun: bool = False
    ) -> SendOutcome:
        outcome: SendOutcome = Refused("the text is empty")
        for place, call in enumerate(sends):
            last = place == len(sends) - 1
            outcome = await self._send_part(address, call, keyboard if last else None, begun=begun)
            if not isinstance(outcome, Sent):
                return InDoubt(f"part {place + 1} of {len(sends)}: {outcome.reason}") if begun else outcome
            begun = True
        return outcome

    async def _send_part(
        self, address: str, call: Call, keyboard: InlineKeyboardMarkup | None, *, begun: bool = False
    ) -> SendOutcome:
        missing = await self._pace.wait(address, begun=begun)
        if missing:
            return RetryLater("our own rate limit", missing, untried=True)
        try:
            message = await call(chat_id=address, reply_markup=keyboard)
        except TelegramError as error:
            return outcome_of(error)
        except UNREADABLE:  # Telegram took it, only the message it answered with is not readable
            return Sent("")
        return Sent(str(message.message_id))

    async def poll(self, offset: int | None, *, timeout_s: int = 25) -> tuple[list[Inbound], int | None]:
        """Long polling: the next messages and the offset to ask from the next time.

        Waits up to `timeout_s` seconds for something to arrive. An update that cannot be read is passed over and kept
        in `last_problem`. Where Telegram cannot be asked, it waits a moment and returns nothing, so that a loop around
        it neither spins nor ends.
        """
        asked = {"timeout": timeout_s, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._base}{self._token}/getUpdates?{urlencode(asked)}"
        try:
            updates = await self._polling.post(url, read_timeout=timeout_s + self._timeout_s)
        except TelegramError as error:
            outcome = self._note("getUpdates", error)
            wait = outcome.after_s if isinstance(outcome, RetryLater) else None
            await asyncio.sleep(min(wait or POLL_PAUSE_S, 60.0))
            return [], offset
        if not updates:
            await asyncio.sleep(min(EMPTY_POLL_S, timeout_s))
            return [], offset
        return self._read_updates(updates if isinstance(updates, list) else [], offset)

    def _read_updates(self, updates: Sequence[object], offset: int | None) -> tuple[list[Inbound], int | None]:
        found: list[Inbound] = []
        for update in updates:
            read = read_update(update)
            if isinstance(read, BadPayload):
                self.last_problem = read.reason
            else:
                found.extend(read)
            number = update.get("update_id") if isinstance(update, dict) else None
            if isinstance(number, int):
                offset = max(offset or 0, number + 1)
        return found, offset

    async def fetch(self, media: Media, *, limit: int) -> FetchOutcome:
        """A photo or file that a customer sent."""
        try:
            found = await self._line.post(
                f"{self._base}{self._token}/getFile?{urlencode({'file_id': media.platform_id})}"
            )
        except TelegramError as error:
            outcome = outcome_of(error)
            return outcome if isinstance(outcome, RetryLater) else Refused(getattr(outcome, "reason", ""))
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str):
            return Refused("Telegram names no file")
        url = f"{self._base.removesuffix('/bot')}/file/bot{self._token}/{quote(path)}"
        return await download(url, hosts=(host_of(self._base),), limit=limit)

    async def set_webhook(self, url: str) -> SendOutcome | None:
        """Have updates posted to `url` with our secret; None when done, else what Telegram said."""
        try:
            await self._bot.set_webhook(
                url, secret_token=self._secret or None, allowed_updates=ALLOWED_UPDATES, max_connections=40
            )
        except TelegramError as error:
            return outcome_of(error)
        return None

    async def delete_webhook(self) -> SendOutcome | None:
        """End the webhook, so that polling works; None when done, else what Telegram said. Pending updates stay."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            return outcome_of(error)
        return None

    async def look(self) -> TelegramAccount | SendOutcome:
        """Who the bot is and how its webhook fares, or why Telegram does not say; for `echoloop doctor`."""
        try:
            user = await self._ask("getMe")
            webhook = await self._ask("getWebhookInfo")
        except TelegramError as error:
            return outcome_of(error)
        return TelegramAccount(
            str(user.get("username") or ""),
            str(webhook.get("url") or ""),
            int(webhook.get("pending_update_count") or 0),
            str(webhook.get("last_error_message") or ""),
        )

    async def _ask(self, method: str) -> dict[str, Any]:
        """A method without parameters, its result as it came; empty where an emulator does not know the method."""
        try:
            result = await self._line.post(f"{self._base}{self._token}/{method}")
        except CallRefusedError as error:
            if error.code in (401, 404) or method == "getMe":
                raise
            return {}
        return result if isinstance(result, dict) else {}

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(self._line.shutdown(), self._polling.shutdown())

    def _note(self, method: str, error: TelegramError) -> SendOutcome:
        """Keep what went wrong beside the main road, for the doctor."""
        outcome = outcome_of(error)
        self.last_problem = f"{method}: {outcome.reason if not isinstance(outcome, Sent) else ''}"
        return outcome


def _keyboard(prompt: Prompt) -> InlineKeyboardMarkup | None:
    """The choices as an inline keyboard; a choice without a payload cannot be tapped and is typed instead."""
    tappable = tuple(choice for choice in prompt.choices if choice.payload)
    if not tappable:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(choice.label, callback_data=choice.payload) for choice in row]
            for row in rows(tappable, prompt.layout)
        ]
    )
