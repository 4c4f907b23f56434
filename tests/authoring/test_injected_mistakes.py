"""One mistake at a time in good files: every misspelt word of the language is reported at its own line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from authoring.checks import CHECKS
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from tests.authoring.mistakes import MISTAKES, Mistake, table

ROOT = Path(__file__).parents[2]
AUTHORING, DOCS = ROOT / "authoring", ROOT / "docs"
FILES = load_files(Path(__file__).parent / "examples")
KEY = re.compile(r"(?:^|(?<=[\s{]))([a-z_]+):(?= |$)", re.MULTILINE)

NAMES_OF_AUTHORS = {
    *("care", "return", "departure", "refund", "damage", "other", "luxury_family", "hotline", "payment", "hotel_stay"),
    *("travel_documents", "waiting_time", "come_back_offer", "trip_as_a_whole", "kim", "care_weekend"),
}
"""Names that authors choose: misspelt, they are noticed where they are used, if anywhere."""

WORDS_IN_TEXTS = {"umgehen", "data"}


def wounds(file: str) -> Iterator[tuple[int, str, str]]:
    """Each key of a file misspelt once: the line, the key, and the file's text."""
    text = FILES[file]
    for match in KEY.finditer(text):
        if match[1] not in NAMES_OF_AUTHORS | WORDS_IN_TEXTS:
            line = text.count("\n", 0, match.start(1)) + 1
            yield line, match[1], f"{text[: match.start(1)]}{match[1]}zq{text[match.end(1) :]}"


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("transcripts/")])
def test_every_misspelt_key_is_reported_at_its_line(file: str) -> None:
    """No key of the language can be misspelt without a message where it stands."""
    silent = [
        (line, key)
        for line, key, text in wounds(file)
        if (file, line) not in {(found.file, found.line) for found in read_experience(FILES | {file: text})[1]}
    ]
    assert silent == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.code)
def test_a_mistake_of_each_kind_is_reported_at_its_line(mistake: Mistake) -> None:
    """Put alone into good files, it is reported with its code on the line where it stands."""
    places = {(found.code, found.file, found.line) for found in mistake.found()}
    assert (mistake.code, mistake.file, mistake.line()) in places


def test_the_table_holds_every_code_there_is() -> None:
    """No check and no complaint of a reader is without its mistake."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in AUTHORING.glob("*.py"))
    readers = set(
        re.findall(r'(?:report|_accident|problem|Problem)\(\s*(?:[\w.+ ,]+,\s*)?"([a-z]+(?:-[a-z]+)*)"', sources)
    )
    assert {mistake.code for mistake in MISTAKES} >= {*CHECKS, *readers}


def test_the_table_in_the_manual_is_true() -> None:
    """docs/mistakes.md is what `python -m tests.authoring.mistakes` prints."""
    assert (DOCS / "mistakes.md").read_text(encoding="utf-8") == table()
