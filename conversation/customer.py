"""The customer as a flow sees him: the facts that texts and conditions may use, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.messages import Channel, Form, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Facts about one customer when a conversation starts.

    `form` is the customer's own wish, or the brand's; where one of the two is Sie, the customer is addressed with Sie.
    `facts` holds dotted names for texts and conditions ("customer.price_class", "purchase.destination",
    "purchase.departs_at" as ISO 8601): strings, numbers or lists of strings.
    """

    id: str
    channel: Channel
    first_name: str = ""
    last_name: str = ""
    salutation: str = ""
    language: Language = "de"
    form: Form = "du"
    zone: str = "Europe/Berlin"
    facts: dict[str, str | int | float | tuple[str, ...]] = field(default_factory=dict)
