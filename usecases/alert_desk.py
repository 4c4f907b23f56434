"""Tells a team that something that should have happened did not, before the customer complains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from journey.plan import Alert
from storage.contacts import ContactRow
from storage.purchases import PurchaseRow, purchases_for
from storage.transactions import Transaction
from usecases.batch import Batch
from usecases.bundles import Bundles
from usecases.open_case import Reason, add_reason


def alert_desk(
    tx: Transaction,
    alerts: Iterable[tuple[ContactRow, Alert]],
    *,
    bundles: Bundles,
    new_id: Callable[[], str],
    now: datetime,
) -> None:
    """A reason at the customer's one case for each contact that has come due; the customer hears nothing."""
    wanted = list(alerts)
    if not wanted:
        return
    batch = Batch(tx, bundles, new_id, now)
    batch.load_customers({contact.customer_id for contact, _ in wanted})
    purchases = purchases_for(tx, batch.customers)
    for contact, alert in wanted:
        if contact.customer_id in batch.customers:
            number = _number(contact, purchases.get(contact.customer_id, []))
            by = f"{contact.journey}.{contact.contact}{number}"
            reason = Reason(by=by, team=alert.team, priority=alert.priority, step=contact.contact)
            add_reason(batch, contact.customer_id, reason, batch.current().desk)
    batch.saving.flush(tx)


def _number(contact: ContactRow, purchases: Sequence[PurchaseRow]) -> str:
    """The company's number of the purchase that it is about, for the card."""
    return next((f" ({each.external_id})" for each in purchases if each.id == contact.purchase_id), "")
