"""Brings a newly published bundle to the customers: what is planned for them is planned anew, some at a time.

Only where journeys, personas or the brand's zone differ from the bundle they were planned by last; a changed text moves
nobody. What was opened, refused or dropped is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from authoring.experience import Experience
from storage.bundles import current_bundle
from storage.database import Store
from storage.replans import ReplanRow, customers_after, note_replan, replans_begun
from storage.transactions import Transaction
from usecases.bundles import Bundles, NoBundleError
from usecases.plan_contacts import plan_all


async def replan(store: Store, *, bundles: Bundles, new_id: Callable[[], str], now: datetime, limit: int = 100) -> int:
    """Plan up to `limit` customers anew by the current bundle; returns how many were looked at, 0 once all are."""

    def waiting(tx: Transaction) -> bool:
        bundle, begun = current_bundle(tx), replans_begun(tx)
        return bool(bundle) and not _is_done(begun, bundle)

    def work(tx: Transaction) -> int:
        experience = bundles.load_current(tx)
        bundle, begun = experience.bundle, replans_begun(tx)
        if _is_done(begun, bundle):
            return 0
        if bundle not in begun and _nothing_changes(tx, bundles, experience, begun):
            note_replan(tx, bundle, after="", done=True, now=now)
            return 0
        row = begun.get(bundle)
        after = row.after if row and not row.done else ""
        some = customers_after(tx, after, limit)
        for customer_id in some:
            plan_all(tx, customer_id, experience=experience, new_id=new_id, now=now)
        note_replan(tx, bundle, after=some[-1] if some else after, done=len(some) < limit, now=now)
        return len(some)

    return await store.run(work, order="later") if await store.read(waiting) else 0


def _is_done(begun: Mapping[str, ReplanRow], bundle: str) -> bool:
    """Whether everybody is planned by this bundle, and nobody by another."""
    return set(begun) == {bundle} and begun[bundle].done


def _nothing_changes(tx: Transaction, bundles: Bundles, experience: Experience, begun: Mapping[str, ReplanRow]) -> bool:
    """Whether everybody is planned by one other bundle that plans alike."""
    others = list(begun.values())
    return len(others) == 1 and others[0].done and _plans_alike(experience, _old(tx, bundles, others[0].bundle))


def _old(tx: Transaction, bundles: Bundles, bundle: str) -> Experience | None:
    try:
        return bundles.load(tx, bundle)
    except NoBundleError:
        return None


def _plans_alike(one: Experience, other: Experience | None) -> bool:
    """Whether both plan the same contacts for everybody."""
    if other is None:
        return False
    purposes = [{name: flow.purpose for name, flow in each.flows.items()} for each in (one, other)]
    same = one.journeys == other.journeys and one.personas == other.personas
    return same and one.brand.zone == other.brand.zone and purposes[0] == purposes[1]
