"""`echoloop rewards`: pools of codes, gifts that a team has to send, and who comes to an event."""

from __future__ import annotations

import getpass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.settings import Settings
from journey.rewards import Occasion, Rewards
from storage.customers import find_record
from storage.database import Store
from storage.rewards import (
    add_codes,
    count_codes,
    count_given,
    finish_gift,
    free_place,
    gifts_to_send,
    places_at,
)
from storage.transactions import Transaction
from usecases.bundles import Bundles

rewards = typer.Typer(no_args_is_help=True, help="Fill pools of codes, see what is left, gifts to send, seats.")
LONGEST_CODE = 64


@rewards.command("import")
def import_codes(
    ctx: typer.Context,
    reward: Annotated[str, typer.Argument(help="A reward of rewards.yaml.")],
    file: Annotated[Path, typer.Argument(help="One code a line.", exists=True, dir_okay=False)],
) -> None:
    """Add codes to a reward's pool. Codes that are there already stay as they are."""
    codes = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    wrong = next((n for n, code in enumerate(codes, 1) if len(code) > LONGEST_CODE or not code.isprintable()), 0)
    if wrong:
        way_out = f"Write one code a line, of at most {LONGEST_CODE} printable characters."
        raise CommandError(f"Nothing was added: code {wrong} of {file.name} cannot be one.", way_out, FOUND_PROBLEMS)

    async def work(store: Store, _settings: Settings) -> tuple[int, tuple[int, int]]:
        await _known(store, reward)
        now = Clocks().business()
        added = await store.run(partial(add_codes, reward=reward, codes=codes, now=now))
        return added, await store.read(partial(count_codes, reward=reward))

    added, (_, left) = with_store(ctx, work)
    typer.echo(f"{added} of {len(codes)} codes are new; {left} are left to give.")


@rewards.command()
def stock(ctx: typer.Context) -> None:
    """Show what was given of each reward, and how many codes are left."""

    async def work(store: Store, _settings: Settings) -> list[str]:
        kept = await _kept(store)

        def lines(tx: Transaction) -> list[str]:
            given = count_given(tx)
            return [_stock(tx, name, given.get(name, 0), pool=not reward.template and reward.kind == "code")
                    for name, reward in kept.rewards.items() if not reward.tiers]  # fmt: skip

        return await store.read(lines)

    for line in with_store(ctx, work) or ["rewards.yaml describes no rewards."]:
        typer.echo(line)


@rewards.command()
def gifts(ctx: typer.Context) -> None:
    """List gifts that are not on their way yet, the most urgent first; `done` takes one off."""

    async def work(store: Store, _settings: Settings) -> list[str]:
        now = Clocks().business()

        def lines(tx: Transaction) -> list[str]:
            return [
                f"{gift.id}  {gift.reward}  for {_whose(tx, gift.customer_id)}  by {gift.team}"
                f"  due {gift.due_at:%Y-%m-%d}{'  OVERDUE' if gift.due_at and gift.due_at < now else ''}"
                for gift in gifts_to_send(tx)
            ]

        return await store.read(lines)

    for line in with_store(ctx, work) or ["No gift waits to be sent."]:
        typer.echo(line)


@rewards.command()
def done(ctx: typer.Context, gift: Annotated[str, typer.Argument(help="The id that `gifts` shows.")]) -> None:
    """Say that a gift is on its way."""

    async def work(store: Store, _settings: Settings) -> bool:
        return await store.run(partial(finish_gift, given_id=gift, who=getpass.getuser(), now=Clocks().business()))

    if not with_store(ctx, work):
        raise CommandError("No such gift waits to be sent.", "`echoloop rewards gifts` lists them.", FOUND_PROBLEMS)
    typer.echo("Noted.")


@rewards.command()
def seats(ctx: typer.Context, event: Annotated[str, typer.Argument(help="An event of rewards.yaml.")]) -> None:
    """List who comes to an event and who waits, in the order of coming."""

    async def work(store: Store, _settings: Settings) -> list[str]:
        occasion = await _occasion(store, event)

        def lines(tx: Transaction) -> list[str]:
            places = places_at(tx, event)
            seated = sum(not place.waiting for place in places)
            head = f"{seated} of {occasion.seats} seats, {len(places) - seated} of {occasion.waiting} waiting"
            rows = (f"{p.number:4}  {'waits' if p.waiting else 'comes'}  {_whose(tx, p.customer_id)}" for p in places)
            return [head, *rows]

        return await store.read(lines)

    for line in with_store(ctx, work):
        typer.echo(line)


@rewards.command()
def free(
    ctx: typer.Context,
    event: Annotated[str, typer.Argument(help="An event of rewards.yaml.")],
    who: Annotated[str, typer.Argument(help="Your own number for the customer, or our id.")],
) -> None:
    """Give a customer's place back; the first who waits gets the seat. Tell him: nothing is sent by itself."""

    async def work(store: Store, _settings: Settings) -> str | None:
        occasion = await _occasion(store, event)

        def give_back(tx: Transaction) -> str | None:
            person = find_record(tx, who)
            moved = None if person is None else free_place(tx, event, person.id, limit=occasion.seats)
            return _whose(tx, moved) if moved else moved

        return await store.run(give_back)

    moved = with_store(ctx, work)
    if moved is None:
        raise CommandError(f"{who} has no place at {event}.", f"`echoloop rewards seats {event}` lists who has.", 1)
    typer.echo(f"The place is free again; {moved} moves up." if moved else "The place is free again.")


async def _kept(store: Store) -> Rewards:
    return (await Bundles(store).current()).rewards


async def _known(store: Store, reward: str) -> None:
    kept = await _kept(store)
    if reward not in kept.rewards:
        names = ", ".join(kept.rewards) or "none"
        way_out = f"rewards.yaml describes: {names}. Publish it first where it is new."
        raise CommandError(f"There is no reward {reward}.", way_out, FOUND_PROBLEMS)


async def _occasion(store: Store, event: str) -> Occasion:
    kept = await _kept(store)
    if event not in kept.occasions:
        names = ", ".join(kept.occasions) or "none"
        raise CommandError(f"There is no event {event}.", f"rewards.yaml describes: {names}.", FOUND_PROBLEMS)
    return kept.occasions[event]


def _stock(tx: Transaction, name: str, given: int, *, pool: bool) -> str:
    left = f", {count_codes(tx, name)[1]} codes left" if pool else ""
    return f"{name}: {given} given{left}"


def _whose(tx: Transaction, customer_id: str) -> str:
    """The company's number of a customer, our id where there is none."""
    person = find_record(tx, customer_id)
    return person.external_id or person.id if person else customer_id
