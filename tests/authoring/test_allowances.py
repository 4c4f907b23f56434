"""A check is silenced only by name, with a reason, and where it would speak."""

from __future__ import annotations

import pytest

from authoring.problems import Problem
from authoring.read_experience import read_experience

QUESTIONS = "".join(f"  - ask_text: q{number}\n    en: Well?\n" for number in range(4))


def problems_of(comment: str) -> list[Problem]:
    """What is found in a survey of four questions with a comment behind `steps:`."""
    flow = f"echoloop: 1\nflow: sample\npurpose: survey\nsteps: {comment}\n{QUESTIONS}"
    brand = "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n"
    return read_experience({"brand.yaml": brand, "flows/sample.yaml": flow})[1]


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("", ["long-survey"]),
        ("# allow long-survey: the desk asked for the fourth", []),
        ("# allow long-survey", ["allow", "long-survey"]),
        ("# allow long-survy: because", ["allow", "long-survey"]),
        ("# allow same-label: because", ["allow", "long-survey"]),
        ("# we allow four questions here", ["long-survey"]),
    ],
)
def test_only_a_comment_with_code_and_reason_silences(comment: str, codes: list[str]) -> None:
    """Without a reason, with a wrong name or for nothing, the comment itself is a problem."""
    assert sorted(problem.code for problem in problems_of(comment)) == codes


def test_what_cannot_be_read_cannot_be_allowed() -> None:
    """Reading comes before judging: a reader's error has no allowance."""
    flow = "echoloop: 1\nflow: sample\npurpose: fun # allow unknown-word: fun\nsteps:\n  - say: a\n    en: Hi\n"
    brand = "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n"
    codes = [problem.code for problem in read_experience({"brand.yaml": brand, "flows/sample.yaml": flow})[1]]
    assert codes == ["unknown-word", "allow"]
