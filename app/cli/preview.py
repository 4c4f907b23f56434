"""`echoloop preview`: what customers read on each channel and in each language, and the golden files of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.experience_files import find, read
from app.cli.failure import FOUND_PROBLEMS, CommandError
from authoring.problems import errors, pick
from authoring.report import as_text
from usecases.render_previews import FOLDER, preview, render_previews


def previews(
    flow: Annotated[str, typer.Argument(help="Show this flow; all where none is named.")] = "",
    update: Annotated[bool, typer.Option("--update", help=f"Write {FOLDER}/ anew; read the diff.")] = False,
    path: Annotated[Path, typer.Option("--experience", help="The experience's folder.")] = Path("experience"),
) -> None:
    """Show what customers read, on each channel and in each language; or write it down to be reviewed."""
    found = find(path)
    _, experience, problems = read(found)
    if experience is None:
        typer.echo(as_text(errors(problems), found.folder.as_posix()))
        raise typer.Exit(FOUND_PROBLEMS)
    if flow and flow not in experience.flows:
        raise CommandError(f'There is no flow "{flow}".', pick(flow, experience.flows))
    if update:
        _write(found.folder, render_previews(experience))
        return
    chosen = [experience.flows[flow]] if flow else list(experience.flows.values())
    typer.echo("\n".join(preview(one) for one in chosen), nl=False)


def _write(folder: Path, fresh: dict[str, str]) -> None:
    kept = load_previews(folder)
    changed = {file: text for file, text in fresh.items() if kept.get(file) != text}
    for file, text in changed.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    gone = [file for file in kept if file not in fresh]
    for file in gone:
        (folder / file).unlink()
    for file in (*changed, *gone):
        typer.echo(f"{folder.as_posix()}/{file}{' (deleted)' if file in gone else ''}")
    typer.echo(f"{len(changed)} written, {len(gone)} deleted, {len(fresh) - len(changed)} as they were")


def load_previews(folder: Path) -> dict[str, str]:
    """The kept previews: path as in experience/ → text."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted((folder / FOLDER).glob("*.txt"))
    }
