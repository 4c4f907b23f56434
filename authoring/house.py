"""What the operator's settings say that matters to authors: channels, approved templates, what an SMS costs.

The checks get it as a value. Without it (`echoloop check` alone) brand.yaml's `channels` decide, and all of them count
where it names none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from conversation.messages import Channel

Template = tuple[str, str, str]
"""The flow, the step and the language that an approved template says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`channels` are switched on (empty = not known), `templates` are approved (None = not known).

    `plain_signs`: SMS leave with typewriter quotes and dashes. `sms_price` is that of one segment, None = not known.
    """

    channels: tuple[Channel, ...] = ()
    templates: frozenset[Template] | None = None
    plain_signs: bool = True
    sms_price: Decimal | None = None
    currency: str = "EUR"


UNKNOWN_HOUSE = House()
"""Nothing is known about the settings."""
