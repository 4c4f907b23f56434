"""`echoloop plan`: what the next days will bring, walked through the gate in advance; nothing is sent."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from pydantic import TypeAdapter

from app.cli.opened import with_store
from app.cli.why import rule_of
from app.clock import Clocks
from app.settings import Settings
from storage.database import Store
from usecases.bundles import Bundles
from usecases.preview_plan import Foreseen, preview


def plan(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far to look.")] = 30,
    journey: Annotated[str, typer.Option(help="Only this journey.")] = "",
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """Show what will be sent, refused or shifted, taking customers to be silent."""

    async def work(store: Store, _settings: Settings) -> list[Foreseen]:
        return await preview(store, bundles=Bundles(store), now=Clocks().business(), days=days, journey=journey)

    foreseen = with_store(ctx, work)
    if output == "json":
        typer.echo(TypeAdapter(list[Foreseen]).dump_json(foreseen, indent=2).decode())
        return
    for one in foreseen:
        rule = rule_of(one.fate, one.rule)
        typer.echo(f"{one.at:%Y-%m-%d %H:%M} UTC  {one.customer_id}  {one.contact} → {one.flow}: {one.fate}{rule}")
    if not foreseen:
        typer.echo(f"Nothing is planned within {days} days.")
