"""Everything that runs by itself in a process: drains, ticks, and what keeps Telegram and Slack on the line.

On SQLite one process does it all. On PostgreSQL each process has a role or several: workers drain, and one of those
that may schedule leads: it ticks, talks to Telegram and listens to Slack's socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Literal

import structlog

from app.reading import warm_up
from app.stages import forwarders, make_runner, sending, shard_drains
from app.wiring import House, telegram_of
from bots.outcome import SendOutcome
from scheduler.leader import lead
from scheduler.runner import Runner
from scheduler.workers import keep_working
from storage.leadership import Leadership
from storage.webhooks import keep_endpoints
from usecases.deliver import recover

if TYPE_CHECKING:
    from bots.telegram import TelegramBot
    from storage.working import Worker

Role = Literal["web", "worker", "scheduler"]
ALL: frozenset[Role] = frozenset(("web", "worker", "scheduler"))


@asynccontextmanager
async def running(house: House, roles: Collection[Role] = ALL) -> AsyncIterator[Runner]:
    """Run the house until the block ends; what waits in the database is swept up at the start."""
    async with AsyncExitStack() as stack:
        if "worker" in roles:
            stack.callback(asyncio.create_task(warm_up(house.reader), name="load the model").cancel)
        if "scheduler" in roles:
            named = house.settings.webhooks.endpoints
            await house.store.run(lambda tx: keep_endpoints(tx, {name: one.kinds for name, one in named.items()}))
        if house.store.shared:
            runner = make_runner(house, forwarders(house))
            await _side_by_side(house, runner, roles, stack)
        else:
            await recover(house.store, now=house.clocks.business(), sending=sending(house))
            runner = make_runner(house)
            await stack.enter_async_context(runner.running())
            await stack.enter_async_context(_telegram(house))
            await stack.enter_async_context(_slack(house))
        yield runner


async def _side_by_side(house: House, runner: Runner, roles: Collection[Role], stack: AsyncExitStack) -> None:
    """Start what this process does for an installation of several."""
    url = house.settings.database.url
    if "scheduler" in roles:
        place = Leadership(url)
        stack.push_async_callback(place.close)
        await _beside(stack, lead(place, partial(_duties, house, runner)), "lead")
    if "worker" in roles:
        from storage.working import Worker  # its queue's library is not for SQLite

        worker = Worker(url, house.store, shard_drains(house))
        working = asyncio.create_task(keep_working(worker), name="work on wakes")
        stack.push_async_callback(_finish, worker, working)
    await stack.enter_async_context(runner.draining())


@asynccontextmanager
async def _duties(house: House, runner: Runner) -> AsyncIterator[None]:
    """What only one of several processes does."""
    async with runner.ticking(), _telegram(house), _slack(house):
        yield


async def _beside(stack: AsyncExitStack, work: object, name: str) -> None:
    """Run a coroutine until the stack closes."""
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]
    task.set_name(name)

    async def end() -> None:
        task.cancel()
        await asyncio.wait([task])

    stack.push_async_callback(end)


async def _finish(worker: Worker, working: asyncio.Task[None]) -> None:
    """Take no further job, and wait for those at work."""
    worker.stop()
    await asyncio.wait([working])


@asynccontextmanager
async def _telegram(house: House) -> AsyncIterator[None]:
    """Poll Telegram, or have told it our webhook, where it is set up."""
    telegram = telegram_of(house)
    polling = await _connect(house, telegram) if telegram is not None else None
    try:
        yield
    finally:
        if polling is not None:
            polling.cancel()
            await asyncio.wait([polling])


@asynccontextmanager
async def _slack(house: House) -> AsyncIterator[None]:
    """Listen to Slack's socket where it is set up so."""
    slack = house.settings.channels.slack
    async with AsyncExitStack() as stack:
        if slack.mode == "socket" and slack.bot_token.get_secret_value() and slack.app_token.get_secret_value():
            from app.slack_socket import listen_for_ever
            from bots.slack_socket import SlackSocket

            socket = SlackSocket(slack.app_token.get_secret_value(), slack.api_url)
            await _beside(stack, listen_for_ever(house, socket), "listen to slack")
        yield


async def _connect(house: House, telegram: TelegramBot) -> asyncio.Task[None] | None:
    """Start polling, or tell Telegram our webhook. Where Telegram cannot be reached the rest runs all the same."""
    if house.settings.channels.telegram.mode == "polling":
        from app.polling import poll_for_ever

        _say(await telegram.delete_webhook(), "deleting the webhook")
        return asyncio.create_task(poll_for_ever(house, telegram), name="poll telegram")
    _say(await telegram.set_webhook(f"{house.settings.base_url}/webhooks/telegram"), "setting the webhook")
    return None


def _say(refusal: SendOutcome | None, what: str) -> None:
    """Log what Telegram refused, with the way out."""
    if refusal is not None:
        structlog.get_logger().warning(
            "telegram refused", what=what, why=getattr(refusal, "reason", ""), way_out="run `echoloop doctor`"
        )
