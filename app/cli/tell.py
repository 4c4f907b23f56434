"""`echoloop tell`: you said, we did. Counts who named a topic; with --send each of them is told once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated

import typer

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.ids import new_id
from app.settings import Settings
from storage.database import Store
from usecases.bundles import Bundles
from usecases.tell_what_we_did import Counted, NoSuchContact, tell_what_we_did


def tell(
    ctx: typer.Context,
    topic: Annotated[str, typer.Option("--topic", help="What was mended, as the model or topics.yaml names it.")],
    contact: Annotated[str, typer.Option("--contact", help="A contact that is sent `when planned`, which says so.")],
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="Who named it in so many days.")] = 90,
    send: Annotated[bool, typer.Option("--send", help="Plan it; without this customers are only counted.")] = False,
) -> None:
    """Tell those who named a topic what was done about it, once each; nothing is planned without --send."""

    async def work(store: Store, _settings: Settings) -> Counted | NoSuchContact:
        now, experience = Clocks().business(), await Bundles(store).current()
        one = partial(tell_what_we_did, experience=experience, topic=topic, contact=contact, new_id=new_id, now=now)
        one = partial(one, since=now - timedelta(days=days), send=send)
        return await (store.run(one) if send else store.read(one))

    counted = with_store(ctx, work)
    if isinstance(counted, NoSuchContact):
        way_out = f"Those sent `when planned`: {', '.join(counted.known) or 'none yet'}."
        raise CommandError(f"There is no contact {contact} to tell it with.", way_out, FOUND_PROBLEMS)
    typer.echo(f"{counted.named} named {topic} in the last {days} days, {counted.told} of them were told already.")
    if send:
        typer.echo(f"{counted.left} planned; consent, budget and quiet hours decide, as `echoloop plan` shows.")
    else:
        typer.echo(f"{counted.left} would be told. Nothing is planned without --send.")
