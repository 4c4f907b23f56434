"""`echoloop consent`: what a customer has allowed, when, where and to which text; a line by hand, with its proof."""

from __future__ import annotations

import getpass
import json
from typing import Annotated, Literal

import typer

from app.cli.failure import CANNOT_WORK, FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.ids import new_id
from app.settings import Settings
from storage.customers import Word
from storage.database import Store
from storage.ledger import ConsentRow
from usecases.bundles import Bundles
from usecases.keep_consent import Kept, Ledger, show_ledger, write_by_hand

LONGEST = 200


def consent(
    ctx: typer.Context,
    who: Annotated[str, typer.Argument(help="Your own number for the customer, or our id.")],
    grant: Annotated[
        Kept | None, typer.Option(help="Write a yes to this purpose; needs --proof and --version.")
    ] = None,
    withdraw: Annotated[Kept | None, typer.Option(help="Write a no to this purpose; it counts at once.")] = None,
    proof: Annotated[str, typer.Option(help="Where the customer's own words are kept.")] = "",
    version: Annotated[str, typer.Option(help="Which text the customer saw.")] = "",
    confirmed: Annotated[
        bool,
        typer.Option("--confirmed", help="The proof shows that he has confirmed this yes himself (double opt-in)."),
    ] = False,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """Show the ledger of a customer's consents, or write one line into it. Lines are never changed or taken away."""
    _check(grant, withdraw, proof, version)
    if confirmed and not grant:
        raise CommandError("Nothing was written: --confirmed says more of a yes.", "Add --grant.", CANNOT_WORK)
    purpose: Kept | None = grant or withdraw

    async def work(store: Store, _settings: Settings) -> Ledger | None:
        if purpose is None:
            return await show_ledger(store, who)
        return await write_by_hand(
            store,
            who,
            purpose,
            granted=grant is not None,
            proof=proof or "on request",
            version=version,
            confirmed=confirmed,
            bundles=Bundles(store),
            who=getpass.getuser(),
            new_id=new_id,
            now=Clocks().business(),
        )

    ledger = with_store(ctx, work)
    if ledger is None:
        raise CommandError(f"Nobody is called {who} (any more).", code=FOUND_PROBLEMS)
    typer.echo(_as_json(ledger) if output == "json" else _as_text(ledger))


def _check(grant: Kept | None, withdraw: Kept | None, proof: str, version: str) -> None:
    if grant and withdraw:
        raise CommandError("Nothing was written: --grant and --withdraw stand side by side.", "Take one.", CANNOT_WORK)
    if grant and not (proof.strip() and version.strip()):
        way_out = 'Add --proof "paper form of 3 May, folder 12" --version 2027-01: a yes must be shown to whoever asks.'
        raise CommandError("Nothing was written: a yes needs its proof and the text's version.", way_out, CANNOT_WORK)
    if not all(text.isprintable() and len(text) <= LONGEST for text in (proof, version)):
        way_out = f"Write at most {LONGEST} characters on one line."
        raise CommandError("Nothing was written: the proof or the version is too long.", way_out, CANNOT_WORK)


def _as_text(ledger: Ledger) -> str:
    person = ledger.person
    head = f"{person.external_id or 'no number'}, our id {person.id}{', erased' if person.erased_at else ''}"
    now = [f"  {purpose}: {_word(word, ledger)}" for purpose, word in sorted(ledger.words.items())]
    lines = [
        f"  {line.at:%Y-%m-%d %H:%M} UTC  {line.purpose}: {_line_word(line)}"
        f"{f', text {line.version}' if line.version else ''}{f', {line.channel}' if line.channel else ''}"
        f", {line.source}"
        for line in ledger.lines
    ]
    return "\n".join(
        [head, *(now or ["  nothing was ever said"]), *(["ledger, oldest first:", *lines] if lines else [])]
    )


def _as_json(ledger: Ledger) -> str:
    lines = [
        {
            "purpose": line.purpose,
            "granted": line.granted,
            "waits": line.waits,
            "version": line.version,
            "channel": line.channel,
            "source": line.source,
            "at": line.at.isoformat(),
        }
        for line in ledger.lines
    ]
    told = {
        "customer": ledger.person.external_id,
        "id": ledger.person.id,
        "consents": {purpose: word.counts for purpose, word in ledger.words.items()},
        "waiting": [purpose for purpose, word in ledger.words.items() if word.waits],
        "asked_at": ledger.asked_at.isoformat() if ledger.asked_at else None,
        "ledger": lines,
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _line_word(line: ConsentRow) -> str:
    yes = "yes, waits for his own" if line.waits else "yes"
    return yes if line.granted else "no"


def _word(word: Word, ledger: Ledger) -> str:
    """What counts, and where a yes waits, whether he was asked."""
    if not word.waits:
        return "yes" if word.granted else "no"
    asked = f"asked {ledger.asked_at:%Y-%m-%d %H:%M} UTC" if ledger.asked_at else "not asked yet"
    return f"not yet, a yes waits until he confirms it himself ({asked})"
