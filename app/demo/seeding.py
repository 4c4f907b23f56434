"""Fills the demo's world before the tour: the published experience and the sample year."""

from __future__ import annotations

from datetime import timedelta

from app.demo.sample_year import SEED, sample_year
from app.demo.upcoming import TRIPS, upcoming_trips
from app.demo.world import World
from app.reading import has_model
from authoring.load_files import load_files
from storage.samples import insert_sample, next_case_number
from usecases.publish_bundle import Published, publish
from usecases.record_event import Recorded, record_event


class SeedError(Exception):
    """The experience cannot be published, so there is nothing to show."""


async def fill(world: World) -> list[str]:
    """Publish experience/ and write the sample year; returns a line about each. Raises SeedError."""
    house = world.house
    settings = house.settings
    outcome = await publish(house.store, load_files(settings.experience_dir), who="demo", now=world.now())
    if not isinstance(outcome, Published):
        raise SeedError(f"{settings.experience_dir} has {len(outcome)} problems; `echoloop check` names them")
    until = world.now() - timedelta(hours=1)
    first_case = await house.store.read(next_case_number)
    rows = sample_year(until, first_case=first_case)
    await house.store.run(lambda tx: insert_sample(tx, rows))
    planned = 0
    for booking in upcoming_trips(rows["customers"], world.now(), seed=SEED):
        recorded = await record_event(
            house.store, booking, key="", body_hash="", bundles=house.bundles, new_id=house.new_id, now=world.now()
        )
        planned += recorded.contacts if isinstance(recorded, Recorded) else 0
    counts = ", ".join(f"{len(rows[table])} {table}" for table in ("customers", "purchases", "responses", "cases"))
    lines = [f"published bundle {outcome.bundle[:12]}", f"a sample year, made up and marked as such: {counts}"]
    lines.append(f"{TRIPS} of them travel soon: {planned} contacts are planned")
    if not has_model(settings.nlp):
        lines.append(f"[yellow]no model in {settings.nlp.folder}: every reading will be “unsure”[/]")
    return lines
