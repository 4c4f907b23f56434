"""`echoloop templates`: what each flow says first, as WhatsApp templates ready to submit at Twilio."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.experience_files import find, read
from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.whatsapp_templates import submissions
from bots.whatsapp_submission import problems_of


def templates(path: Annotated[Path, typer.Argument(help="The experience's folder.")] = Path("experience")) -> None:
    """Print a WhatsApp template for the first message of every flow and language, as JSON.

    `content` is what Twilio's Content API takes (POST /v1/Content), `approval` what its approval request takes,
    `setting` the entry for config.yaml. Exit code 1 where Meta would refuse one: `problems` says why.
    """
    _, experience, _ = read(find(path))
    if experience is None:
        raise CommandError("The experience cannot be read.", "`echoloop check` names every mistake.")
    shown: list[dict[str, Any]] = [
        {
            "content": template.as_content(),
            "approval": {"name": template.name, "category": template.category.upper()},
            "setting": template.as_setting(),
            "problems": problems_of(template),
        }
        for template in submissions(experience, datetime.now(UTC))
    ]
    typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    if any(one["problems"] for one in shown):
        raise typer.Exit(FOUND_PROBLEMS)
