"""`echoloop doctor`: checks everything an installation needs, each fault with its way out."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from app.checkup import (
    Finding,
    check_clock,
    check_database,
    check_experience,
    check_model,
    check_slack,
    check_telegram,
)
from app.cli.failure import FOUND_PROBLEMS
from app.cli.opened import settings_of
from app.money_checkup import check_money
from app.settings import Settings, secrets_in_file, variable
from app.slack_checkup import check_slack_app
from app.twilio_checkup import check_twilio
from app.webhook_checkup import check_webhooks
from app.wiring import open_house

SIGNS = {"fine": "✓", "note": "·", "wrong": "✗"}


def doctor(
    ctx: typer.Context,
    fix: Annotated[
        bool, typer.Option("--fix", help="Set (or remove) the Telegram webhook as the settings say.")
    ] = False,
) -> None:
    """Check settings, database, model, experience, all platforms and clock; exit code 1 where something is wrong."""
    settings = settings_of(ctx)
    findings = [Finding("settings", "fine", f"this installation answers at {settings.base_url}")]
    findings += [
        Finding("settings", "note", f"{key} stands in the file", f"move it to {variable(key)}")
        for key in secrets_in_file(ctx.obj.config)
    ]
    findings += [check_database(settings), check_model(settings)]
    if findings[-2].state == "fine":
        findings += asyncio.run(_ask_around(settings, fix=fix))
    for finding in findings:
        typer.echo(f"{SIGNS[finding.state]} {finding.about}: {finding.what}")
        if finding.way_out:
            typer.echo(f"    → {finding.way_out}")
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(FOUND_PROBLEMS)


async def _ask_around(settings: Settings, *, fix: bool) -> list[Finding]:
    """What needs the open house, and the platforms' answers."""
    async with open_house(settings) as house:
        return [
            await check_experience(house),
            await check_telegram(house, fix=fix),
            await check_slack(house),
            *await check_slack_app(settings),
            *await check_twilio(house),
            *await check_webhooks(house),
            *await check_money(house),
            await check_clock(house),
        ]
