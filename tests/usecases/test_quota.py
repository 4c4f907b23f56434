"""A flow with a quota is started by contacts only until enough customers have gone through it."""

from __future__ import annotations

from functools import partial

import pytest

from storage.customers import addresses
from tests.usecases.house import FILES, House
from usecases.publish_bundle import Published, publish
from usecases.start_flow import NotOpened, Opened, Opening, open_sessions

pytestmark = pytest.mark.anyio

FLOW = FILES["flows/nps.yaml"].replace("purpose: survey", "purpose: survey\nquota: 1")


async def opened(house: House, sender: str, *, contact: bool) -> Opened | NotOpened:
    """Start the flow with a customer who has said hello before, by a contact or by hand."""
    await house.hear("", sender, kind="start")
    await house.hear("gladly", sender)
    customer = next(row["customer_id"] for row in await house.rows(addresses) if row["platform_id"] == sender)
    opening = Opening(customer_id=customer, flow="nps", contact_id=f"c-{sender}" if contact else None)
    work = partial(open_sessions, openings=[opening], bundles=house.bundles, new_id=house.new_id, now=house.now)
    return (await house.store.run(work))[0]


async def test_after_the_quota_no_contact_starts_the_flow(house: House) -> None:
    """A response that is complete counts; a person may still start the flow by hand."""
    published = await publish(house.store, FILES | {"flows/nps.yaml": FLOW}, who="test", now=house.now)
    assert isinstance(published, Published), published
    assert isinstance(await opened(house, "ada", contact=True), Opened)
    assert isinstance(await opened(house, "bob", contact=True), Opened)
    await house.hear("8", "ada")
    assert await opened(house, "cleo", contact=True) == NotOpened("quota")
    assert isinstance(await opened(house, "dora", contact=False), Opened)
