"""The gate of publishing: transcripts of flows and journeys, and those that cannot be read."""

from __future__ import annotations

import pytest

from authoring.read_experience import read_experience
from tests.usecases.agency import AGENCY
from usecases.try_out import try_out

pytestmark = pytest.mark.anyio
RED = "flow: fan\nlanguage: en\ntranscript: |\n  bot: Goodbye.\n"
STORY = "journey: trip\nlanguage: en\npurchase: {departs_at: 2027-07-10 06:00}\ntranscript: |\n  event: booked\n  +2d\n"


async def test_what_is_red_or_unreadable_is_named() -> None:
    """Each with its file and line; green ones are silent."""
    experience, problems = read_experience(AGENCY)
    assert experience is not None, problems
    files = {
        "transcripts/green.yaml": RED.replace("Goodbye", "Thank you"),
        "transcripts/red.yaml": RED,
        "transcripts/story.yaml": STORY,
        "transcripts/red_story.yaml": STORY + "  bot: Hello\n",
        "transcripts/unread.yaml": "flow: fan\ntranscript: none\n",
    }
    found = [(one.file, one.line) for one in await try_out(experience, files)]
    assert found == [("transcripts/red.yaml", 4), ("transcripts/red_story.yaml", 7), ("transcripts/unread.yaml", 2)]
