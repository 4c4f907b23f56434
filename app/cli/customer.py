"""`echoloop customer`: who somebody is, and two customers made one or two again by hand."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.ids import new_id
from app.settings import Settings
from storage.database import Store
from usecases.choose_address import preferred_channel
from usecases.merge_customers import Merged, NotMerged, Person, merge_customers, show_customer, unmerge_customers

Reference = Annotated[str, typer.Argument(help="Your own number for the customer, or our id.")]

customer = typer.Typer(no_args_is_help=True, help="Show a customer; make two one, or two again.")


@customer.command()
def show(ctx: typer.Context, who: Reference) -> None:
    """Show a customer's channels, consents and what was merged. Numbers on platforms are shown by their last digits."""

    async def work(store: Store, _settings: Settings) -> Person | None:
        return await show_customer(store, who)

    person = with_store(ctx, work)
    if person is None:
        raise CommandError(f"Nobody is called {who} (any more).", code=FOUND_PROBLEMS)
    typer.echo(f"{person.row.external_id or 'no number'}, our id {person.row.id}")
    prefers = preferred_channel(person.row.attributes)
    for address in person.addresses:
        heard = f", heard {address.last_inbound_at:%Y-%m-%d}" if address.last_inbound_at else ""
        first = ", preferred" if address.channel == prefers else ""
        typer.echo(f"  {address.channel} …{address.platform_id[-3:]}: {address.state}{heard}{first}")
    for purpose, granted in sorted(person.consents.items()):
        typer.echo(f"  {purpose}: {'yes' if granted else 'no'}")
    for other in person.merged:
        typer.echo(f"  merged: {other}")


@customer.command()
def merge(ctx: typer.Context, kept: Reference, merged: Reference) -> None:
    """Make two customers one: everything of the second belongs to the first. `unmerge` takes it back."""

    async def work(store: Store, _settings: Settings) -> Merged | NotMerged:
        now = Clocks().business()
        return await merge_customers(store, kept, merged, who=getpass.getuser(), new_id=new_id, now=now)

    _tell(with_store(ctx, work), f"{merged} is {kept} from now on")


@customer.command()
def unmerge(ctx: typer.Context, kept: Reference, merged: Reference) -> None:
    """Take a merge back: what moved moves back, what has come since stays."""

    async def work(store: Store, _settings: Settings) -> Merged | NotMerged:
        now = Clocks().business()
        return await unmerge_customers(store, kept, merged, who=getpass.getuser(), new_id=new_id, now=now)

    _tell(with_store(ctx, work), f"{merged} stands for himself again")


def _tell(outcome: Merged | NotMerged, done: str) -> None:
    if isinstance(outcome, NotMerged):
        raise CommandError(f"Nothing was changed: {outcome.why}.", "`echoloop customer show` says who is who.", 1)
    typer.echo(f"{done} ({outcome.rows} rows moved).")
