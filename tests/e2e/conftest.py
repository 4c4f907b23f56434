"""The whole product beside the stand-ins of the platforms, over real HTTP on loopback, with a movable clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from app.demo.opening import Mode, open_world
from app.demo.world import World
from authoring.load_files import load_files
from usecases.publish_bundle import Published, publish

ROOT = Path(__file__).resolve().parents[2]

OpenWorld = Callable[[Mode], AbstractAsyncContextManager[World]]


@pytest.fixture
def world_of(tmp_path: Path) -> OpenWorld:
    """Opens a world with the shipped experience published and nobody in it."""

    @asynccontextmanager
    async def opened(mode: Mode = "webhook") -> AsyncIterator[World]:
        async with open_world(tmp_path / "demo", mode=mode) as world:
            files = load_files(ROOT / "experience")
            assert isinstance(await publish(world.house.store, files, who="test", now=world.now()), Published)
            yield world

    return opened
