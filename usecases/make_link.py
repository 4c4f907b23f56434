"""Makes links: one-time tokens that lead a chat to a customer, his purchase and a flow, and the one token of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.customers import add_token
from storage.database import Store
from storage.pages import add_page_token, page_token
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


PUBLIC_LETTERS = 22
"""Of a public token: 132 bits cannot be guessed, and a shorter link makes a coarser QR code that scans from afar."""


async def public_token(store: Store, page: str, *, new_token: Callable[[], str], now: datetime) -> str:
    """The token of a page's public link: always the same one, so that posters on the wall stay good."""
    known = await store.read(lambda tx: page_token(tx, page))
    if known is not None:
        return known
    fresh = new_token()[:PUBLIC_LETTERS]

    def work(tx: Transaction) -> str:
        add_page_token(tx, page, fresh, now=now)
        return page_token(tx, page) or fresh

    return await store.run(work)
