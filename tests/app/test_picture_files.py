"""The door to the pictures of prompts: a JPEG or PNG of experience/media, and nothing else of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.picture_files import pictures_of, router
from app.settings import Settings

PNG = b"\x89PNG\r\n\x1a\nx"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An experience with one picture and a file beside it."""
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "pool.png").write_bytes(PNG)
    (tmp_path / "brand.yaml").write_text("secret")
    return Settings(_env_file=None, experience_dir=tmp_path)


def test_pictures_can_be_fetched_and_nothing_else(settings: Settings) -> None:
    """By everybody, because platforms fetch them without a login."""
    app = FastAPI()
    app.include_router(router(settings))
    client = TestClient(app)
    found = client.get("/media/pool.png")
    assert (found.status_code, found.content, found.headers["content-type"]) == (200, PNG, "image/png")
    assert found.headers["x-content-type-options"] == "nosniff"
    for path in ("/media/none.png", "/media/..%2Fbrand.yaml", "/media/%2e%2e/brand.yaml", "/media/pool.svg"):
        assert client.get(path).status_code == 404, path


def test_a_platform_is_given_an_address_only_where_it_can_reach_us(settings: Settings) -> None:
    """Without a public address only a stand-in on this machine may fetch from us."""
    assert pictures_of(settings, "https://slack.com/api/").base_url == ""
    assert pictures_of(settings, "http://127.0.0.1:9/api/").base_url == "http://127.0.0.1:8710"
    public = settings.model_copy(update={"public_url": "https://we.example"})
    assert pictures_of(public, "https://slack.com/api/").base_url == "https://we.example"
