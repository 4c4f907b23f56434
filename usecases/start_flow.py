"""Starts flows with customers: one, or a whole batch of contacts that have come due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from authoring.experience import Experience
from conversation.engine import start
from conversation.flow import Flow
from conversation.own_yes import FLOW as OWN_YES
from storage.customers import AddressRow, addresses_of
from storage.database import Store
from storage.purchases import PurchaseRow, purchases_for
from storage.responses import completed_responses
from storage.transactions import Transaction
from usecases.apply_effects import apply_effects
from usecases.ask_own_yes import as_asked
from usecases.batch import Batch, LiveSession, NewId
from usecases.bundles import Bundles
from usecases.choose_address import choose_address, preferred_channel
from usecases.customer_facts import as_customer
from usecases.end_session import end_session
from usecases.own_addresses import OWN, his_own


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One flow to start with one customer; without an address usecases/choose_address says where.

    `then` is the flow that follows once this one has brought consent (a public link's). `own_only`: it reaches only
    addresses that the customer has written from.
    """

    customer_id: str
    flow: str
    address_id: str = ""
    contact_id: str | None = None
    purchase_id: str = ""
    touchpoint: str = ""
    then: str = ""
    own_only: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """The session that was started."""

    session_id: str


@dataclass(frozen=True, slots=True)
class NotOpened:
    """Nothing was started; `why` is "no customer", "no address", "no flow", "quota" (enough have answered) or "asking"
    (a session is still open)."""

    why: str


async def start_flow(
    store: Store,
    customer_id: str,
    flow: str,
    *,
    bundles: Bundles,
    new_id: NewId,
    now: datetime,
    address_id: str = "",
) -> Opened | NotOpened:
    """Start one flow with one customer, as a person or a personal link asks for it (the gate is not asked)."""
    opening = Opening(customer_id=customer_id, flow=flow, address_id=address_id)
    work = partial(open_sessions, openings=[opening], bundles=bundles, new_id=new_id, now=now)
    return (await store.run(work))[0]


def open_sessions(
    tx: Transaction, openings: Sequence[Opening], *, bundles: Bundles, new_id: NewId, now: datetime
) -> list[Opened | NotOpened]:
    """Start sessions inside a transaction, set by set; one outcome an opening, in order."""
    batch = Batch(tx, bundles, new_id, now)
    customers = {opening.customer_id for opening in openings}
    addresses = addresses_of(tx, customers)
    for rows in addresses.values():
        batch.addresses.update({(row.channel, row.platform_id): row for row in rows})
    batch.load_customers(customers)
    purchases = purchases_for(tx, customers)
    outcomes = [
        _open(batch, opening, addresses.get(opening.customer_id, []), purchases.get(opening.customer_id, []))
        for opening in openings
    ]
    batch.saving.flush(tx)
    return outcomes


def _open(
    batch: Batch, opening: Opening, addresses: Sequence[AddressRow], purchases: Sequence[PurchaseRow]
) -> Opened | NotOpened:
    if opening.customer_id not in batch.customers:
        return NotOpened("no customer")
    preferred = preferred_channel(batch.customers[opening.customer_id].attributes)
    wanted = [row for row in addresses if (row.id == opening.address_id or not opening.address_id)]
    wanted = his_own(wanted) if opening.own_only else wanted
    address = choose_address(wanted, preferred, now=batch.now)
    if address is None:
        return NotOpened("no address")
    flow = batch.current().flows.get(opening.flow)
    if flow is None:
        return NotOpened("no flow")
    if opening.contact_id is not None and flow.quota and completed_responses(batch.tx, flow.name) >= flow.quota:
        return NotOpened("quota")
    theirs = [live for live in batch.sessions.values() if live.address.customer_id == opening.customer_id]
    if any(live.session.holds_others_back(batch.now) for live in theirs):
        return NotOpened("asking")
    for live in theirs:
        end_session(batch, live)
    return Opened(begin(batch, address, flow, opening, purchases).session.id)


def begin(
    batch: Batch,
    address: AddressRow,
    flow: Flow,
    opening: Opening,
    purchases: Sequence[PurchaseRow] = (),
) -> LiveSession:
    """Start a flow at an address within a batch; a session that still asks there ends first."""
    experience = batch.current()
    asking = batch.sessions.get(address.id)
    if asking is not None:
        end_session(batch, asking)
    purchase = _purchase(opening.purchase_id, purchases)
    customer = as_customer(batch.customers[address.customer_id], address.channel, flow.brand, purchase)
    if flow.name == OWN_YES:
        customer = as_asked(batch.tx, customer, flow, batch.now)
    turn = start(flow, customer, batch.now, session_id=batch.new_id(), bundle=experience.bundle)
    extra = {"touchpoint": opening.touchpoint or measured_by(experience, flow.name)}
    if purchase is not None:
        extra["purchase"] = purchase.id
    if opening.then:
        extra["then"] = opening.then
    if opening.own_only:
        extra[OWN] = "1"
    turn = replace(turn, session=replace(turn.session, extra={**turn.session.extra, **extra}))
    live = LiveSession(turn.session, address, opening.contact_id)
    apply_effects(batch, live, turn, experience, opening=opening.contact_id is not None)
    return live


def measured_by(experience: Experience, flow: str) -> str:
    """The touchpoint that a flow measures, where the catalogue names one."""
    return next((point.name for point in experience.touchpoints.values() if point.measured_by == flow), "")


def _purchase(purchase_id: str, purchases: Sequence[PurchaseRow]) -> PurchaseRow | None:
    if purchase_id:
        return next((row for row in purchases if row.id == purchase_id), None)
    return purchases[0] if purchases else None
