"""Pictures are found by address or in their own folder, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.pictures import Pictures, place_of
from conversation.messages import Picture
from conversation.picture import PICTURE_BYTES, is_file_name, picture_type

pytestmark = pytest.mark.anyio
JPEG = b"\xff\xd8\xff\xe0picture"


@pytest.mark.parametrize("name", ["../secret.png", "a/b.png", ".hidden.png", "pool.svg", "pool", "pool.jpg\n", ""])
def test_nothing_but_a_picture_in_its_folder_has_a_place(name: str) -> None:
    """No way out of the folder, and no format that a messenger will not show."""
    assert not is_file_name(name)
    assert picture_type(name) == ""
    assert place_of(Picture(name)) == ""


def test_a_file_has_an_address_only_where_we_have_one() -> None:
    """Platforms fetch it from the public address; an https address is its own."""
    assert Pictures(base_url="https://we.example/").url(Picture("pool.jpg")) == "https://we.example/media/pool.jpg"
    assert Pictures().url(Picture("pool.jpg")) == ""
    assert Pictures().url(Picture("https://x.example/a.png")) == "https://x.example/a.png"
    assert Pictures().url(Picture("http://x.example/a.png")) == ""
    assert Pictures().url(None) == ""


async def test_a_file_of_ours_is_handed_over_as_bytes(tmp_path: Path) -> None:
    """So it works without a public address; what is missing or too large is left out."""
    (tmp_path / "pool.jpg").write_bytes(JPEG)
    (tmp_path / "huge.jpg").write_bytes(b"x" * (PICTURE_BYTES + 1))
    pictures = Pictures(tmp_path)
    assert await pictures.content(Picture("pool.jpg")) == JPEG
    assert await pictures.content(Picture("huge.jpg")) == ""
    assert await pictures.content(Picture("missing.jpg")) == ""
    assert await pictures.content(Picture("https://x.example/a.png")) == "https://x.example/a.png"
