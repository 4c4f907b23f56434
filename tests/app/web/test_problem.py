"""What the doors answer where the product cannot work yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import Database, Settings
from app.wiring import open_house
from storage.migrate import upgrade
from tests.app.web.conftest import client_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/", "/scores", "/plan", "/loyalty"])
async def test_nothing_published_is_said_with_the_way_out(tmp_path: Path, path: str) -> None:
    """A page of an installation without an experience says what to run; it is no fault of ours, and logs none."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    async with (
        open_house(Settings(_env_file=None, database=Database(url=url)), bots={}) as house,
        client_of(house) as web,
    ):
        answer = await web.get(path, follow_redirects=True)
    assert answer.status_code == 503
    assert "echoloop publish" in answer.text
    assert "Traceback" not in answer.text
