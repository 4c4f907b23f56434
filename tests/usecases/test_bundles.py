"""Bundles: what is published is parsed where nobody waits for the one who writes."""

from __future__ import annotations

import pytest

from conversation.own_yes import FLOW
from storage.database import Store
from storage.transactions import Transaction
from tests.usecases.house import FILES, NOON
from usecases.bundles import Bundles
from usecases.publish_bundle import Published, publish

pytestmark = pytest.mark.anyio


async def test_a_newly_published_experience_is_parsed_by_a_reader(store_without_bundle: Store) -> None:
    """Once prepared, no write transaction parses: the experience is there although the bundle's files are gone."""
    published = await publish(store_without_bundle, FILES, who="ada", now=NOON)
    assert isinstance(published, Published)
    bundles = Bundles(store_without_bundle)
    await store_without_bundle.read(bundles.prepare)

    def without_files(tx: Transaction) -> str:
        tx.exec_driver_sql("UPDATE bundles SET files = '{}'")
        return bundles.load_current(tx).bundle

    assert await store_without_bundle.run(without_files) == published.bundle


async def test_nothing_published_is_nobodys_error_yet(store_without_bundle: Store) -> None:
    """Preparing before the first publication does nothing; published afterwards, it is found."""
    bundles = Bundles(store_without_bundle)
    await store_without_bundle.read(bundles.prepare)
    assert not isinstance(await publish(store_without_bundle, FILES, who="ada", now=NOON), list)
    await store_without_bundle.read(bundles.prepare)
    assert (await bundles.current()).flows


async def test_what_was_just_published_can_do_what_a_later_start_can(store_without_bundle: Store) -> None:
    """The first start keeps what it has read; it has the flows of the bundle read anew, ours included."""
    published = await publish(store_without_bundle, FILES, who="ada", now=NOON)
    assert isinstance(published, Published)
    first = Bundles(store_without_bundle)
    first.keep(published.experience)
    again = await Bundles(store_without_bundle).current()
    assert (await first.current()).flows.keys() == again.flows.keys()
    assert FLOW in again.flows
