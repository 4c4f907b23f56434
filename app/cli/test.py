"""`echoloop test`: runs the golden transcripts, each line as it should be said."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.check import SHOWN, Format, FormatOption, PathArgument
from app.cli.experience_files import find, read
from app.cli.failure import FOUND_PROBLEMS, CommandError
from authoring.problems import Problem, errors
from authoring.read_transcripts import read_transcripts
from usecases.run_transcripts import never_reached, run_transcripts

WordOption = Annotated[str, typer.Option("-k", help="Only transcripts with this word in their file name or flow.")]


def test(  # a command, no test case
    path: PathArgument = Path("experience"),  # noqa: PT028
    word: WordOption = "",  # noqa: PT028
    shown: FormatOption = Format.TEXT,  # noqa: PT028
    coverage: Annotated[bool, typer.Option("--coverage", help="Name the steps that none comes through.")] = False,  # noqa: PT028
) -> None:
    """Run the golden transcripts: sessions are saved and loaded between turns, +24h moves the clock.

    Exit code 0: all green, 1: one is red or the experience has errors, 2: there is none to run.
    """
    found = find(path)
    files, experience, problems = read(found)
    transcripts, unread = read_transcripts(files)
    broken = [*errors(problems), *unread]
    if experience is None or errors(broken):
        _show(broken, shown, found.folder)
        raise typer.Exit(FOUND_PROBLEMS)
    chosen = [one for one in transcripts if found.only in ("", one.file) and word in f"{one.file} {one.flow}"]
    if not chosen:
        raise CommandError("There is no transcript to run.", f"Write one in {found.folder}/transcripts/.")
    results = run_transcripts(experience, chosen)
    red = [problem for result in results for problem in result.problems]
    if red or shown is not Format.TEXT:
        _show(red, shown, found.folder)
    if shown is Format.TEXT:
        bad = sum(bool(result.problems) for result in results)
        flows = len({result.transcript.flow for result in results})
        typer.echo(f"{len(results)} transcript(s) of {flows} flow(s): {len(results) - bad} green, {bad} red")
    if coverage:
        for flow, steps in never_reached(experience, results).items():
            typer.echo(f"{flow}: no transcript reaches {', '.join(steps)}")
    if red:
        raise typer.Exit(FOUND_PROBLEMS)


def _show(problems: list[Problem], shown: Format, folder: Path) -> None:
    if report := SHOWN[shown](problems, folder.as_posix()):
        typer.echo(report)
