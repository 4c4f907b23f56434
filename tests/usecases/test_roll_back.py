"""Rolling back: an earlier bundle is current again, the audit says who did it, and nothing happens by accident."""

from __future__ import annotations

import pytest

from storage.bundle_list import list_bundles
from storage.bundles import audit, current_bundle
from tests.usecases.house import FILES, House
from usecases.publish_bundle import Published, publish
from usecases.roll_back import NotRolledBack, RolledBack, roll_back

pytestmark = pytest.mark.anyio
CHANGED = FILES | {"flows/nps.yaml": FILES["flows/nps.yaml"].replace("Thank you!", "Many thanks!")}


async def publish_twice(house: House) -> tuple[str, str]:
    """Two bundles, the second is current."""
    first = await house.store.read(current_bundle)
    house.pass_time(seconds=1)
    second = await publish(house.store, CHANGED, who="ada", now=house.now)
    assert isinstance(second, Published)
    house.pass_time(seconds=1)
    return first, second.bundle


async def test_the_previous_bundle_is_current_again(house: House) -> None:
    """New conversations speak as before; the list shows it first, the audit who did it."""
    first, second = await publish_twice(house)
    done = await roll_back(house.store, "previous", who="bob", now=house.now)
    assert isinstance(done, RolledBack)
    assert (done.bundle.bundle, done.before) == (first, second)
    await house.ask("nps")
    assert await house.hear("8") == ["Thank you!"]
    rows = await house.store.read(list_bundles)
    assert [(row.bundle, row.current) for row in rows] == [(first, True), (second, False)]
    (line,) = [row for row in await house.rows(audit) if row["what"] == "roll_back"]
    assert (line["who"], line["subject"], line["detail"]) == ("bob", first, {"before": second})


async def test_a_bundle_is_named_by_the_beginning_of_its_hash(house: House) -> None:
    """An unknown beginning and the current bundle change nothing and say why."""
    first, second = await publish_twice(house)
    unknown = await roll_back(house.store, "zzz", who="bob", now=house.now)
    current = await roll_back(house.store, second[:12], who="bob", now=house.now)
    assert isinstance(unknown, NotRolledBack)
    assert isinstance(current, NotRolledBack)
    assert "current already" in current.what
    assert isinstance(await roll_back(house.store, first[:12], who="bob", now=house.now), RolledBack)


async def test_a_bundle_that_cannot_be_read_any_more_is_refused(house: House) -> None:
    """A bundle of another version stays where it is; the way out is to mend its files."""
    from storage.bundles import add_bundle

    broken = FILES | {"flows/nps.yaml": "echoloop: 1\n"}
    current = await house.store.read(current_bundle)
    await house.store.run(lambda tx: add_bundle(tx, "f" * 64, broken, who="old", now=house.now))
    await roll_back(house.store, current, who="bob", now=house.now)
    refused = await roll_back(house.store, "fff", who="bob", now=house.now)
    assert isinstance(refused, NotRolledBack)
    assert "flows/nps.yaml:1" in refused.what
    assert await house.store.read(current_bundle) == current
