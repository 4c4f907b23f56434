"""What commands on the database share: the settings are read, the store opened, and closed whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from app.cli.failure import CommandError
from app.settings import Settings, load_settings
from storage.database import Store, open_store
from storage.migrate import standing

T = TypeVar("T")


def settings_of(ctx: typer.Context) -> Settings:
    """The settings, from the file named before the command or the usual place."""
    return load_settings(ctx.obj.config)


def ready_settings(ctx: typer.Context) -> Settings:
    """The settings of an installation whose tables are current. Raises CommandError where they are not."""
    settings = settings_of(ctx)
    current, needed = standing(settings.database.url)
    if current != needed:
        raise CommandError(f"The database is at revision {current or 'none'}, not {needed}.", "Run `echoloop migrate`.")
    return settings


def with_store(ctx: typer.Context, work: Callable[[Store, Settings], Awaitable[T]]) -> T:
    """Run asynchronous work on the installation's database. Raises CommandError where its tables are not current."""
    settings = ready_settings(ctx)

    async def run() -> T:
        store = open_store(settings.database.url)
        try:
            return await work(store, settings)
        finally:
            await store.close()

    return asyncio.run(run())
