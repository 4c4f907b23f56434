"""One ASGI app with every stand-in: what the platforms' servers are to the product, on loopback.

`stand_ins(telegram_token=…, slack_token=…, …)` serves the Telegram Bot API below `/bot<token>/`, Slack's Web API below
`/api/`, Twilio's REST API below `/2010-04-01/` and `/v1/`, and the control doors below `/sandbox/`; `routes` adds a
page or other doors on the same origin.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from sandbox.slack_api import slack_routes
from sandbox.slack_workspace import Workspace
from sandbox.telegram_account import Account
from sandbox.telegram_api import telegram_routes
from sandbox.telegram_webhook import post_updates
from sandbox.twilio_account import TwilioAccount
from sandbox.twilio_api import twilio_routes
from sandbox.twilio_webhooks import post_forms


def stand_ins(
    *,
    telegram_token: str,
    slack_token: str = "",
    slack_secret: str = "",
    slack_app_token: str = "",
    slack_interactions_url: str = "",
    slack_patience_s: float = 3.0,
    slack_events_url: str = "",
    twilio_sid: str = "",
    twilio_token: str = "",
    twilio_messages_url: str = "",
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The stand-ins for one Telegram bot, one Slack workspace and one Twilio account; other tokens are refused.

    Clicks in Slack are posted, signed with `slack_secret`, to `slack_interactions_url`, what customers write there to
    `slack_events_url`; `slack_patience_s` is how long Slack waits for the answer. An app that connects
    with `slack_app_token` gets all that over its socket instead. What customers write by SMS and
    WhatsApp is posted, signed with `twilio_token`, to `twilio_messages_url`.
    """
    telegram = Account(telegram_token)
    slack = Workspace(slack_token, slack_secret, slack_interactions_url, slack_events_url, slack_patience_s)
    slack.sockets.token = slack_app_token
    twilio = TwilioAccount(twilio_sid, twilio_token, twilio_messages_url)

    @contextlib.asynccontextmanager
    async def run(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 - Starlette's signature
        couriers = [asyncio.create_task(post_updates(telegram)), asyncio.create_task(post_forms(twilio))]
        yield
        await slack.sockets.close()
        for courier in couriers:
            courier.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await courier

    app = Starlette(lifespan=run, routes=[*telegram_routes(), *slack_routes(), *twilio_routes(), *routes])
    app.state.telegram = telegram
    app.state.twilio = twilio
    app.state.slack = slack
    return app
