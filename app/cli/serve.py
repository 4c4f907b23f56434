"""`echoloop serve`: everything in one process until it is told to end."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack

import structlog
import typer

from app.checkup import check_experience
from app.cli.failure import CommandError
from app.cli.opened import settings_of
from app.logs import set_up_logs
from app.running import running
from app.settings import Settings, secrets_in_file, variable
from app.web.running import bind, new_loop, serving
from app.web.server import create_app
from app.wiring import House, open_house
from authoring.load_files import load_files
from storage.migrate import upgrade
from usecases.bundles import NoBundleError
from usecases.publish_bundle import Published, publish


def serve(ctx: typer.Context) -> None:
    """Run HTTP, bots, scheduler and reader until Ctrl-C or SIGTERM. Migrates the database first."""
    settings = settings_of(ctx)
    set_up_logs(settings.log)
    log = structlog.get_logger()
    for key in secrets_in_file(ctx.obj.config):
        log.warning("a secret stands in the settings' file", key_name=key, way_out=f"move it to {variable(key)}")
    upgrade(settings.database.url)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    """Open the house, listen, run, and close in the opposite order."""
    log = structlog.get_logger()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with AsyncExitStack() as stack:
        try:
            listening = bind(settings.server.host, settings.server.port)
        except OSError as taken:
            where = f"{settings.server.host}:{settings.server.port}"
            way_out = "Set server.host or server.port."
            raise CommandError(f"Cannot listen on {where}: {taken.strerror}.", way_out) from None
        stack.callback(listening.close)
        house = await stack.enter_async_context(open_house(settings))
        await _make_sure_something_is_published(house)
        finding = await check_experience(house)
        if finding.state != "fine":
            log.warning(finding.what, way_out=finding.way_out)
        url = await stack.enter_async_context(serving(create_app(house), listening))
        await stack.enter_async_context(running(house))
        log.info("serving", url=url, channels=", ".join(house.bots) or "none")
        await ended.wait()
        log.info("ending")


async def _make_sure_something_is_published(house: House) -> None:
    """The first start publishes what lies in experience/; later changes wait for `echoloop publish`."""
    try:
        await house.bundles.current()
    except NoBundleError:
        folder = house.settings.experience_dir
        if not folder.is_dir():
            way_out = "Set experience_dir, or call this where it lies."
            raise CommandError(f"Nothing is published, and there is no folder {folder}.", way_out) from None
        files = load_files(folder)
        outcome = await publish(house.store, files, who="first start", now=house.clocks.business())
        if not isinstance(outcome, Published):
            raise CommandError(
                f"Nothing is published, and {folder} has mistakes: {len(outcome)}.",
                f"`echoloop check {folder}` names them; then `echoloop publish`.",
            ) from None
