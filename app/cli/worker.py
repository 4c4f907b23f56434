"""`echoloop worker`: takes turns, delivers and keeps the desk's cards, beside any number of its kind."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from app.cli.opened import settings_of
from app.cli.process import Process, run_process
from app.web.running import new_loop


def worker(
    ctx: typer.Context,
    port: Annotated[int | None, typer.Option(help="Answer /healthz, /readyz and /metrics on this port.")] = None,
) -> None:
    """Work beside web and scheduler processes on one PostgreSQL, until Ctrl-C or SIGTERM."""
    process = Process(settings_of(ctx), frozenset(("worker",)), port, config=ctx.obj.config)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(run_process(process))
