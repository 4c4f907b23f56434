"""`echoloop diagram`: a picture of a flow, as Mermaid or SVG."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.experience_files import find, read
from app.cli.failure import FOUND_PROBLEMS, CommandError
from authoring.diagram import mermaid, svg
from authoring.problems import errors, pick
from authoring.report import as_text
from authoring.texts import needed


class Drawn(StrEnum):
    """How a flow is drawn."""

    MERMAID = "mermaid"
    SVG = "svg"


DRAW = {Drawn.MERMAID: mermaid, Drawn.SVG: svg}


def diagram(
    flow: Annotated[str, typer.Argument(help="The flow's name.")],
    drawn: Annotated[Drawn, typer.Option("--format", help="Mermaid for Markdown pages, SVG for any browser.")] = (
        Drawn.MERMAID
    ),
    lang: Annotated[str, typer.Option(help="The language of the texts: de, de_sie or en.")] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write it into this file.")] = None,
    path: Annotated[Path, typer.Option("--experience", help="The experience's folder.")] = Path("experience"),
) -> None:
    """Draw a flow: its steps, and where each answer leads."""
    found = find(path)
    _, experience, problems = read(found)
    if experience is None:
        typer.echo(as_text(errors(problems), found.folder.as_posix()))
        raise typer.Exit(FOUND_PROBLEMS)
    if flow not in experience.flows:
        raise CommandError(f'There is no flow "{flow}".', pick(flow, experience.flows))
    keys = [key for key, _ in needed(experience.flows[flow].brand, label=False)]
    if lang and lang not in ("de", "de_sie", "en"):
        raise CommandError(f'"{lang}" is no language of texts.', pick(lang, ("de", "de_sie", "en")))
    text = DRAW[drawn](experience.flows[flow], lang or keys[0])
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    typer.echo(f"{out} written.")
