"""The drafts pages: what lies in experience/ is read, checked and tried, and nothing there is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from app.settings import Database, Settings
from app.web.server import create_app
from app.wiring import open_house
from authoring.load_files import load_files
from storage.migrate import upgrade
from tests.app.web.conftest import ROOT
from usecases.publish_bundle import publish

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(tmp_path: Path, anyio_backend: str):  # type: ignore[no-untyped-def]
    """A browser on a house whose published experience lies in `tmp_path`, to be drafted upon."""
    shutil.copytree(ROOT / "experience", tmp_path / "experience")
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    settings = Settings(_env_file=None, database=Database(url=url), experience_dir=tmp_path / "experience")
    async with open_house(settings, bots={}) as house:
        await publish(house.store, load_files(tmp_path / "experience"), who="test", now=house.clocks.business())
        transport = httpx.ASGITransport(create_app(house), client=("127.0.0.1", 1234), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8710") as browser:
            yield browser


def draft(folder: Path, old: str, new: str) -> None:
    """Change a text of one flow."""
    file = folder / "experience" / "flows" / "tip_packing.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


async def test_a_change_shows_as_a_draft(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """The list says what is changed and what the checks say; the flow's page shows the difference."""
    assert "changed</span>" not in (await client.get("/drafts?lang=en")).text
    draft(tmp_path, "purpose: service", "purpose: servce")
    page = (await client.get("/drafts?lang=en")).text
    assert "0 files new, 1 changed, 0 gone" in page
    assert "<b>1 errors</b>" in page
    one = (await client.get("/drafts/tip_packing?lang=en")).text
    assert "did you mean &#34;service&#34;?" in one
    assert "+purpose: servce" in one
    assert "It can be tried again once its errors are mended." in one


async def test_a_draft_can_be_tried(client: httpx.AsyncClient) -> None:
    """Each line is answered as the channel shows it; typed words never become markup."""
    page = (
        await client.get("/drafts/post_trip_nps", params={"lang": "en", "spoken": "en", "line": ["2", "<b>bus</b>"]})
    ).text
    assert "What went wrong?" in page or "went wrong" in page
    assert "&lt;b&gt;bus&lt;/b&gt;" in page
    assert "<b>bus</b>" not in page
    sms = (await client.get("/drafts/tip_packing", params={"lang": "en", "spoken": "en", "channel": "sms"})).text
    assert "Reply with" in sms


async def test_texts_stand_side_by_side_and_the_file_can_be_taken(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """One column a language; the download is the file; the picture is an SVG that runs nothing."""
    page = (await client.get("/drafts/tip_packing?lang=de")).text
    assert "Deutsch, du</th>" in page
    assert "Englisch</th>" in page
    taken = await client.get("/drafts/tip_packing/file")
    assert taken.text == (tmp_path / "experience" / "flows" / "tip_packing.yaml").read_text(encoding="utf-8")
    assert "attachment" in taken.headers["content-disposition"]
    picture = await client.get("/drafts/tip_packing/picture")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")


async def test_an_unknown_flow_is_not_found(client: httpx.AsyncClient) -> None:
    """Neither its page, nor its file, nor a way out of the folder."""
    statuses = [
        (await client.get(f"/drafts/{path}")).status_code
        for path in ("nothing", "nothing/file", "nothing/picture", "..%2fbrand/file")
    ]
    assert statuses == [404, 404, 404, 404]
