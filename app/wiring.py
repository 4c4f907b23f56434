"""The composition root: builds everything once and hands it to whoever needs it; tests use the same door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.clock import Clocks
from app.desk_room import backroom
from app.ids import new_id, new_token
from app.metrics import Metrics
from app.own_folder import folder_of
from app.picture_files import pictures_of
from app.reading import build_reader
from app.secret_file import own_secret
from app.settings import Settings
from app.silence import Silence
from app.twilio_bots import build_twilio
from authoring.experience import Experience
from bots.http_call import Endpoint, HttpCaller
from bots.webchat import WebchatBot
from bots.webhook_sender import Target, WebhookSender
from conversation.brand import Brand
from nlp.reader import OnnxReader
from scheduler.wakes import Signal
from storage.database import Store, open_store
from usecases.bundles import Bundles
from usecases.protocols import Bot, Reader

if TYPE_CHECKING:  # a platform's libraries are imported only where it is set up
    from bots.slack_desk import SlackDesk
    from bots.telegram import TelegramBot
    from bots.twilio import TwilioAccount


@dataclass(kw_only=True)
class House:
    """Everything that runs in one process. What the HTTP doors and commands get; nothing below app/ sees it."""

    settings: Settings
    store: Store
    bundles: Bundles
    reader: Reader
    bots: Mapping[str, Bot]
    caller: HttpCaller
    desk: SlackDesk | None = None
    twilio: TwilioAccount | None = None
    webhooks: WebhookSender | None = None
    wake: Signal = field(default_factory=Signal)
    clocks: Clocks = field(default_factory=Clocks)
    metrics: Metrics = field(default_factory=Metrics)
    silence: Silence = field(default_factory=Silence)
    cookie_secret: bytes = b""
    sandbox_url: str = ""
    new_id: Callable[[], str] = new_id
    new_token: Callable[[], str] = new_token

    async def experience(self) -> Experience:
        """The published experience."""
        return await self.bundles.current()

    async def brand(self) -> Brand:
        """Who is speaking, by the published experience."""
        return (await self.experience()).brand


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    clocks: Clocks | None = None,
    reader: Reader | None = None,
    bots: Mapping[str, Bot] | None = None,
    sandbox_url: str = "",
) -> AsyncIterator[House]:
    """Build the house, hand it out, and close everything in the opposite order. What is given replaces what is built.

    The database must have this version's tables; nothing is started and no platform is called.
    """
    async with AsyncExitStack() as stack:
        store = open_store(settings.database.url)
        stack.push_async_callback(store.close)
        bundles = Bundles(store)
        if reader is None:
            reader = build_reader(settings, bundles)
            if isinstance(reader, OnnxReader):
                stack.callback(reader.close)
        house = House(
            settings=settings,
            store=store,
            bundles=bundles,
            reader=reader,
            bots=build_bots(settings, stack) if bots is None else bots,
            caller=build_caller(settings, stack),
            clocks=clocks or Clocks(),
            cookie_secret=own_secret(folder_of(settings)),
            sandbox_url=sandbox_url,
        )
        house.desk = build_desk(house)
        house.webhooks = build_webhooks(settings, stack)
        if bots is None:
            house.twilio, more = build_twilio(settings, store, house.bundles, stack)
            house.bots = {**house.bots, **more}
        yield house


def build_bots(settings: Settings, stack: AsyncExitStack) -> dict[str, Bot]:
    """A bot for every channel that is set up, closed by `stack`; a platform's library is imported only then."""
    bots: dict[str, Bot] = {}
    channels = settings.channels
    if channels.telegram.token.get_secret_value():
        from bots.telegram import TelegramBot

        telegram = TelegramBot(
            channels.telegram.token.get_secret_value(),
            channels.telegram.secret.get_secret_value(),
            channels.telegram.api_url,
            pictures=pictures_of(settings, channels.telegram.api_url),
        )
        stack.push_async_callback(telegram.close)
        bots["telegram"] = telegram
    if channels.slack.customers and channels.slack.bot_token.get_secret_value():
        from bots.slack import SlackBot

        slack = channels.slack
        bots["slack"] = SlackBot(
            slack.bot_token.get_secret_value(),
            slack.signing_secret.get_secret_value(),
            slack.api_url,
            pictures=pictures_of(settings, slack.api_url),
        )
    if channels.webchat.enabled:
        bots["webchat"] = WebchatBot()
    return bots


def telegram_of(house: House) -> TelegramBot | None:
    """The Telegram bot, where it is set up; its library is imported only then."""
    bot = house.bots.get("telegram")
    if bot is None:
        return None
    from bots.telegram import TelegramBot

    return bot if isinstance(bot, TelegramBot) else None


def build_caller(settings: Settings, stack: AsyncExitStack) -> HttpCaller:
    """Calls the company's endpoints that flows name."""
    calls = settings.calls
    endpoints = {
        name: Endpoint(one.url, one.token.get_secret_value()) for name, one in calls.endpoints.items() if one.url
    }
    caller = HttpCaller(endpoints, timeout_s=calls.timeout_s)
    stack.push_async_callback(caller.close)
    return caller


def build_webhooks(settings: Settings, stack: AsyncExitStack) -> WebhookSender | None:
    """Tells the company's own systems what happens, where any is named."""
    named = settings.webhooks.endpoints
    if not named:
        return None
    targets = {name: Target(one.url, one.secret.get_secret_value()) for name, one in named.items()}
    sender = WebhookSender(targets, timeout_s=settings.webhooks.timeout_s)
    stack.push_async_callback(sender.close)
    return sender


def build_desk(house: House) -> SlackDesk | None:
    """The desk in Slack where it is set up; what its people click works the case and wakes the delivery."""
    slack = house.settings.channels.slack
    if not slack.bot_token.get_secret_value():
        return None
    from bots.slack_desk import SlackDesk

    return SlackDesk(
        slack.bot_token.get_secret_value(),
        slack.signing_secret.get_secret_value(),
        slack.api_url,
        room=backroom(house),
    )
