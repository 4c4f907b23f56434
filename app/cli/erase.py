"""`echoloop erase`: erases a customer's personal data for good (GDPR Art. 17)."""

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
from usecases.erase_customer import erase_customer


def erase(
    ctx: typer.Context,
    customer: Annotated[str, typer.Argument(help="Your own number for the customer, or our id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Blank everything personal of a customer; scores stay in the statistics without a name. There is no way back."""
    if not yes:
        typer.confirm(f"Erase everything personal of {customer}, for good?", abort=True)

    async def work(store: Store, _settings: Settings) -> str | None:
        now = Clocks().business()
        return await erase_customer(store, customer, who=getpass.getuser(), new_id=new_id, now=now)

    erased = with_store(ctx, work)
    if erased is None:
        raise CommandError(f"Nobody is called {customer} (any more).", code=FOUND_PROBLEMS)
    typer.echo(f"Erased. What is left is our id {erased} and the fact that nothing may be sent.")
