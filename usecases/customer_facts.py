"""The customer as flows and conditions see him: his row, his trip and the brand's manners, put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from conversation.customer import Customer
from conversation.flow import Brand
from conversation.messages import Channel, Form, Language
from journey.dates import local
from storage.customers import CustomerRow
from storage.purchases import PurchaseRow

MONTH_OF = {"departs_at": "departure_month", "returns_at": "return_month"}  # on the destination's calendar
Facts = dict[str, str | int | float | tuple[str, ...]]


def as_customer(row: CustomerRow, channel: str, brand: Brand, purchase: PurchaseRow | None = None) -> Customer:
    """The facts of one customer at one address; without his own form of address the brand's counts."""
    return Customer(
        id=row.id,
        channel=cast("Channel", channel),
        first_name=row.first_name,
        last_name=row.last_name,
        salutation=row.salutation,
        language=language_of(row, brand),
        form=cast("Form", row.form or brand.form),
        zone=row.zone,
        facts=named_facts(row.attributes, purchase),
    )


def named_facts(attributes: Mapping[str, object], purchase: PurchaseRow | None = None) -> Facts:
    """What conditions may ask of a customer and his purchase: "customer.price_class", "purchase.destination"."""
    return {**_named("customer", attributes), **(_purchase_facts(purchase) if purchase else {})}


def language_of(row: CustomerRow, brand: Brand) -> Language:
    """The customer's language, where the brand speaks it; the brand's first one otherwise."""
    return next((language for language in brand.languages if language == row.language), brand.languages[0])


def _purchase_facts(purchase: PurchaseRow) -> Facts:
    facts = _named("purchase", purchase.attributes)
    facts["purchase.number"] = purchase.external_id
    facts["purchase.kind"] = purchase.kind
    if purchase.destination:
        facts["purchase.destination"] = purchase.destination
    if purchase.amount_minor is not None:
        whole, cents = divmod(purchase.amount_minor, 100)
        facts["purchase.amount"] = f"{whole}.{cents:02} {purchase.currency}"
    for name, moment in (("departs_at", purchase.departs_at), ("returns_at", purchase.returns_at)):
        if moment is not None:
            facts[f"purchase.{name}"] = moment.isoformat()
            facts[f"purchase.{MONTH_OF[name]}"] = local(moment, purchase.destination_zone or "UTC").month
    return facts


def _named(prefix: str, values: Mapping[str, object]) -> Facts:
    facts: Facts = {}
    for name, value in values.items():
        if isinstance(value, str | int | float):
            facts[f"{prefix}.{name}"] = value
        elif isinstance(value, list | tuple):
            facts[f"{prefix}.{name}"] = tuple(str(part) for part in value)
    return facts
