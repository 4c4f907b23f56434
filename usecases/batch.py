"""One batch of turns: what was loaded in a few queries, what is to be saved, and the moment it happens at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from authoring.experience import Experience
from conversation.saved import load_session
from conversation.session import Session
from storage.cases import CaseRow, open_cases
from storage.customers import AddressRow, CustomerRow, TokenRow, addresses_by_id, customers_by_id
from storage.gone_on import GoneOn, gone_on
from storage.saving import Saving
from storage.sessions import SessionRow, asking_sessions
from storage.transactions import Transaction
from usecases.bundles import Bundles

NewId = Callable[[], str]


@dataclass(frozen=True, slots=True)
class WaysIn:
    """The channels that a customer can go on in, with where we are found there ("" = he knows); how a code is drawn."""

    places: Mapping[str, str] = field(default_factory=dict)
    new_code: Callable[[], str] = str


NO_WAYS = WaysIn()


@dataclass(slots=True)
class LiveSession:
    """A session as the batch sees it: `saved_version` is what the database holds (0 = nothing yet)."""

    session: Session
    address: AddressRow
    contact_id: str | None = None
    saved_version: int = 0
    version: int = 0


@dataclass(slots=True)
class Batch:
    """The rows of one batch in memory: every turn sees what the turns before it have done."""

    tx: Transaction
    bundles: Bundles
    new_id: NewId
    now: datetime
    ways_in: WaysIn = NO_WAYS
    saving: Saving = field(default_factory=Saving)
    customers: dict[str, CustomerRow] = field(default_factory=dict)
    addresses: dict[tuple[str, str], AddressRow] = field(default_factory=dict)
    sessions: dict[str, LiveSession] = field(default_factory=dict)  # asking ones, by address id
    tapped: dict[str, LiveSession] = field(default_factory=dict)  # whose buttons were tapped, by session id
    cases: dict[str, CaseRow] = field(default_factory=dict)  # by customer
    gone_on: dict[str, GoneOn] = field(default_factory=dict)  # by customer: his case goes on in another's
    tokens: dict[str, TokenRow] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # pages' names, by the token of their public link
    storms: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)  # list, cases, by team and cause
    answered_lately: set[tuple[str, str]] = field(default_factory=set)  # (channel, platform id)
    facts_asked: dict[str, set[str]] = field(default_factory=dict)  # what the desk's rules look at, by bundle
    _current: Experience | None = None
    _case_rows: dict[str, CaseRow] = field(default_factory=dict)

    def current(self) -> Experience:
        """The experience new sessions start on."""
        if self._current is None:
            self._current = self.bundles.load_current(self.tx)
        return self._current

    def experience(self, bundle: str) -> Experience:
        """The experience a running session is pinned to."""
        return self.bundles.load(self.tx, bundle)

    def load_customers(self, customer_ids: Iterable[str]) -> None:
        """Load customers with their open cases and asking sessions."""
        wanted = set(customer_ids) - self.customers.keys()
        self.customers.update(customers_by_id(self.tx, wanted))
        self._load_cases(wanted)
        self.load_sessions(asking_sessions(self.tx, wanted))

    def _load_cases(self, customer_ids: set[str]) -> None:
        """A case is one row, whoever's words come to it."""
        for customer_id, case in open_cases(self.tx, customer_ids).items():
            self.cases[customer_id] = self._case_rows.setdefault(case.id, case)
        for customer_id, gone in gone_on(self.tx, customer_ids).items():
            gone.into = self._case_rows.setdefault(gone.into.id, gone.into)
            self.gone_on[customer_id] = gone

    def case_of(self, customer_id: str) -> CaseRow | None:
        """The customer's own case while it is worked: his open one, else his merged one that goes on in another."""
        gone = self.gone_on.get(customer_id)
        return self.cases.get(customer_id) or (gone.own if gone else None)

    def shown_on(self, case: CaseRow) -> CaseRow:
        """Where the desk works this case: on its own card, or on that of the case it goes on in."""
        gone = self.gone_on.get(case.customer_id)
        return gone.into if gone is not None and gone.own.id == case.id else case

    def load_sessions(self, rows: Iterable[SessionRow]) -> list[LiveSession]:
        """Take asking sessions in, with the addresses they run on."""
        loaded = self.revive(rows)
        for live in loaded:
            self.sessions[live.address.id] = live
        return loaded

    def load_tapped(self, rows: Iterable[SessionRow]) -> None:
        """Take sessions in, over or not, whose buttons were tapped."""
        asking = {live.session.id for live in self.sessions.values()}
        for live in self.revive([row for row in rows if row.id not in asking]):
            self.tapped[live.session.id] = live

    def revive(self, rows: Iterable[SessionRow]) -> list[LiveSession]:
        """Sessions as they were saved, with their addresses; the batch does not keep them."""
        rows = list(rows)
        known = {address.id: address for address in self.addresses.values()}
        missing = {row.address_id for row in rows} - known.keys()
        for address in addresses_by_id(self.tx, missing).values():
            known[address.id] = self.addresses[address.channel, address.platform_id] = address
        return [
            LiveSession(load_session(row.data), known[row.address_id], row.contact_id, row.version, row.version)
            for row in rows
        ]
