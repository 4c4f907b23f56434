"""Makes a personal link: a one-time token that leads a chat to a customer, his purchase and a flow."""

from __future__ import annotations

from datetime import datetime

from storage.customers import add_token
from storage.database import Store
from storage.transactions import Transaction


async def make_link(store: Store, customer_id: str, purchase_id: str, flow: str, *, token: str, now: datetime) -> str:
    """Keep `token` (48 random bytes in base64url, at most 64 characters) for this customer and return it.

    `purchase_id` is "" for a link about no purchase. Whoever shows the token first is this customer: it works once.
    """

    def work(tx: Transaction) -> None:
        row = {"token": token, "customer_id": customer_id, "purchase_id": purchase_id or None, "flow": flow}
        add_token(tx, row | {"created_at": now})

    await store.run(work)
    return token
