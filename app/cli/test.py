"""`echoloop test`: runs the golden transcripts, each line as it should be said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.check import SHOWN, Format, FormatOption, PathArgument
from app.cli.experience_files import find, read
from app.cli.failure import FOUND_PROBLEMS, CommandError
from authoring.experience import Experience
from authoring.problems import Problem, errors
from authoring.read_journey_transcripts import read_journey_transcripts
from authoring.read_transcripts import read_transcripts
from authoring.transcript import JourneyTranscript
from usecases.run_transcripts import TranscriptResult, run_transcripts

if TYPE_CHECKING:
    from usecases.coverage import Coverage
    from usecases.run_journey_transcripts import StoryResult

WordOption = Annotated[str, typer.Option("-k", help="Only transcripts with this word in their file name or flow.")]
CoverageOption = Annotated[bool, typer.Option("--coverage", help="How much of each flow the transcripts come through.")]
AtLeastOption = Annotated[
    int, typer.Option("--at-least", min=0, max=100, help="With --coverage: red below this many percent of any flow.")
]


def test(  # a command, no test case
    path: PathArgument = Path("experience"),  # noqa: PT028
    word: WordOption = "",  # noqa: PT028
    shown: FormatOption = Format.TEXT,  # noqa: PT028
    coverage: CoverageOption = False,  # noqa: PT028
    at_least: AtLeastOption = 0,  # noqa: PT028
) -> None:
    """Run the golden transcripts: sessions are saved and loaded between turns, +24h moves the clock.

    Exit code 0: all green, 1: one is red or the experience has errors, 2: there is none to run.
    """
    found = find(path)
    files, experience, problems = read(found)
    transcripts, unread = read_transcripts(files)
    stories, unread_stories = read_journey_transcripts(files)
    broken = [*errors(problems), *unread, *unread_stories]
    if experience is None or errors(broken):
        _show(broken, shown, found.folder)
        raise typer.Exit(FOUND_PROBLEMS)
    chosen = [one for one in transcripts if found.only in ("", one.file) and word in f"{one.file} {one.flow}"]
    told = [one for one in stories if found.only in ("", one.file) and word in f"{one.file} {one.journey}"]
    if not chosen and not told:
        raise CommandError("There is no transcript to run.", f"Write one in {found.folder}/transcripts/.")
    results = run_transcripts(experience, chosen)
    lived = _live(experience, told)
    old = _stale(experience, found.folder) if not (word or found.only) else []
    red = [*old, *(one for each in results for one in each.problems), *(one for each in lived for one in each.problems)]
    if red or shown is not Format.TEXT:
        _show(red, shown, found.folder)
    if shown is Format.TEXT:
        _sum_up(results, lived)
    poor = _cover(experience, results, at_least, some=bool(word or found.only)) if coverage or at_least else []
    if red or poor:
        raise typer.Exit(FOUND_PROBLEMS)


def _stale(experience: Experience, folder: Path) -> list[Problem]:
    """Previews that are kept and no longer true; a folder without any has chosen to go without."""
    from app.cli.preview import load_previews
    from usecases.render_previews import stale

    kept = load_previews(folder)
    return stale(experience, kept) if kept else []


def _live(experience: Experience, stories: list[JourneyTranscript]) -> list[StoryResult]:
    """Run the transcripts of journeys, each on a database that is gone afterwards."""
    if not stories:
        return []
    import asyncio
    from tempfile import TemporaryDirectory

    from usecases.run_journey_transcripts import run_journey_transcripts

    with TemporaryDirectory() as folder:
        return asyncio.run(run_journey_transcripts(experience, stories, Path(folder)))


def _sum_up(results: list[TranscriptResult], lived: list[StoryResult]) -> None:
    every = [bool(one.problems) for one in results] + [bool(one.problems) for one in lived]
    bad = sum(every)
    of = f"{len({result.transcript.flow for result in results})} flow(s)"
    if lived:
        of += f" and {len({result.transcript.journey for result in lived})} journey(s)"
    typer.echo(f"{len(every)} transcript(s) of {of}: {len(every) - bad} green, {bad} red")


def _cover(experience: Experience, results: list[TranscriptResult], at_least: int, *, some: bool) -> list[Coverage]:
    """Show each flow's coverage (with `some` only that of flows that were run); returns those below the gate."""
    from usecases.coverage import coverage

    asked_for = {result.transcript.flow for result in results} if some else set(experience.flows)
    covered = [one for one in coverage(experience, results) if one.flow in asked_for]
    for one in covered:
        missing = f": no transcript shows {', '.join(one.missing)}" if one.missing else ""
        typer.echo(f"{one.percent:3} % {one.flow}{missing}")
    poor = [one for one in covered if one.percent < at_least]
    if poor:
        typer.echo(f"below {at_least} %: {', '.join(one.flow for one in poor)}")
    return poor


def _show(problems: list[Problem], shown: Format, folder: Path) -> None:
    if report := SHOWN[shown](problems, folder.as_posix()):
        typer.echo(report)
