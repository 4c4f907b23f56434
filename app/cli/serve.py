"""`echoloop serve`: everything in one process until it is told to end; on PostgreSQL also a part of it."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.opened import settings_of
from app.cli.process import Process, run_process
from app.running import ALL, Role
from app.web.running import new_loop


class Part(StrEnum):
    """What `--only` can name."""

    web = "web"
    scheduler = "scheduler"


def serve(
    ctx: typer.Context,
    only: Annotated[Part | None, typer.Option(help="Run this part alone, on PostgreSQL.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Listen here instead of server.port; with --only scheduler: health and metrics.")
    ] = None,
) -> None:
    """Run HTTP, bots, scheduler and reader until Ctrl-C or SIGTERM. Migrates the database first."""
    settings = settings_of(ctx)
    roles: frozenset[Role] = ALL if only is None else frozenset((only.value,))
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(run_process(Process(settings, roles, port, config=ctx.obj.config)))
