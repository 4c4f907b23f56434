"""A hand-written line is read as it stands: sign, kind, text, and its own topics before those of its section."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.train_corpus import read_lines

LINES = """# a remark
[LUG]
-~ Koffer da, Griff ab
= wir waren zu dritt @-
-q Wer haftet für den Griff? @LUG,RET
"""


def test_topics_of_a_line_stand_before_those_of_its_section(tmp_path: Path) -> None:
    """Without a sign of its own a line has its section's topics, with @- it has none, with @LUG,RET these two."""
    (tmp_path / "lines.txt").write_text(LINES, encoding="utf-8")
    read = [(line.text, line.topics, line.kind) for line in read_lines(tmp_path / "lines.txt", "de")]
    assert read == [
        ("Koffer da, Griff ab", ("luggage",), "feedback"),
        ("wir waren zu dritt", (), "feedback"),
        ("Wer haftet für den Griff?", ("luggage", "returns_complaints"), "question"),
    ]


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A line without a sign raises ValueError with file and number."""
    (tmp_path / "lines.txt").write_text("[LUG]\nKoffer weg\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"lines\.txt:2"):
        read_lines(tmp_path / "lines.txt", "de")
