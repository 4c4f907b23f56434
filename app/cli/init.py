"""`echoloop init`: the few secrets a new installation makes for itself, in .env."""

from __future__ import annotations

import secrets
from pathlib import Path

import typer

from app.cli.failure import FOUND_PROBLEMS, CommandError

ENV = Path(".env")
NEXT = """\
Wrote {env} (only you can read it). Now:
  1. put your bot's token from @BotFather there: ECHOLOOP_CHANNELS__TELEGRAM__TOKEN=…
  2. change what you like in config.yaml and experience/, then `echoloop check`
  3. `echoloop migrate`, `echoloop publish`, `echoloop doctor`, `echoloop serve`
To see everything work first, without any account: `echoloop demo`."""


def init() -> None:
    """Make .env with fresh secrets for this installation; never touches one that is there."""
    if ENV.exists():
        raise CommandError(f"{ENV} is already there.", "Edit it, or move it away first.", FOUND_PROBLEMS)
    ENV.touch(mode=0o600)
    ENV.write_text(
        "# Secrets of this installation. Never commit this file.\n"
        "ECHOLOOP_CHANNELS__TELEGRAM__TOKEN=\n"
        f"ECHOLOOP_CHANNELS__TELEGRAM__SECRET={secrets.token_urlsafe(32)}\n"
        "ECHOLOOP_CHANNELS__SLACK__BOT_TOKEN=\n"
        "ECHOLOOP_CHANNELS__SLACK__SIGNING_SECRET=\n",
        encoding="utf-8",
    )
    typer.echo(NEXT.format(env=ENV))
