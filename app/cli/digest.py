"""`echoloop digest`: looks at a team's digest before anybody gets it, or puts it on its way now."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import TypeAdapter

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.settings import Settings
from authoring.desk import Team
from authoring.experience import Experience
from insights.digest import Digest
from storage.database import Store
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.post_digests import send_digest
from usecases.see_digest import see_digest, zone_of
from usecases.topic_labels import topic_labels

Seen = tuple[Digest, Experience, bool]
"""The digest, the experience it was made under, and whether it is on its way."""


def digest(
    ctx: typer.Context,
    team: Annotated[str, typer.Option("--team", help="A team of desk.yaml.")],
    week: Annotated[bool, typer.Option("--week", help="The last seven days in place of yesterday.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Put it on its way; without this it is only shown.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write the trend's picture there (PNG).")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """Show the digest that a team would get now. Nothing is sent without --send."""
    seen, experience, sent = with_store(ctx, partial(_see, name=team, week=week, send=send))
    words = experience.desk_language(team)
    if output == "json":
        typer.echo(TypeAdapter(Digest).dump_json(seen, indent=2).decode())
    else:
        from bots.slack_digest import blocks, plain

        typer.echo(plain(blocks(seen, words, topic_labels(experience, words))))
    if out is not None:
        _draw(seen, words, out)
    if send:
        typer.echo("It is on its way." if sent else "The team has got this one already.", err=True)


async def _see(store: Store, _settings: Settings, *, name: str, week: bool, send: bool) -> Seen:
    experience = await Bundles(store).current()
    team = experience.desk.teams.get(name)
    if team is None:
        way_out = f"The teams of desk.yaml: {', '.join(experience.desk.teams) or 'none yet'}."
        raise CommandError(f"There is no team {name}.", way_out, FOUND_PROBLEMS)
    now = Clocks().business()
    day = now.astimezone(zone_of(team, experience)).date()

    def work(tx: Transaction, found: Team) -> Seen:
        seen = see_digest(tx, experience, found, day=day, week=week, now=now)
        return seen, experience, send and send_digest(tx, experience, found, seen, now)

    run = store.run if send else store.read
    return await run(partial(work, found=team))


def _draw(seen: Digest, words: Literal["de", "en"], out: Path) -> None:
    from bots.trend_picture import draw

    points = [(point.day.isoformat(), asdict(point.score) if point.score else None) for point in seen.trend]
    if not any(score for _, score in points):
        way_out = "A week needs five answers to the recommendation question."
        raise CommandError("There is no trend to draw yet.", way_out, FOUND_PROBLEMS)
    out.write_bytes(draw(points, words))
