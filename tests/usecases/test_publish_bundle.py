"""Publishing: errors change nothing, running sessions keep their bundle."""

from __future__ import annotations

import pytest

from storage.bundles import audit, bundles
from storage.database import Store
from tests.usecases.house import FILES, House
from usecases.bundles import Bundles, NoBundleError
from usecases.publish_bundle import Published, publish

pytestmark = pytest.mark.anyio
CHANGED = FILES | {"flows/nps.yaml": FILES["flows/nps.yaml"].replace("Thank you!", "Many thanks!")}
BROKEN = FILES | {"flows/nps.yaml": FILES["flows/nps.yaml"].replace("scale: nps", "scale: npx")}


async def test_errors_publish_nothing(house: House) -> None:
    """Files with an error come back as problems, and what was current stays so."""
    before = (await house.bundles.current()).bundle
    problems = await publish(house.store, BROKEN, who="ada", now=house.now)
    assert isinstance(problems, list)
    assert "flows/nps.yaml" in {problem.file for problem in problems}
    assert (await house.bundles.current()).bundle == before


async def test_the_same_files_are_one_bundle(house: House) -> None:
    """Published again, nothing is new; the audit holds both lines."""
    house.pass_time(seconds=1)
    again = await publish(house.store, FILES, who="bob", now=house.now)
    assert isinstance(again, Published)
    assert not again.is_new
    assert len(await house.rows(bundles)) == 1
    assert sorted(row["who"] for row in await house.rows(audit)) == ["bob", "test"]


async def test_running_sessions_keep_their_bundle(house: House) -> None:
    """A newer bundle changes no conversation that has begun; the next one starts on it."""
    await house.ask("nps")
    house.pass_time(seconds=1)
    published = await publish(house.store, CHANGED, who="ada", now=house.now)
    assert isinstance(published, Published)
    assert published.is_new
    assert await house.hear("8") == ["Thank you!"]
    await house.ask("nps")
    assert await house.hear("8") == ["Many thanks!"]
    assert [row["current"] for row in await house.rows(bundles)].count(True) == 1


async def test_without_a_bundle_the_way_out_is_named(house: House, store_without_bundle: Store) -> None:
    """Nothing published: the error says which command publishes."""
    with pytest.raises(NoBundleError, match="not published"):
        await Bundles(store_without_bundle).current()
    with pytest.raises(NoBundleError):
        await house.bundles.get("0" * 64)
