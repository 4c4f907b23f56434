"""Runs every golden transcript of an experience: the gate that a bundle passes before it is published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from authoring.experience import Experience
from authoring.problems import Problem, errors
from authoring.read_journey_transcripts import read_journey_transcripts
from authoring.read_transcripts import read_transcripts
from usecases.run_journey_transcripts import run_journey_transcripts
from usecases.run_transcripts import run_transcripts


async def try_out(experience: Experience, files: Mapping[str, str]) -> list[Problem]:
    """What is red, or cannot be read; an experience without transcripts has nothing to fail."""
    transcripts, unread = read_transcripts(files)
    stories, unread_stories = read_journey_transcripts(files)
    with TemporaryDirectory() as folder:
        lived = await run_journey_transcripts(experience, stories, Path(folder))
    red = [problem for result in run_transcripts(experience, transcripts) for problem in result.problems]
    red_stories = [problem for result in lived for problem in result.problems]
    return sorted([*errors([*unread, *unread_stories]), *red, *red_stories])
