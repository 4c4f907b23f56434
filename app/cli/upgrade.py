"""`echoloop upgrade`: brings the files of an experience to this version of the language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.experience_files import find
from app.cli.failure import FOUND_PROBLEMS
from authoring.load_files import load_files
from authoring.report import as_text
from authoring.upgrade import upgrade as upgrade_files
from usecases.compare_files import compare_files


def upgrade(
    path: Annotated[Path, typer.Argument(help="The experience's folder.")] = Path("experience"),
    show: Annotated[bool, typer.Option("--show", help="Only show what would change.")] = False,
) -> None:
    """Rewrite files of an older language version; comments and layout stay. Exit code 1: some are too new."""
    folder = find(path).folder
    files = load_files(folder)
    done = upgrade_files(files)
    old = {file: files[file] for file in done.files}
    if show:
        for line in compare_files(old, done.files, was="now", now="upgraded"):
            typer.echo(line)
    else:
        for file, text in done.files.items():
            (folder / file).write_text(text, encoding="utf-8")
            typer.echo(f"{folder.as_posix()}/{file}")
    typer.echo(f"{len(done.files)} file(s) {'would be ' * show}upgraded, {len(files) - len(done.files)} as they were")
    if done.problems:
        typer.echo(as_text(done.problems, folder.as_posix()))
        raise typer.Exit(FOUND_PROBLEMS)
