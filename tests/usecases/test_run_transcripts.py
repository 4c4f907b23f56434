"""Golden transcripts run on the engine: what differs is shown with its line, what agrees is green."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.load_files import load_files
from authoring.read_experience import read_experience
from authoring.read_transcripts import read_transcripts
from usecases.run_transcripts import run_transcripts, says

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests" / "authoring" / "examples", ROOT / "experience")

AWKWARD = (ROOT / "tests" / "authoring" / "awkward_lines.txt").read_text(encoding="utf-8").splitlines()

FLOW = """\
echoloop: 1
flow: sample
purpose: service
steps:
  - ask_text: story
    tries: 1
    en: What happened?
  - open_case: help
    team: care
    when: {story: unsure}
    en: Your case is {{ case.number }}.
"""
WORLD = {
    "brand.yaml": "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n",
    "desk.yaml": 'echoloop: 1\nteams: {care: {channel: "#care"}}\n',
    "flows/sample.yaml": FLOW,
}


def failures(lines: str, rest: str = "") -> list[tuple[int, str]]:
    """The problems of one transcript over the flow above: line and what was expected."""
    experience, problems = read_experience(WORLD)
    assert experience is not None, problems
    text = f"flow: sample\nlanguage: en\ntranscript: |\n{lines}{rest}"
    transcripts, problems = read_transcripts({"transcripts/a.yaml": text})
    assert problems == []
    (result,) = run_transcripts(experience, transcripts)
    return [(problem.line, problem.message) for problem in result.problems]


@pytest.mark.parametrize("folder", FOLDERS, ids=["examples", "shipped"])
def test_all_transcripts_are_green(folder: Path) -> None:
    """The examples and the shipped experience keep their golden conversations."""
    files = load_files(folder)
    experience, _ = read_experience(files)
    transcripts, problems = read_transcripts(files)
    assert experience is not None
    assert problems == []
    red = [problem for result in run_transcripts(experience, transcripts) for problem in result.problems]
    assert red == []


def test_a_line_that_differs_is_shown_with_its_line() -> None:
    """The first line that the bot says otherwise ends the run."""
    assert failures("  bot: What went wrong?\n  you: x\n") == [(4, "expected bot: What went wrong?")]


def test_silence_and_unexpected_words_are_failures() -> None:
    """What the bot does not say, and what it says beyond the transcript, is found."""
    assert failures("  bot: What happened?\n  bot: Hello?\n") == [(5, "expected bot: Hello?")]
    assert failures("  you: x\n") == [(4, "expected nothing from the bot before this line")]
    assert failures("  bot: What happened?\n  you: x\n") == [(5, "expected nothing more from the bot after this line")]


def test_every_expectation_is_compared() -> None:
    """Wrong expectations at the end are all reported, each at its own line."""
    lines = "  bot: What happened?\n  you: A lot\n  bot: Your case is C-1.\n"
    assert failures(lines, "ends: completed\nanswers: {story: A lot}\nopens_case: {team: care}\nplans: none\n") == []
    wrong = "ends: expired\nanswers: {story: B}\nopens_case: none\nconsents: {survey: given}\nplans: {tip: 2d}\n"
    assert [line for line, _ in failures(lines, wrong)] == [7, 8, 9, 10, 11]


@pytest.mark.parametrize("words", AWKWARD)
def test_awkward_lines_survive_a_whole_conversation(words: str) -> None:
    """What customers type is kept as it is, or asked back once where it says nothing at all."""
    lines = f"  bot: What happened?\n  you: {words}\n  bot: …\n"
    again = f"{lines}  you: Sorry\n  bot: Your case is C-1.\n"
    says_nothing = not any(sign.isalnum() for sign in words)
    assert failures(again if says_nothing else lines, "ends: completed\n") == []


def test_a_transcript_of_no_flow_is_a_failure() -> None:
    """A flow that was renamed is noticed in its transcripts."""
    experience, _ = read_experience(WORLD)
    transcripts, _ = read_transcripts({"transcripts/a.yaml": "flow: smaple\ntranscript: |\n  bot: x\n"})
    assert experience is not None
    (result,) = run_transcripts(experience, transcripts)
    assert 'did you mean "sample"' in result.problems[0].way_out


@pytest.mark.parametrize(
    ("expected", "got", "agree"),
    [
        ("Hi Ada! …", "Hi Ada! How are you?", True),
        ("… you?", "Hi Ada! How are you?", True),
        ("Hi … you?", "Hi Ada!\n\nHow are you?", True),
        ("Well …", "Well …", True),
        ("Hi Ada!", "Hi  Ada!\n", True),
        ("Hi Ada", "Hi Ada!", False),
        ("a.c", "abc", False),
    ],
)
def test_texts_agree_but_for_white_space_and_dots(expected: str, got: str, agree: bool) -> None:
    """… stands for anything; nothing else is a pattern."""
    assert says(expected, got) is agree
