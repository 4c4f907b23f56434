"""`echoloop why`: explains why a customer was or was not contacted, rule by rule."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.settings import Settings
from storage.database import Store
from usecases.bundles import Bundles
from usecases.explain_contact import Explanation, explain


def why(
    ctx: typer.Context,
    customer: Annotated[str, typer.Argument(help="Your own number for the customer, or our id.")],
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """Explain a customer's contacts: sent, shifted, refused or planned, with the rule and where it stands."""

    async def work(store: Store, _settings: Settings) -> Explanation | None:
        return await explain(store, customer, bundles=Bundles(store), now=Clocks().business())

    explanation = with_store(ctx, work)
    if explanation is None:
        raise CommandError(f"Nobody is called {customer}.", "Give your own number, or our id.", FOUND_PROBLEMS)
    if output == "json":
        typer.echo(TypeAdapter(Explanation).dump_json(explanation, indent=2).decode())
        return
    _print(explanation)


def _print(one: Explanation) -> None:
    """Consents and addresses in a line each, then each contact in the customer's own time."""
    if one.erased:
        typer.echo("This customer was erased: nothing is sent any more.")
    said = ", ".join(f"{purpose} {_said(one, purpose)}" for purpose in sorted(one.consents))
    reached = ", ".join(f"{channel} ({state})" for channel, state in one.channels.items())
    typer.echo(f"consent: {said or 'none asked yet'}")
    typer.echo(f"reached by: {reached or 'nothing yet: no personal link was opened'}")
    for case in one.cases:
        goes = f"C-{case.number} {'goes' if case.open else 'went'} on in C-{case.into}"
        typer.echo(f"case: {goes}; messages from him there: {case.heard}, answers to him: {case.answered}")
    if not one.contacts:
        typer.echo("No contacts are planned: no event of this customer started a journey.")
        return
    typer.echo(f"contacts, in the customer's time ({one.zone}):")
    zone = ZoneInfo(one.zone)
    for contact in one.contacts:
        about = ", ".join(part for part in (contact.purpose, contact.purchase) if part)
        fate = contact.fate + rule_of(contact.fate, contact.rule)
        fate += f"; {contact.forecast}" if contact.forecast else ""
        fate += f"; {contact.because}" if contact.because else ""
        typer.echo(f"  {contact.at.astimezone(zone):%Y-%m-%d %H:%M}  {contact.contact} ({about}): {fate}")
        if contact.place:
            typer.echo(f"                    {contact.place}")


def _said(one: Explanation, purpose: str) -> str:
    if purpose in one.waiting:
        return "not yet: a yes waits until he confirms it himself"
    return "yes" if one.consents[purpose] else "no"


def rule_of(fate: str, rule: str) -> str:
    """The rule that decided last: it refused for good, or it moved what is (or will be) sent all the same."""
    if not rule:
        return ""
    return f" by the rule “{rule}”" if fate in ("refused", "dropped", "failed") else f", moved by the rule “{rule}”"
