"""The command `echoloop`: every subcommand by name, with one line each; a person never sees a traceback."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.cli.failure import CANNOT_WORK, CommandError
from app.cli.lazy import Entry, LazyGroup

COMMANDS: dict[str, Entry] = {
    "demo": Entry("app.cli.demo:demo", "See the whole product work on this machine, without any account."),
    "check": Entry("app.cli.check:check", "Find every mistake in experience/, with line, column and the way out."),
    "test": Entry("app.cli.test:test", "Run the golden transcripts."),
    "play": Entry("app.cli.play:play", "Talk to a flow in this terminal."),
    "preview": Entry("app.cli.preview:previews", "Show what customers read on each channel; keep it as golden files."),
    "diagram": Entry("app.cli.diagram:diagram", "Draw a flow, as Mermaid or SVG."),
    "schema": Entry("app.cli.schema:schema", "Write JSON Schemas, by which editors complete and explain."),
    "init": Entry("app.cli.init:init", "Make .env and a first experience; or add a flow to start from."),
    "upgrade": Entry("app.cli.upgrade:upgrade", "Bring files of an older language version to this one."),
    "doctor": Entry("app.cli.doctor:doctor", "Check database, model, experience and every platform."),
    "migrate": Entry("app.cli.migrate:migrate", "Bring the database to this version's tables."),
    "publish": Entry("app.cli.publish:publish", "Publish experience/: what `serve` runs from now on."),
    "bundles": Entry("app.cli.bundles:bundles", "List, compare, export what was published; roll back."),
    "serve": Entry("app.cli.serve:serve", "Run everything: HTTP, bots, scheduler, reader."),
    "worker": Entry("app.cli.worker:worker", "Work beside web and scheduler processes on one PostgreSQL."),
    "key": Entry("app.cli.key:key", "Create, list and revoke API keys."),
    "link": Entry("app.cli.link:link", "Make a customer's personal link into a messenger."),
    "templates": Entry("app.cli.templates:templates", "Print what flows say first as WhatsApp templates to submit."),
    "plan": Entry("app.cli.plan:plan", "Show what the next days will bring; nothing is sent."),
    "why": Entry("app.cli.why:why", "Explain why a customer was or was not contacted."),
    "consent": Entry("app.cli.consent:consent", "Show what a customer has allowed; write a yes or no with its proof."),
    "import": Entry("app.cli.import_file:import_file", "Take in customers, events, purchases or reviews of a file."),
    "rewards": Entry("app.cli.rewards:rewards", "Fill pools of codes, see what is left, gifts to send, seats."),
    "inbox": Entry("app.cli.inbox:inbox", "List messages that no turn could take; let them in again."),
    "outbox": Entry("app.cli.outbox:outbox", "List what waits, is in doubt or was given up; retry, drop."),
    "webhooks": Entry("app.cli.webhooks:webhooks", "List what your systems were not told; tell again, test, secrets."),
    "tell": Entry("app.cli.tell:tell", "You said, we did: tell those who named a topic, once each."),
    "customer": Entry("app.cli.customer:customer", "Show a customer; make two one, or two again."),
    "erase": Entry("app.cli.erase:erase", "Erase a customer's personal data."),
    "classify": Entry("app.cli.classify:classify", "Read texts with the model: sentiment, kind, topics."),
    "train": Entry("app.cli.train:train", "Train the reader's model."),
    "model": Entry("app.cli.model:model", "List, add, promote and roll back the reader's models."),
    "digest": Entry("app.cli.digest:digest", "Look at a team's digest before anybody gets it."),
    "evaluate": Entry("app.cli.evaluate:evaluate", "Measure the reader's model."),
}


class Commands(LazyGroup):
    """All commands of `echoloop`."""

    entries = COMMANDS


@dataclass(frozen=True, slots=True)
class Invocation:
    """The options before the command; every command finds them as `ctx.obj`."""

    config: Path | None = None
    debug: bool = False


cli = typer.Typer(
    name="echoloop",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask customers in their messenger, understand the answer, look after them.",
)


@cli.callback()
def options(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option("--config", "-c", help="The settings' file (config.yaml).")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback when something breaks.")] = False,
) -> None:
    """Options of every command stand before its name."""
    ctx.obj = Invocation(config=config, debug=debug)


def run() -> NoReturn:
    """The console script: exit code 0 = done, 1 = problems were found, 2 = wrong usage or it cannot work."""
    if "--debug" in sys.argv[1:]:
        cli(prog_name="echoloop")
    try:
        cli(prog_name="echoloop")
    except CommandError as failure:
        _end(str(failure), failure.code)
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(130)
    except Exception as broken:
        _end(_told(broken), CANNOT_WORK)
    sys.exit(0)


def _told(broken: Exception) -> str:
    """What a person reads of an exception: an operator's mistake with its way out, anything else as our fault."""
    from app.settings import SettingsError, variable
    from nlp.onnx_model import ModelUnavailableError
    from storage.errors import StoreOpenError, StoreUrlError
    from usecases.bundles import NoBundleError

    if isinstance(broken, SettingsError):
        return f"The settings do not work:\n{broken}"
    if isinstance(broken, (StoreUrlError, StoreOpenError)):
        way_out = f"check database.url ({variable('database.url')}), and the rights on its folder"
        return f"The database cannot be opened: {broken}\n  → {way_out}."
    if isinstance(broken, ModelUnavailableError):
        return f"There is no model to read with: {broken}."
    if isinstance(broken, NoBundleError):
        return "Nothing is published yet, or not for this version.\n  → Run `echoloop publish`."
    what = f"{type(broken).__name__}: {broken}".splitlines()[0][:300]
    return f"Something broke: {what}\n  → `echoloop --debug …` shows where; please report it."


def _end(message: str, code: int) -> NoReturn:
    """Say it on stderr and leave."""
    typer.echo(message, err=True)
    sys.exit(code)


if __name__ == "__main__":
    run()
