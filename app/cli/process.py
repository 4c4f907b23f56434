"""One serving process: its database is made ready, its doors opened, its roles run, until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from app.checkup import check_experience
from app.cli.failure import CommandError
from app.cli.first_start import make_sure_something_is_published
from app.garbage import freeze_what_stays
from app.logs import set_up_logs
from app.running import ALL, Role, running
from app.settings import Settings, secrets_in_file, variable
from app.web.running import bind, serving
from app.web.server import create_app, create_health_app
from app.wiring import House, open_house
from storage.connections import is_sqlite
from storage.errors import StoreBusyError
from storage.migrate import upgrade
from storage.sole_process import sole_process


@dataclass(frozen=True, slots=True)
class Process:
    """What a process is: its settings, its roles, and the port it answers on where that is not the settings' own."""

    settings: Settings
    roles: frozenset[Role]
    port: int | None = None
    config: Path | None = None


async def run_process(process: Process) -> None:
    """Run until SIGINT or SIGTERM. Raises CommandError where the process cannot work, with the way out."""
    settings = process.settings
    set_up_logs(settings.log)
    log = structlog.get_logger()
    for key in secrets_in_file(process.config):
        log.warning("a secret stands in the settings' file", key_name=key, way_out=f"move it to {variable(key)}")
    if process.roles != ALL and is_sqlite(settings.database.url):
        way_out = f"Run `echoloop serve` alone, or set {variable('database.url')} to a PostgreSQL."
        raise CommandError("SQLite serves one process: there is nobody to share the work with.", way_out)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    try:
        with sole_process(settings.database.url):
            await asyncio.to_thread(upgrade, settings.database.url)
            await _run(process, ended)
    except StoreBusyError as busy:
        way_out = f"End it, or set {variable('database.url')} to a PostgreSQL, which serves many processes."
        raise CommandError(f"SQLite serves one process, and {busy}.", way_out) from None


async def _run(process: Process, ended: asyncio.Event) -> None:
    """Open the house, listen, run, and close in the opposite order."""
    settings, log = process.settings, structlog.get_logger()
    async with AsyncExitStack() as stack:
        listening = _bind(process)
        if listening is not None:
            stack.callback(listening.close)
        house = await stack.enter_async_context(open_house(settings))
        await make_sure_something_is_published(house)
        finding = await check_experience(house, thorough=False)
        if finding.state != "fine":
            log.warning(finding.what, way_out=finding.way_out)
        url = ""
        if listening is not None:
            url = await stack.enter_async_context(serving(_application(process, house), listening))
        await stack.enter_async_context(running(house, process.roles))
        freeze_what_stays()
        log.info("serving", url=url, roles=", ".join(sorted(process.roles)), channels=", ".join(house.bots) or "none")
        await ended.wait()
        log.info("ending")


def _bind(process: Process) -> socket.socket | None:
    """The socket it answers on; none for a worker or scheduler that was given no port."""
    if "web" not in process.roles and process.port is None:
        return None
    server = process.settings.server
    port = server.port if process.port is None else process.port
    try:
        return bind(server.host, port)
    except OSError as taken:
        way_out = "Set server.host or server.port."
        raise CommandError(f"Cannot listen on {server.host}:{port}: {taken.strerror}.", way_out) from None


def _application(process: Process, house: House) -> Any:
    return create_app(house) if "web" in process.roles else create_health_app(house)
