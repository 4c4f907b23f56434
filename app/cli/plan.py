"""`echoloop plan`: what the next days will bring, walked through the gate in advance; nothing is sent."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import Progress

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.cli.plan_summary import Summary
from app.cli.why import rule_of
from app.clock import Clocks
from app.prices import money_of
from app.settings import Settings
from journey.money import month_of
from journey.own_yes import DOUBLE_OPT_IN
from storage.database import Store
from storage.spending import spent_in
from usecases.bundles import Bundles
from usecases.preview_plan import Foreseen, Planned, preview_each

COLUMNS = (
    *("customer", "at", "zone", "local_time", "journey", "contact", "flow", "purpose", "fate"),
    *("channel", "cost", "currency", "rule", "place", "planned_for"),
)
_JSON = TypeAdapter(Foreseen)


class _Lines:
    """Takes the forecast piece by piece and writes it as it comes, so that a million lines never lie in memory."""

    def __init__(self, output: str, currency: str, progress: Progress) -> None:
        self.output, self.currency, self.progress = output, currency, progress
        self.task = progress.add_task("walking through the gate", total=None)
        self.summary = Summary()
        self.written = 0

    def tell(self, planned: Planned) -> None:
        """How much there is."""
        self.progress.update(self.task, total=planned.contacts)
        if self.output == "csv":
            self._csv([COLUMNS])
        elif self.output == "json":
            sys.stdout.write("[")

    def take(self, some: Sequence[Foreseen]) -> None:
        """A piece: written, and counted."""
        self.summary.take(some)
        if self.output == "csv":
            self._csv([_row(each, self.currency) for each in some])
        elif self.output == "json":
            for each in some:
                sys.stdout.write(",\n" if self.written else "\n")
                sys.stdout.write(_JSON.dump_json(each).decode())
                self.written += 1
        self.progress.advance(self.task, len(some))

    def end(self) -> None:
        """Nothing more comes."""
        if self.output == "json":
            sys.stdout.write("\n]\n" if self.written else "]\n")
        sys.stdout.flush()

    @staticmethod
    def _csv(rows: Sequence[Sequence[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        sys.stdout.write(text.getvalue())


def _row(one: Foreseen, currency: str) -> list[str]:
    local = one.at.astimezone(ZoneInfo(one.zone)) if one.zone else one.at
    return [
        one.number,
        one.at.isoformat(timespec="minutes"),
        one.zone,
        f"{local:%Y-%m-%d %H:%M}",
        one.journey,
        one.contact,
        one.flow,
        one.purpose,
        one.fate,
        one.channel,
        f"{one.cost:f}",
        currency,
        one.rule,
        one.place,
        one.planned_for.isoformat(timespec="minutes"),
    ]


def _check(journey: str, known: Sequence[str]) -> None:
    if journey and journey not in known:
        near = get_close_matches(journey, known, n=1)
        way_out = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
        raise CommandError(f"There is no journey {journey}.", way_out, FOUND_PROBLEMS)


def plan(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far to look.")] = 240,
    journey: Annotated[str, typer.Option(help="Only this journey.")] = "",
    output: Annotated[
        Literal["text", "json", "csv"], typer.Option("--format", help="For people, for programs, or for a spreadsheet.")
    ] = "text",
) -> None:
    """Show who will get what, when, where and at what cost, and what the gate shifts or refuses; nothing is sent."""

    async def work(store: Store, settings: Settings) -> None:
        money, now, bundles = money_of(settings), Clocks().business(), Bundles(store)
        _check(journey, [*(await bundles.current()).journeys, DOUBLE_OPT_IN.name])
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            lines = _Lines(output, money.prices.currency, progress)
            await preview_each(
                store,
                bundles=bundles,
                now=now,
                days=days,
                journey=journey,
                money=money,
                take=lines.take,
                tell=lines.tell,
            )
        lines.end()
        if output != "text":
            return
        for one in lines.summary.next_ones:
            place = f"{one.channel} {one.cost:f} {money.prices.currency}" if one.channel else "-"
            typer.echo(
                f"{one.at:%Y-%m-%d %H:%M} UTC  {one.number}  {one.contact} → {one.flow}  {place}  "
                f"{one.fate}{rule_of(one.fate, one.rule)}"
            )
        if not lines.summary.total:
            typer.echo(f"Nothing is planned within {days} days.")
            return
        zone = (await bundles.current()).brand.zone
        spent = await store.read(lambda tx: spent_in(tx, [month_of(now, zone)]))
        for line in lines.summary.tell(money, spent, zone=zone, now=now):
            typer.echo(line)

    with_store(ctx, work)
