"""Posts the stand-in's pending updates to the bot's webhook, one after another, again until they are taken."""

from __future__ import annotations

import asyncio
import contextlib
import time

import httpx

from sandbox.telegram_account import Account

PAUSES_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between tries of the same update; the last one repeats."""

TRIES_LIMIT = 60
"""After so many tries the courier rests until something new arrives or the webhook is set again."""


async def post_updates(account: Account) -> None:
    """Deliver pending updates in order for as long as the stand-in runs."""
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while True:
            await account.arrived.wait()
            if not account.webhook.url or not account.pending:
                account.arrived.clear()
                continue
            await _deliver_first(client, account)


async def _deliver_first(client: httpx.AsyncClient, account: Account) -> None:
    update = account.pending[0]
    for tries in range(TRIES_LIMIT):
        if not account.webhook.url:
            return
        if await _post(client, account, update):
            with contextlib.suppress(ValueError):
                account.pending.remove(update)
            return
        await asyncio.sleep(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
    account.arrived.clear()


async def _post(client: httpx.AsyncClient, account: Account, update: object) -> bool:
    """One try; whether it was taken."""
    hook = account.webhook
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        answer = await client.post(hook.url, json=update, headers=headers)
        error = "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        error = f"Connection failed: {type(failure).__name__}"
    if error:
        hook.last_error, hook.last_error_at = error, int(time.time())
    return not error
