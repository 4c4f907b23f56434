"""`echoloop check`: finds every mistake in experience/, with line, column and the way out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.experience_files import find, read
from app.cli.failure import FOUND_PROBLEMS, CommandError
from authoring.checks import CHECKS
from authoring.house import UNKNOWN_HOUSE, House
from authoring.manual import manual as manual_of_checks
from authoring.manual import page
from authoring.problems import errors, pick
from authoring.read_journey_transcripts import read_journey_transcripts
from authoring.read_transcripts import read_transcripts
from authoring.report import as_github, as_json, as_text


class Format(StrEnum):
    """How problems are shown."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


SHOWN = {Format.TEXT: as_text, Format.JSON: as_json, Format.GITHUB: as_github}

PathArgument = Annotated[Path, typer.Argument(help="The experience's folder, or one file in it.")]
FormatOption = Annotated[Format, typer.Option("--format", help="For people, for GitHub's annotations, or as JSON.")]


def check(
    ctx: typer.Context,
    path: PathArgument = Path("experience"),
    shown: FormatOption = Format.TEXT,
    with_settings: Annotated[
        bool, typer.Option("--with-settings", help="Count only the channels, templates and prices of the settings.")
    ] = False,
    explain: Annotated[str, typer.Option(metavar="CODE", help="Show the manual page of one check.")] = "",
    manual: Annotated[bool, typer.Option("--manual", help="Show all pages (docs/checks.md).")] = False,
) -> None:
    """Find every mistake in experience/, with line, column and the way out.

    Exit code 0: no errors (notes may remain), 1: errors, 2: there is nothing to check.
    """
    if explain or manual:
        typer.echo(_pages(explain), nl=bool(explain))
        return
    found = find(path)
    files, _, problems = read(found, _house(ctx) if with_settings else UNKNOWN_HOUSE)
    unread = [*read_transcripts(files)[1], *read_journey_transcripts(files)[1]]
    problems = sorted(one for one in [*problems, *unread] if found.mine(one))
    if report := SHOWN[shown](problems, found.folder.as_posix()):
        typer.echo(report)
    if errors(problems):
        raise typer.Exit(FOUND_PROBLEMS)


def _house(ctx: typer.Context) -> House:
    from app.house import house_of
    from app.settings import load_settings

    return house_of(load_settings(ctx.obj.config))


def _pages(code: str) -> str:
    if not code:
        return manual_of_checks()
    text = page(code)
    if text is None:
        raise CommandError(f'There is no check "{code}".', pick(code, CHECKS))
    return text
