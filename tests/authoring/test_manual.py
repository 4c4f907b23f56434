"""The manual in docs/ says what the product does: pages are made from the checks, samples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from authoring.checks import CHECKS
from authoring.manual import manual, page
from authoring.read_experience import read_experience
from authoring.read_journey_transcripts import read_journey_transcripts
from authoring.read_transcripts import read_transcripts
from conversation.placeholders import NAMES
from conversation.scales import SCALES
from conversation.steps import KINDS
from usecases.run_journey_transcripts import run_journey_transcripts
from usecases.run_transcripts import run_transcripts

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGE = (DOCS / "language.md").read_text(encoding="utf-8")


def samples() -> dict[str, str]:
    """The files in the language's manual: blocks of YAML that begin with their path."""
    return dict(re.findall(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```", LANGUAGE, re.MULTILINE | re.DOTALL))


def test_the_page_of_every_check_is_in_the_manual() -> None:
    """docs/checks.md is what `echoloop check --manual` writes."""
    assert (DOCS / "checks.md").read_text(encoding="utf-8") == manual()
    assert page("no-such-check") is None
    assert all((page(code) or "").count("FAIL:") for code in CHECKS)


def test_the_samples_of_the_language_make_an_experience() -> None:
    """All YAML files in docs/language.md together have no problem at all."""
    files = samples()
    assert len(files) >= 9
    experience, problems = read_experience(files)
    assert problems == []
    assert experience is not None


def test_the_sample_transcript_is_green() -> None:
    """The transcript in docs/language.md goes as it says."""
    experience, _ = read_experience(samples())
    transcripts, problems = read_transcripts(samples())
    assert experience is not None
    assert problems == []
    assert [result.problems for result in run_transcripts(experience, transcripts)] == [()]


@pytest.mark.anyio
async def test_the_sample_story_is_green(tmp_path: Path) -> None:
    """The transcript of a journey in docs/language.md goes as it says."""
    experience, _ = read_experience(samples())
    stories, problems = read_journey_transcripts(samples())
    assert experience is not None
    assert (problems, len(stories)) == ([], 1)
    assert [result.problems for result in await run_journey_transcripts(experience, stories, tmp_path)] == [()]


def test_the_manual_names_every_word_there_is() -> None:
    """Each step kind, scale with its bands, and placeholder is written down."""
    words = {*KINDS, *NAMES, *SCALES, *(band for scale in SCALES.values() for band in scale.bands)}
    assert {word for word in words if f"`{word}`" not in LANGUAGE} == set()
