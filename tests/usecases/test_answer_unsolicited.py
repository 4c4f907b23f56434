"""Photos and files that nobody asked for: kept, and answered with what helps."""

from __future__ import annotations

import pytest

from conversation.limits import MEDIA_BYTES
from conversation.messages import Media
from storage.inbox import inbox
from tests.usecases.house import House

pytestmark = pytest.mark.anyio


async def test_a_photo_is_kept_and_words_are_asked_for(house: House) -> None:
    """The file's id, type and size stay with the message."""
    await house.hear("hi", kind="start")
    await house.hear("rather not")
    heard = await house.hear("", kind="media", media=(Media("f1", "image/jpeg", 1200),))
    assert heard == ["Thank you, we got that. Please add a few words about what it is."]
    kept = (await house.rows(inbox))[-1]["message"]["media"]
    assert kept == [{"platform_id": "f1", "mime_type": "image/jpeg", "size": 1200}]


async def test_a_file_that_cannot_be_fetched_is_said_to_be_too_large(house: House) -> None:
    """Beyond the platforms' limit nobody will ever see it: the customer is told."""
    await house.hear("hi", kind="start")
    await house.hear("rather not")
    (heard,) = await house.hear("", kind="media", media=(Media("f1", "video/mp4", MEDIA_BYTES + 1),))
    assert "20 MB" in heard
