"""Whatever stands in the files, reading them ends with problems at real places, never with an exception."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.load_files import load_files
from authoring.read_experience import read_experience
from authoring.read_transcripts import read_transcripts

FILES = load_files(Path(__file__).parent / "examples")
SCRAPS = (
    *("{{", "}}", ": ", " #7", "- ", "!", "&a ", "*a", "|", "\t", '"', "'", "[", "]", "{", "}", ",", "\n", "\n\n"),
    *("any: ", "then:\n", "when: {", "0-3", "9-", "2mo", "every ", "\x00", "\ufffd", "ß", "~", "null", "1e9"),
    *("---\n", "  ", "+24h", "bot:", "read as: x"),
)


@st.composite
def wounded(draw: st.DrawFn) -> dict[str, str]:
    """The example files with one to four small wounds in one of them."""
    file = draw(st.sampled_from(sorted(FILES)))
    text = FILES[file]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        cut = draw(st.sampled_from((0, 0, 1, 3, 20, 200)))
        text = text[:start] + draw(st.sampled_from((*SCRAPS, ""))) + text[start + cut :]
    return FILES | {file: text}


@settings(max_examples=300, deadline=None)
@given(wounded())
def test_no_wound_makes_reading_fail(files: dict[str, str]) -> None:
    """Every problem lies in a file that there is (or is missing), at a line within reach, with a way out."""
    experience, problems = read_experience(files)
    _, more = read_transcripts(files)
    assert (experience is None) == any(problem.severity == "error" for problem in problems)
    for problem in [*problems, *more]:
        assert problem.file in files or problem.code == "missing-file"
        assert 1 <= problem.line <= files.get(problem.file, "").count("\n") + 2
        assert problem.column >= 1
        assert problem.message
        assert problem.way_out
