"""Opens the demo's world in one process: stand-ins of the platforms, and the whole product beside them, on loopback."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import httpx
from starlette.routing import Mount

from app.clock import Clocks
from app.demo.company import BookingSystem
from app.demo.doors import demo_doors
from app.demo.templates import approved
from app.demo.world import World
from app.ids import new_api_key, new_id
from app.running import running
from app.settings import Settings, load_settings
from app.web.running import bind_or_any, serving, url_of
from app.web.server import create_app
from app.wiring import House, open_house
from sandbox.page.routes import page_routes
from sandbox.stand_ins import stand_ins
from sandbox.twilio_account import OWN_NUMBER, list_picker_sid, quick_reply_sid
from storage.api_keys import add_key
from storage.migrate import upgrade

TOKEN = "110201543:sandbox-bot-token"  # noqa: S105  (the stand-in's, it opens nothing)
SECRET = "sandbox-webhook-secret"  # noqa: S105
SLACK_TOKEN = "xoxb-sandbox"  # noqa: S105
SLACK_SECRET = "sandbox-signing-secret"  # noqa: S105

TWILIO_SID = "AC00000000000000000000000000000000"
TWILIO_TOKEN = "sandbox-auth-token"  # noqa: S105

PRICES = {
    "sms": {"DE": "0.09", "*": "0.12"},
    "whatsapp": {"*": {"utility": "0.05", "marketing": "0.12"}},
    "caps": {"month": "50.00", "channels": {"sms": "20.00"}},
}
"""Made up, so that the money page shows something."""

Mode = Literal["webhook", "polling"]


def demo_settings(
    folder: Path,
    product_url: str,
    sandbox_url: str,
    config: Path | None = None,
    mode: Mode = "webhook",
    templates: Sequence[dict[str, Any]] = (),
) -> Settings:
    """The installation's settings, with every platform replaced by its stand-in and the database in `folder`."""
    return load_settings(
        config,
        public_url=product_url,
        database={"url": f"sqlite:///{folder / 'echoloop.db'}"},
        money=PRICES,
        channels={
            "telegram": {"token": TOKEN, "secret": SECRET, "api_url": sandbox_url, "mode": mode},
            "slack": {
                "bot_token": SLACK_TOKEN,
                "signing_secret": SLACK_SECRET,
                "api_url": f"{sandbox_url}/api/",
                "customers": True,
            },
            "twilio": {
                "account_sid": TWILIO_SID,
                "auth_token": TWILIO_TOKEN,
                "api_url": sandbox_url,
                "sms": {"senders": {"*": OWN_NUMBER}, "per_second": 100},
                "whatsapp": {
                    "sender": OWN_NUMBER,
                    "quick_replies": {count: quick_reply_sid(count) for count in (2, 3)},
                    "list_pickers": {count: list_picker_sid(count) for count in range(2, 11)},
                    "templates": list(templates),
                },
            },
        },
    )


@asynccontextmanager
async def open_world(
    folder: Path, *, ports: tuple[int, int] = (0, 0), config: Path | None = None, mode: Mode = "webhook"
) -> AsyncIterator[World]:
    """Start everything on loopback: the product on the first port, the sandbox on the second (a taken one: any).

    The folder is emptied first: every demo begins anew.
    """
    shutil.rmtree(folder, ignore_errors=True)
    async with AsyncExitStack() as stack:
        product, sandbox = (bind_or_any("127.0.0.1", port) for port in ports)
        product_url, sandbox_url = url_of(product), url_of(sandbox)
        templates, contents = approved(load_settings(config).experience_dir, datetime.now(UTC))
        settings = demo_settings(folder, product_url, sandbox_url, config, mode, templates)
        await asyncio.to_thread(upgrade, settings.database.url)
        doors = demo_doors()
        platforms = stand_ins(
            telegram_token=TOKEN,
            slack_token=SLACK_TOKEN,
            slack_secret=SLACK_SECRET,
            slack_interactions_url=f"{product_url}/webhooks/slack/interactions",
            twilio_sid=TWILIO_SID,
            twilio_token=TWILIO_TOKEN,
            twilio_messages_url=f"{product_url}/webhooks/twilio/messages",
            slack_patience_s=20,  # a laptop with a browser and three servers on it may stutter; Slack itself waits 3 s
            slack_events_url=f"{product_url}/webhooks/slack/events",
            routes=[*page_routes(), Mount("/demo", doors)],
        )
        platforms.state.twilio.contents |= {content.sid: content for content in contents}
        await stack.enter_async_context(serving(platforms, sandbox))
        house = await stack.enter_async_context(
            open_house(settings, clocks=Clocks(movable=True), sandbox_url=sandbox_url)
        )
        await stack.enter_async_context(serving(create_app(house), product))
        runner = await stack.enter_async_context(running(house))
        doors.state.world = world = World(
            house=house,
            runner=runner,
            company=BookingSystem(await stack.enter_async_context(await _api(house, product_url))),
            phones=await stack.enter_async_context(httpx.AsyncClient(base_url=sandbox_url, timeout=40)),
            desk=await stack.enter_async_context(httpx.AsyncClient(base_url=sandbox_url, timeout=40)),
            product_url=product_url,
            sandbox_url=sandbox_url,
            told=house.clocks.business(),
        )
        yield world


async def _api(house: House, url: str) -> httpx.AsyncClient:
    """A client with a fresh key."""
    key, key_id, now = new_api_key(), new_id(), house.clocks.wall()
    await house.store.run(lambda tx: add_key(tx, key_id=key_id, name="booking system", key=key, now=now))
    return httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=20)
