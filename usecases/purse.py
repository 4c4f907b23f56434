"""The month's money: what opening a contact is expected to cost, what is spent already, and which cap stops it.

A contact is priced when it is opened: where it goes, in how many segments or by which template. The texts are rendered
once a flow, language, form and country; the first customer's name stands for all. What follows in the conversation is
not priced here: the messages' own costs are (storage/message_costs.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from authoring.experience import Experience
from conversation.effects import SendPrompt
from conversation.engine import start
from journey.gate import OverCap
from journey.money import Message, Money, Spending, country_of, from_micros, micros, month_of, next_month, stopped_by
from storage.columns import JsonObject
from storage.contacts import ContactRow
from storage.customers import AddressRow, CustomerRow
from storage.purchases import PurchaseRow
from storage.spending import add_spending, spent_in
from storage.templates import all_templates
from storage.transactions import Transaction
from usecases.choose_address import choose_address, preferred_channel
from usecases.customer_facts import as_customer
from usecases.note_costs import WINDOW, sms_segments

CAPS = "config.yaml: money.caps"

Category = Literal["utility", "marketing"]


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a contact would be opened ("" = nowhere) and what that costs; `priced` False where a price is missing."""

    channel: str = ""
    cost: Decimal = Decimal(0)
    segments: int = 0
    priced: bool = True


@dataclass(slots=True)
class Purse:
    """Prices and caps with what is spent in the months asked for; `note` counts what is opened in this batch."""

    money: Money
    experience: Experience
    categories: Mapping[tuple[str, str, str], str]
    spent: dict[tuple[str, str, str], Spending]
    noted: dict[tuple[str, str, str], Spending] = field(default_factory=dict)
    lengths: dict[tuple[str, ...], int] = field(default_factory=dict)

    def expect(
        self,
        contact: ContactRow,
        person: CustomerRow,
        addresses: Sequence[AddressRow],
        purchases: Sequence[PurchaseRow],
        now: datetime,
    ) -> Expected:
        """What opening the contact at `now` would cost."""
        address = choose_address(addresses, preferred_channel(person.attributes), now=now)
        if address is None or contact.purpose == "desk":
            return Expected()
        if address.channel not in ("sms", "whatsapp"):
            return Expected(address.channel)
        country = country_of(address.platform_id)
        parts = self._segments(contact, person, purchases, now) if address.channel == "sms" else 1
        message = Message(
            channel=address.channel,
            country=country,
            segments=parts,
            category=self._category(contact, person),
            within_window=address.last_inbound_at is not None and now - address.last_inbound_at < WINDOW,
        )
        return Expected(address.channel, self.money.prices.of(message), parts, not self.money.prices.missing(message))

    def over(self, contact: ContactRow, expected: Expected, now: datetime) -> OverCap | None:
        """The cap that opening this contact would break, and until when it waits. Service is never stopped."""
        if contact.purpose == "service":
            return None
        zone = self.experience.brand.zone
        month = month_of(now, zone)
        rows = [row for row in (*self.spent.values(), *self.noted.values()) if row.month == month]
        cap = stopped_by(self.money.caps, rows, channel=expected.channel, journey=contact.journey, cost=expected.cost)
        if cap is None:
            return None
        return OverCap(
            next_month(now, zone), f"cap: {cap.cap:f} {self.money.prices.currency} a month ({cap.name})", CAPS
        )

    def note(self, contact: ContactRow, expected: Expected, now: datetime) -> None:
        """A contact has been opened: its money is spent."""
        key = month_of(now, self.experience.brand.zone), expected.channel, contact.journey
        known = self.noted.get(key, Spending(*key, Decimal(0)))
        self.noted[key] = Spending(*key, known.amount + expected.cost, known.contacts + 1)

    def write(self, tx: Transaction) -> None:
        """Add what this batch has spent to the ledger."""
        add_spending(tx, [_row(each) for each in self.noted.values() if each.channel])

    def _category(self, contact: ContactRow, person: CustomerRow) -> Category:
        """The category of the template that opens the flow; without one, by its purpose."""
        flow = self.experience.flows.get(contact.flow)
        known = self.categories.get((contact.flow, flow.first if flow else "", person.language), "")
        return "marketing" if (known or contact.purpose) == "marketing" else "utility"

    def _segments(
        self, contact: ContactRow, person: CustomerRow, purchases: Sequence[PurchaseRow], now: datetime
    ) -> int:
        key = contact.flow, person.language, person.form
        if key not in self.lengths:
            self.lengths[key] = self._count(contact, person, purchases, now)
        return self.lengths[key]

    def _count(self, contact: ContactRow, person: CustomerRow, purchases: Sequence[PurchaseRow], now: datetime) -> int:
        flow = self.experience.flows.get(contact.flow)
        if flow is None:
            return 0
        purchase = next((each for each in purchases if each.id == contact.purchase_id), None)
        turn = start(flow, as_customer(person, "sms", flow.brand, purchase), now, session_id="", bundle="")
        prompts = [effect.prompt for effect in turn.effects if isinstance(effect, SendPrompt)]
        return sum(sms_segments(prompt, now, plain_signs=self.money.plain_signs) for prompt in prompts)


def load_purse(tx: Transaction, money: Money, experience: Experience, months: Iterable[str]) -> Purse:
    """What was spent in these months, and the templates' categories."""
    rows = [
        Spending(row.month, row.channel, row.journey, from_micros(row.micros), row.contacts)
        for row in spent_in(tx, months)
    ]
    return Purse(
        money=money,
        experience=experience,
        categories={(row.flow, row.step, row.language): row.category for row in all_templates(tx)},
        spent={(row.month, row.channel, row.journey): row for row in rows},
    )


def _row(spending: Spending) -> JsonObject:
    return {
        "month": spending.month,
        "channel": spending.channel,
        "journey": spending.journey,
        "micros": micros(spending.amount),
        "contacts": spending.contacts,
    }
