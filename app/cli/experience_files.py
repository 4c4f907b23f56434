"""Finds and reads the experience that a command was given: a folder, or one file inside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.cli.failure import CommandError
from authoring.experience import Experience
from authoring.house import UNKNOWN_HOUSE, House
from authoring.load_files import load_files
from authoring.problems import Problem
from authoring.read_experience import read_experience

ROOT_FILE = "brand.yaml"
FOLDERS = ("flows", "journeys", "transcripts")


@dataclass(frozen=True, slots=True)
class Found:
    """The folder of an experience, and the one file that was asked for ("" = all)."""

    folder: Path
    only: str = ""

    def mine(self, problem: Problem) -> bool:
        """Whether the problem concerns what was asked for."""
        return not self.only or problem.file == self.only


def find(path: Path) -> Found:
    """Where the experience lies; raises CommandError where there is none."""
    if path.is_dir():
        if any((path / name).exists() for name in (ROOT_FILE, *FOLDERS)):
            return Found(path)
        raise CommandError(f"{path} holds no experience.", "Name the folder in which brand.yaml and flows/ lie.")
    if path.is_file():
        inside = next((folder for folder in path.parents if folder.name in FOLDERS), None)
        folder = inside.parent if inside else path.parent
        return Found(folder, path.relative_to(folder).as_posix())
    raise CommandError(f"{path} does not exist.", "Name the folder in which brand.yaml and flows/ lie.")


def read(found: Found, house: House = UNKNOWN_HOUSE) -> tuple[dict[str, str], Experience | None, list[Problem]]:
    """All files, what they say (None where there are errors), and every problem."""
    files = load_files(found.folder)
    experience, problems = read_experience(files, house)
    return files, experience, problems
