"""Makes links: one-time tokens that lead a chat to a customer, his purchase and a flow, and the one token of a page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.customers import add_token, find_person
from storage.database import Store
from storage.pages import add_page_token, page_token
from storage.purchases import purchase_by_number
from storage.transactions import Transaction
from usecases.change_channel import CONTINUE
from usecases.wrong_field import WrongField


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A personal link somebody wants: the company's numbers of the customer and, perhaps, of a purchase; the flow."""

    customer: str
    flow: str
    purchase: str = ""


async def make_links(
    store: Store, wishes: Sequence[Wish], *, flows: Collection[str], new_token: Callable[[], str], now: datetime
) -> list[str | list[WrongField]]:
    """A fresh token for each wish, or all that is wrong with it; in order, in one transaction."""

    def work(tx: Transaction) -> list[str | list[WrongField]]:
        return [_make(tx, wish, flows=flows, token=new_token(), now=now) for wish in wishes]

    return await store.run(work)


def _make(tx: Transaction, wish: Wish, *, flows: Collection[str], token: str, now: datetime) -> str | list[WrongField]:
    person = find_person(tx, wish.customer)
    trip = purchase_by_number(tx, wish.purchase) if wish.purchase else None
    wrong = []
    if person is None or person.erased_at is not None:
        wrong.append(WrongField("customer", "is not known", "send the customer first: PUT /api/v1/customers/{number}"))
    if wish.purchase and (trip is None or person is None or trip.customer_id != person.id):
        wrong.append(WrongField("purchase", "is not a purchase of this customer", "send its event first"))
    if wish.flow not in flows and wish.flow != CONTINUE:
        wrong.append(WrongField("flow", "is not published", f"there are: {', '.join(sorted(flows))}"))
    if wrong or person is None:
        return wrong
    row = {"token": token, "customer_id": person.id, "purchase_id": trip.id if trip else None, "flow": wish.flow}
    add_token(tx, row | {"created_at": now})
    return token


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
