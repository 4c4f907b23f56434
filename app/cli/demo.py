"""`echoloop demo`: the whole product on this machine, with stand-ins of the platforms: a tour, then a page to try."""

from __future__ import annotations

import asyncio
import logging
import signal
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.logs import set_up_logs
from app.settings import Log

FOLDER = Path("var/demo")
PORTS = (8710, 8711)


def demo(
    ctx: typer.Context,
    leave: Annotated[bool, typer.Option("--exit", help="End after the tour; 0 where all of it worked.")] = False,
    skip_tour: Annotated[bool, typer.Option("--no-tour", help="Only the sample year and the page.")] = False,
) -> None:
    """See the whole product work on this machine: no account, no message leaves it.

    Customers, purchases and a year of answers are made up and marked as sample. A scripted tour shows a welcome with
    consent on four channels, happy and unhappy conversations, STOP by SMS, the case at the desk, a nudge (on WhatsApp
    by its approved template) and a check-in, on a moved clock.
    Afterwards a page with phones, desk and clock is served until Ctrl-C.
    """
    set_up_logs(Log(level="warning"))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a busy machine skips a tick: nothing a visitor need read
    asyncio.run(_demo(ctx.obj.config, leave=leave, skip_tour=skip_tour))


async def _demo(config: Path | None, *, leave: bool, skip_tour: bool) -> None:
    """Open the world, fill it, tour it, and stay."""
    from app.demo.opening import open_world
    from app.demo.phone import TourError
    from app.demo.reloading import publish_changes
    from app.demo.seeding import fill
    from app.demo.summary import print_results
    from app.demo.tour import Tour

    console = Console(highlight=False)
    started = monotonic()
    async with open_world(FOLDER, ports=(0, 0) if leave else PORTS, config=config) as world:
        console.print("[bold]Echoloop demo[/]: everything runs on this machine; no message leaves it.")
        for line in await fill(world):
            console.print(f"   {line}")
        if not skip_tour:
            tour = Tour(world, console.print)
            try:
                await tour.run()
            except TourError as missed:
                raise CommandError(f"The tour stopped: {missed}.", "Please report it.", FOUND_PROBLEMS) from None
            await print_results(world, tour, console)
            console.print(f"\nThe tour took {monotonic() - started:.0f} seconds.")
        if leave:
            return
        console.print(
            f"\n[bold]Try it yourself:[/] {world.sandbox_url}   dashboard: {world.product_url}   Ctrl-C ends."
        )
        console.print(f"Change something in {world.house.settings.experience_dir}/: the next conversation has it.")
        watching = asyncio.create_task(publish_changes(world, partial(console.print, markup=False)))
        await _until_told_to_end()
        watching.cancel()


async def _until_told_to_end() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
