"""The house stands by its floors: what import contracts alone do not notice."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ROOMS = {
    "app",
    "scheduler",
    "usecases",
    "bots",
    "storage",
    "nlp",
    "authoring",
    "insights",
    "journey",
    "conversation",
    "sandbox",
}
WITHOUT_FLOOR = {"tests", "bench", "docs", "deploy", "experience", ".ci", ".github"}
ATTICS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "manager", "managers"}
SUFFIXES = ("Manager", "Handler", "Service", "Helper", "Processor")
LINES = 400


def tracked() -> list[Path]:
    """Every file that git tracks (or would)."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def sources() -> Iterator[Path]:
    """Every Python file of a room."""
    return (path for path in tracked() if path.suffix == ".py" and path.parts[0] in ROOMS)


def test_every_top_level_folder_is_a_room_or_named_beside_them() -> None:
    """A new top-level folder cannot slip in without a floor."""
    folders = {path.parts[0] for path in tracked() if len(path.parts) > 1}
    assert folders - ROOMS - WITHOUT_FLOOR == set()


def test_import_contracts_know_every_room() -> None:
    """The import contracts cover exactly the rooms there are."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(settings["tool"]["importlinter"]["root_packages"]) == ROOMS


def test_every_folder_of_a_room_is_a_package() -> None:
    """A folder without __init__.py would be invisible to the import contracts."""
    folders = {path.parent for path in sources()}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path)) for path in sources()])
def test_file_is_small_named_and_says_what_it_is_for(path: Path) -> None:
    """Every file is at most 400 lines, is no attic, and opens with its purpose."""
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count("\n") <= LINES
    assert path.stem not in ATTICS
    purpose = ast.get_docstring(ast.parse(text))
    assert purpose, "the first statement says what the file is for"
    assert purpose.splitlines()[0].endswith((".", '".', ".”"))


EXECUTED = {Path("storage/migrations/env.py")}  # never imported: Alembic runs it as a script


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path)) for path in sources() if path not in EXECUTED])
def test_importing_a_file_does_nothing(path: Path) -> None:
    """At module level stand definitions, constants and imports, never a bare call or a loop."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    busy = [
        node.lineno
        for node in tree.body
        if isinstance(node, ast.For | ast.While | ast.With | ast.Try)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    ]
    assert busy == [], f"lines {busy} act at import"


def test_classes_have_names_of_the_field() -> None:
    """No class is a Manager, Handler, Service, Helper or Processor."""
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith(SUFFIXES)
    ]
    assert wrong == []


def test_a_step_kind_is_the_file_of_its_name() -> None:
    """The YAML key of a step is the name of the file that holds it."""
    from conversation.steps import KINDS

    assert {kind: shape.__module__ for kind, shape in KINDS.items()} == {
        kind: f"conversation.steps.{kind}" for kind in KINDS
    }
