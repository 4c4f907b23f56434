"""One mistake at a time in good files: every misspelt word of the language is reported at its own line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from authoring.load_files import load_files
from authoring.read_experience import read_experience

FILES = load_files(Path(__file__).parent / "examples")
KEY = re.compile(r"(?:^|(?<=[\s{]))([a-z_]+):(?= |$)", re.MULTILINE)

NAMES_OF_AUTHORS = {
    *("care", "return", "departure", "refund", "damage", "other", "luxury_family", "hotline", "payment", "hotel_stay"),
    *("travel_documents", "waiting_time", "come_back_offer", "trip_as_a_whole"),
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
