"""The documents tell the truth about what there is: every command is described, every path and link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("nlp/model/*.md")])
PATH = re.compile(
    r"`((?:app|scheduler|usecases|bots|storage|nlp|authoring|insights|journey|conversation|sandbox|experience|tests"
    r"|docs|bench)/[\w./-]+)`"
)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def test_every_command_is_described() -> None:
    """docs/commands.md has a line for each command there is, and none for others."""
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `echoloop (\w+)", text, flags=re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_and_links_lead_somewhere(page: Path) -> None:
    """A file named in backticks, or linked, exists."""
    text = page.read_text(encoding="utf-8")
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    missing += [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert missing == []
