"""A customer's photos and files: fetched once, kept by what they are, deleted with him."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bots.download import Fetched, FetchOutcome
from bots.outcome import Refused, RetryLater
from conversation.media_kinds import kind_of
from conversation.messages import Media
from storage.cases import cases
from storage.customers import addresses
from storage.desk_posts import desk_posts
from storage.media_files import media_files
from tests.usecases.house import House
from usecases.fetch_media import MOST_TRIES, MediaRules, fetch_media
from usecases.media_folder import MediaFolder

pytestmark = pytest.mark.anyio
JPEG = b"\xff\xd8\xff\xe0 a photo"


class Shelf:
    """A platform that keeps one file, or is in trouble."""

    def __init__(self, *outcomes: FetchOutcome) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[tuple[str, int]] = []

    async def fetch(self, media: Media, *, limit: int) -> FetchOutcome:
        """The next outcome; the last one stays."""
        self.asked.append((media.platform_id, limit))
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]


async def fetch(house: House, folder: Path, shelf: Shelf, *, later: timedelta = timedelta(0)) -> int:
    """One tick."""
    return await fetch_media(
        house.store,
        bots={"telegram": shelf},
        folder=MediaFolder(folder),
        rules=MediaRules(most_bytes=1000),
        now=house.now + later,
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF0000WEBP", "image/webp"),
        (b"0000ftypheic", "image/heic"),
        (b"0000ftypisom", "video/mp4"),
        (b"<svg onload=alert(1)>", ""),
        (b"<html>", ""),
        (b"MZ\x90", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    """Whatever its sender calls it."""
    assert kind_of(content) == kind


async def test_a_photo_is_fetched_once_and_the_open_case_is_told(house: House, tmp_path: Path) -> None:
    """By its platform's id and our limit; nobody but us may read the file."""
    await house.hear("/start", kind="start")
    [address] = await house.rows(addresses)
    case = {"id": "c1", "number": 1, "customer_id": address["customer_id"], "team": "care", "priority": "high"}
    moments = {"opened_at": house.now, "first_answer_due_at": house.now}
    await house.store.run(lambda tx: tx.execute(cases.insert(), case | moments))
    await house.hear("", kind="media", media=(Media("f1", "text/html", 12),))
    shelf = Shelf(Fetched(JPEG))
    assert await fetch(house, tmp_path / "media", shelf) == 1
    assert await fetch(house, tmp_path / "media", shelf) == 0
    assert shelf.asked == [("f1", 1000)]
    [row] = await house.rows(media_files)
    assert (row["state"], row["mime_type"], row["size"]) == ("stored", "image/jpeg", len(JPEG))
    place = tmp_path / "media" / row["file"]
    assert place.read_bytes() == JPEG
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    told = [post["body"] for post in await house.rows(desk_posts) if post["key"].startswith("media:")]
    assert told == [{"text": "📎 image/jpeg, 1 kB", "file": row["file"]}]


@pytest.mark.parametrize(
    ("media", "outcome", "reason"),
    [
        (Media("f1", "", 1001), Fetched(JPEG), "too large"),
        (Media("f1"), Refused("too large"), "too large"),
        (Media("f1"), Fetched(b"<script>"), "not a kind of file that we keep"),
    ],
)
async def test_what_we_do_not_keep_is_not_written(
    house: House, tmp_path: Path, media: Media, outcome: FetchOutcome, reason: str
) -> None:
    """Too large, or of another kind: the row says why, nothing lies on disk."""
    await house.hear("", kind="media", media=(media,))
    await fetch(house, tmp_path / "media", Shelf(outcome))
    [row] = await house.rows(media_files)
    assert (row["state"], row["reason"], row["file"]) == ("refused", reason, "")
    assert not (tmp_path / "media").exists()


async def test_trouble_is_tried_again_and_then_given_up(house: House, tmp_path: Path) -> None:
    """With growing pauses; what the platform names counts as it is."""
    await house.hear("", kind="media", media=(Media("f1"),))
    shelf = Shelf(RetryLater("HTTP 503"))
    assert await fetch(house, tmp_path, shelf) == 1
    assert await fetch(house, tmp_path, shelf, later=timedelta(seconds=9)) == 0
    for number in range(1, MOST_TRIES):
        await fetch(house, tmp_path, shelf, later=timedelta(hours=2 * number))
    [row] = await house.rows(media_files)
    assert (row["state"], row["reason"], len(shelf.asked)) == ("refused", "HTTP 503", MOST_TRIES)


async def test_what_is_too_old_is_deleted(house: House, tmp_path: Path) -> None:
    """A year later the file is gone, and is not missed twice."""
    await house.hear("", kind="media", media=(Media("f1"),))
    shelf = Shelf(Fetched(JPEG))
    await fetch(house, tmp_path, shelf)
    assert len(list(tmp_path.glob("*.jpg"))) == 1
    assert await fetch(house, tmp_path, shelf, later=timedelta(days=366)) == 1
    assert list(tmp_path.glob("*.jpg")) == []
    assert await fetch(house, tmp_path, shelf, later=timedelta(days=367)) == 0
