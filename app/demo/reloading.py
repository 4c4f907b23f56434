"""Publishes experience/ anew whenever a file in it changes: the demo does that, an installation publishes by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from app.demo.world import World
from authoring.load_files import load_files
from authoring.report import as_text
from usecases.publish_bundle import Published, publish

LOOK_EVERY_S = 1.0


async def publish_changes(world: World, say: Callable[[str], None]) -> None:
    """Watch until cancelled; with a mistake in the files the old bundle stays, and the mistakes are said."""
    folder = world.house.settings.experience_dir
    seen = fingerprint(folder)
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        now = await asyncio.to_thread(fingerprint, folder)
        if now == seen:
            continue
        seen = now
        outcome = await publish(world.house.store, load_files(folder), who="demo", now=world.now())
        if isinstance(outcome, Published):
            say(f"{folder} changed: new conversations start on bundle {outcome.bundle[:12]}.")
        else:
            say(f"{folder} changed, but cannot be published:\n{as_text(outcome, str(folder))}")


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int]]:
    """What would change with any edit: each file's name, size and time of change."""
    found = ((str(path), path.stat()) for path in sorted(folder.rglob("*.yaml")))
    return frozenset((name, facts.st_size, facts.st_mtime_ns) for name, facts in found)
