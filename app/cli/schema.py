"""`echoloop schema`: JSON Schemas for editors, which then complete keys and show what they mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.experience_files import find
from app.cli.failure import CommandError
from authoring.problems import pick
from authoring.schemas import schemas

FOLDER = ".schemas"
WHERE = {"flow": "flows/*.yaml", "journey": "journeys/*.yaml", "transcript": "transcripts/**/*.yaml"}
"""Files that share a schema; the others are called like theirs."""


def schema(
    name: Annotated[str, typer.Argument(help="Print this one: flow, journey, brand …")] = "",
    path: Annotated[Path, typer.Option("--experience", help="The experience's folder.")] = Path("experience"),
) -> None:
    """Write the schemas into the experience (a hidden folder, no part of a bundle), or print one of them."""
    made = schemas()
    if name:
        if name not in made:
            raise CommandError(f'There is no schema "{name}".', pick(name, made))
        typer.echo(json.dumps(made[name], ensure_ascii=False, indent=2))
        return
    folder = find(path).folder
    write_schemas(folder)
    where = {f"{folder.as_posix()}/{FOLDER}/{each}.json": _files(folder, each) for each in made}
    typer.echo(f"{len(made)} schemas written to {folder.as_posix()}/{FOLDER}/.")
    typer.echo("For VS Code (extension redhat.vscode-yaml), in .vscode/settings.json:")
    typer.echo(json.dumps({"yaml.schemas": where}, indent=2))
    typer.echo("Or in the first line of a file: # yaml-language-server: $schema=../.schemas/flow.json")


def write_schemas(folder: Path) -> None:
    """Write every schema into the experience's hidden folder."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, made in schemas().items():
        (folder / FOLDER / f"{name}.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")


def _files(folder: Path, name: str) -> str:
    return f"{folder.as_posix()}/{WHERE.get(name, f'{name}.yaml')}"
