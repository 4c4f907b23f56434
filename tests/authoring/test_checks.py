"""Every check's manual page is true: its PASS samples pass, its FAIL samples fail with its code."""

from __future__ import annotations

import importlib
import re
import textwrap
from pathlib import Path

import pytest

from authoring.checks import CHECKS
from authoring.read_experience import read_draft

WORLD = {
    "brand.yaml": "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n",
    "desk.yaml": 'echoloop: 1\nteams:\n  care: {channel: "#care"}\n',
    "touchpoints.yaml": (
        "echoloop: 1\ntouchpoints:\n  hotline: {phase: purchase, kind: analog, owner: service, importance: high}\n"
    ),
    "flows/sample.yaml": (
        "echoloop: 1\nflow: sample\npurpose: survey\nsteps:\n  - ask_text: any\n    en: How are you?\n"
    ),
}
HEAD = "echoloop: 1\nflow: sample\npurpose: survey\nsteps:\n"


def page(code: str) -> str:
    """The docstring of the check's file."""
    return importlib.import_module(f"authoring.checks.{code.replace('-', '_')}").__doc__ or ""


def samples(code: str, word: str) -> list[dict[str, str]]:
    """The samples under each PASS: or FAIL:, as files of a small world."""
    texts = re.findall(rf"^{word}:\n\n((?:    .*\n|\n)+)", page(code) + "\n", re.MULTILINE)
    return [WORLD | files_of(textwrap.dedent(text)) for text in texts]


def files_of(text: str) -> dict[str, str]:
    """A sample holds steps, or files that begin with their path in a comment, or both."""
    first, *parts = re.split(r"^# (\S+\.yaml)\n", text, flags=re.MULTILINE)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    return files | ({"flows/sample.yaml": HEAD + textwrap.indent(first, "  ")} if first.strip() else {})


@pytest.mark.parametrize("code", CHECKS)
def test_the_samples_of_a_check_are_true(code: str) -> None:
    """PASS samples yield no problem at all that the check or the reader finds; FAIL samples yield the check's."""
    assert samples(code, "PASS"), "a page without a PASS sample"
    assert samples(code, "FAIL"), "a page without a FAIL sample"
    for files in samples(code, "PASS"):
        draft, unread = read_draft(files)
        assert unread == []
        assert list(CHECKS[code](draft)) == []
    for files in samples(code, "FAIL"):
        draft, unread = read_draft(files)
        assert unread == []
        found = list(CHECKS[code](draft))
        assert [problem.code for problem in found] == [code] * len(found) != []
        assert all(problem.line > 1 and problem.message and problem.way_out for problem in found)


def test_every_check_is_registered_under_the_name_of_its_file() -> None:
    """A check that nobody runs cannot lie around."""
    folder = Path(importlib.import_module("authoring.checks").__file__ or "").parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--"}
    assert files == set(CHECKS)
