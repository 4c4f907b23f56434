"""`echoloop init`: what a new installation begins with, its secrets and a small experience that explains itself."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Annotated

import typer

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.schema import write_schemas

ENV = Path(".env")
STARTER = Path(__file__).resolve().parents[1] / "starter"
FLOW = "first_opinion"
"""The starter's flow that a new one is made from."""

SECRETS_WRITTEN = """\
Wrote {env} (only you can read it). Put your bot's token from @BotFather there: ECHOLOOP_CHANNELS__TELEGRAM__TOKEN=…"""
NEXT = """\
Now:
  1. change what you like in {folder}/ and config.yaml, then `echoloop check` and `echoloop test`
  2. `echoloop migrate`, `echoloop publish`, `echoloop doctor`, `echoloop serve`
To see everything work first, without any account: `echoloop demo`."""
FLOW_NEXT = """\
Now:
  1. open {folder}/flows/{name}.yaml and change its texts
  2. `echoloop play {name}` talks to it, `echoloop check` finds mistakes, `echoloop test -k {name}` runs its transcripts
  3. `echoloop publish`; then new conversations start on it"""

FolderOption = Annotated[Path, typer.Option("--experience", help="The experience's folder.")]
FlowOption = Annotated[str, typer.Option("--flow", metavar="NAME", help="Only add a flow with this name, to change.")]


def init(folder: FolderOption = Path("experience"), flow: FlowOption = "") -> None:
    """Make .env with fresh secrets, and a small experience where there is none; never touches what is there."""
    if flow:
        _add_flow(folder, flow)
        return
    has_secrets, has_experience = ENV.exists(), folder.exists()
    if has_secrets and has_experience:
        way_out = f"Edit them, or move them away first. `echoloop init --flow NAME` adds a flow to {folder}/."
        raise CommandError(f"{ENV} and {folder}/ are already there.", way_out, FOUND_PROBLEMS)
    if not has_secrets:
        _write_secrets()
        typer.echo(SECRETS_WRITTEN.format(env=ENV))
    if not has_experience:
        files = sorted(STARTER.rglob("*.yaml"))
        for path in files:
            _write(folder / path.relative_to(STARTER), path.read_text(encoding="utf-8"))
        write_schemas(folder)  # the files' first lines lead editors there
        typer.echo(f"Wrote {len(files)} files to {folder}/: two flows with transcripts, and what they need.")
    typer.echo(NEXT.format(folder=folder))


def _write_secrets() -> None:
    ENV.touch(mode=0o600)
    ENV.write_text(
        "# Secrets of this installation. Never commit this file.\n"
        "ECHOLOOP_CHANNELS__TELEGRAM__TOKEN=\n"
        f"ECHOLOOP_CHANNELS__TELEGRAM__SECRET={secrets.token_urlsafe(32)}\n"
        "ECHOLOOP_CHANNELS__SLACK__BOT_TOKEN=\n"
        "ECHOLOOP_CHANNELS__SLACK__SIGNING_SECRET=\n"
        "ECHOLOOP_CHANNELS__SLACK__APP_TOKEN=\n",
        encoding="utf-8",
    )


def _add_flow(folder: Path, name: str) -> None:
    """A copy of the starter's flow and its transcripts under another name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        way_out = "Use a-z, 0-9 and _, beginning with a letter, at most 40 signs: hotel_stay."
        raise CommandError(f'"{name}" cannot be the name of a flow.', way_out, FOUND_PROBLEMS)
    if not (folder / "brand.yaml").exists():
        raise CommandError(f"{folder}/ holds no experience.", "Call `echoloop init` first.", FOUND_PROBLEMS)
    if (folder / "flows" / f"{name}.yaml").exists():
        raise CommandError(f"{folder}/flows/{name}.yaml is already there.", "Take another name.", FOUND_PROBLEMS)
    for path in sorted(STARTER.rglob("*.yaml")):
        target = path.relative_to(STARTER)
        if FLOW in target.as_posix():
            text = path.read_text(encoding="utf-8").replace(FLOW, name)
            written = folder / target.as_posix().replace(FLOW, name)
            _write(written, text)
            typer.echo(f"Wrote {written}")
    typer.echo(FLOW_NEXT.format(folder=folder, name=name))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
