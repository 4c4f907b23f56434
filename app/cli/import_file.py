"""`echoloop import`: customers, events, purchases and outside reviews from a file, a line at a time."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.ids import new_id
from app.importing.bodies import Kind, read_line
from app.importing.lines import Line, UnreadableFileError, read_lines
from app.reading import build_reader
from app.settings import Settings
from conversation.reading import Reading
from nlp.reader import OnnxReader
from storage.database import Store
from usecases.bundles import Bundles
from usecases.import_lines import Import, Item, Outcome, take_in
from usecases.import_review import ReviewData
from usecases.wrong_field import WrongField

AT_ONCE = 200  # lines of one transaction
MOST_SHOWN = 20
Refused = tuple[int, tuple[WrongField, ...]]


@dataclass(slots=True)
class _Tally:
    """What became of all lines so far."""

    counted: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    waiting: int = 0
    near: dict[str, list[int]] = field(default_factory=dict)

    def note(self, line: int, outcome: Outcome) -> None:
        """One line more."""
        self.counted[outcome.fate] += 1
        self.waiting += bool(outcome.waiting)
        if outcome.near:
            self.near.setdefault(outcome.near, []).append(line)
        if outcome.fate == "refused":
            self.refused.append((line, outcome.wrong))


Read = Callable[[list[str]], Awaitable[list[Reading]]]


def import_file(
    ctx: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="What the lines are.")],
    file: Annotated[Path, typer.Argument(help="CSV with a header, or JSON Lines.", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every line and store nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write refused lines here, as CSV.")] = None,
) -> None:
    """Take in a file of any size. A line is stored whole or not at all; those refused are named with the way out.

    The same file again changes nothing: events are known by their `key`, or by what their line holds.
    """
    tally = _Tally()

    async def work(store: Store, settings: Settings) -> None:
        await _import(store, settings, kind, file, tally, dry_run=dry_run)

    try:
        with_store(ctx, work)
    except UnreadableFileError as broken:
        raise CommandError(f"{file.name}: {broken}.", "docs/imports.md shows a file of each kind.") from broken
    _tell(tally, dry_run=dry_run)
    if report is not None:
        _write(report, tally.refused)
    if tally.refused:
        many = len(tally.refused)
        raise CommandError(f"{many} lines were refused.", "Mend them and import the file again.", FOUND_PROBLEMS)


async def _import(store: Store, settings: Settings, kind: Kind, file: Path, tally: _Tally, *, dry_run: bool) -> None:
    bundles = Bundles(store)
    await bundles.current()  # nothing can be planned before something is published
    reader = build_reader(settings, bundles) if kind == "reviews" else None
    columns = (TextColumn("importing"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, transient=True, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("importing", total=file.stat().st_size)
        lines = read_lines(file)
        while part := list(islice(lines, AT_ONCE)):
            how = Import(bundles=bundles, new_id=new_id, now=Clocks().business(), dry_run=dry_run)
            for line, outcome in await _take(store, kind, part, how, reader.read if reader else None):
                tally.note(line, outcome)
            progress.advance(task, sum(line.size for line in part))
    if isinstance(reader, OnnxReader):
        reader.close()


async def _take(
    store: Store, kind: Kind, part: list[Line], how: Import, read: Read | None
) -> list[tuple[int, Outcome]]:
    """What became of each line of a part, in order."""
    asked = {line.number: read_line(kind, line) for line in part}
    items = {number: found for number, found in asked.items() if isinstance(found, Item)}
    texts = [item.data.text for item in items.values() if isinstance(item.data, ReviewData)]
    readings = dict(zip(texts, await read(texts), strict=True)) if read and texts else {}
    how = replace(how, readings=readings)
    taken = dict(zip(items, await take_in(store, list(items.values()), how), strict=True)) if items else {}
    return [(number, taken.get(number) or _refused(found)) for number, found in asked.items()]


def _refused(found: Item | list[WrongField]) -> Outcome:
    return Outcome("refused", wrong=tuple(found) if isinstance(found, list) else ())


def _tell(tally: _Tally, *, dry_run: bool) -> None:
    counted, refused = tally.counted, tally.refused
    for text in islice(_lines(refused), MOST_SHOWN):
        typer.echo(text, err=True)
    if len(refused) > MOST_SHOWN:
        typer.echo(f"… and {len(refused) - MOST_SHOWN} more; --report FILE writes them all.", err=True)
    words = ", ".join(f"{counted[fate]} {fate}" for fate in ("new", "changed", "known", "refused") if counted[fate])
    typer.echo(f"{'Nothing was stored; it would be: ' if dry_run else ''}{words or 'no lines'}.")
    for meant, lines in tally.near.items():
        where = f"line {lines[0]}{f' and {len(lines) - 1} more' if len(lines) > 1 else ''}"
        typer.echo(f'Kept, but no journey listens to the event of {where}: did you mean "{meant}"?', err=True)
    if tally.waiting:
        typer.echo(
            f"Waiting for the customer's own yes: {tally.waiting}. Each is asked once, where he has a channel; a yes "
            "that he has confirmed already is told by consent_confirmed (docs/contact-gate.md)."
        )


def _lines(refused: list[Refused]) -> Iterator[str]:
    for number, wrong in refused:
        yield f"line {number}: " + "; ".join(f"{one.field} {one.message} → {one.way_out}" for one in wrong)


def _write(report: Path, refused: list[Refused]) -> None:
    with report.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("line", "field", "what", "way_out"))
        rows.writerows((number, one.field, one.message, one.way_out) for number, wrong in refused for one in wrong)
