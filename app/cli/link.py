"""`echoloop link`: makes a customer's personal link into a messenger, as text and as a QR code."""

from __future__ import annotations

import asyncio
from typing import Annotated

import segno
import typer

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import ready_settings
from app.links import links_of, personal_link
from app.settings import Settings
from app.wiring import open_house


def link(
    ctx: typer.Context,
    customer: Annotated[str, typer.Argument(help="Your own number for the customer.")],
    flow: Annotated[str, typer.Option(help="What starts when it is opened.")] = "welcome",
    purchase: Annotated[str, typer.Option(help="Your own booking number, where the flow is about one.")] = "",
    qr: Annotated[bool, typer.Option("--qr", help="Draw each link as a QR code too.")] = False,
) -> None:
    """Make a personal link: whoever opens it first is this customer. Print it on a confirmation or a ticket."""
    for channel, url in asyncio.run(_links(ready_settings(ctx), customer, flow, purchase)).items():
        typer.echo(f"{channel}: {url}")
        if qr:
            segno.make(url).terminal(compact=True)


async def _links(settings: Settings, customer: str, flow: str, purchase: str) -> dict[str, str]:
    """The links, or a CommandError with all that is wrong."""
    async with open_house(settings) as house:
        token = await personal_link(house, customer, flow=flow, purchase=purchase)
        if isinstance(token, list):
            wrong = "; ".join(f"{one.field} {one.message} ({one.way_out})" for one in token)
            raise CommandError(f"No link was made: {wrong}.", code=FOUND_PROBLEMS)
        links = await links_of(house, token)
        if not links:
            raise CommandError("No channel is set up.", "`echoloop doctor` says what is missing.")
        return links
