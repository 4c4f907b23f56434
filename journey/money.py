"""What messages cost: prices by country, segments and template category; caps by month, channel and journey.

Only SMS and WhatsApp cost anything; Telegram, Slack and the web chat are free. An SMS costs its country's price for
each segment. A WhatsApp template costs its country's price for its category; what answers within the 24-hour window
is free of the category's price. Amounts are decimals in one currency, never floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import phonenumbers

EVERYWHERE = "*"
NOTHING = Decimal(0)
MICRO = Decimal(1_000_000)

CapState = Literal["ok", "warning", "stop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Prices by country ("DE", "AT"; "*" = all others): of one SMS segment, and of a WhatsApp template by category.

    A country without a price costs nothing here, so that a missing price shows as a missing price: see `missing`.
    """

    currency: str = "EUR"
    sms: Mapping[str, Decimal] = field(default_factory=dict)
    whatsapp: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)

    def of(self, message: Message) -> Decimal:
        """What a message is expected to cost."""
        price = self._price(message)
        return NOTHING if price is None else price * (message.segments if message.channel == "sms" else 1)

    def missing(self, message: Message) -> bool:
        """Whether the message costs something that no price is set for."""
        return message.channel in ("sms", "whatsapp") and not message.within_window and self._price(message) is None

    def _price(self, message: Message) -> Decimal | None:
        if message.channel == "sms":
            return self.sms.get(message.country, self.sms.get(EVERYWHERE))
        if message.channel == "whatsapp" and not message.within_window:
            by_category = self.whatsapp.get(message.country, self.whatsapp.get(EVERYWHERE, {}))
            return by_category.get(message.category)
        return NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as far as its price goes. `within_window`: the customer wrote within the past 24 hours."""

    channel: str
    country: str = ""
    segments: int = 1
    category: Literal["utility", "marketing"] = "utility"
    within_window: bool = False


@lru_cache(maxsize=4096)
def country_of(number: str) -> str:
    """The country of a phone number in E.164, as "DE"; "" where it has none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that may be spent in a calendar month: in all, by channel, by journey; from `warn_at` on it is said."""

    month: Decimal | None = None
    channels: Mapping[str, Decimal] = field(default_factory=dict)
    journeys: Mapping[str, Decimal] = field(default_factory=dict)
    warn_at: Decimal = Decimal("0.8")

    @property
    def any(self) -> bool:
        """Whether there is a cap at all."""
        return self.month is not None or bool(self.channels) or bool(self.journeys)


@dataclass(frozen=True, slots=True)
class Spending:
    """What one channel and journey have cost in one month ("2027-03"), and for how many contacts."""

    month: str
    channel: str
    journey: str
    amount: Decimal
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """One cap and how much of it is spent. `name` is "month", "channel sms" or "journey trip"."""

    name: str
    cap: Decimal
    spent: Decimal
    state: CapState

    @property
    def left(self) -> Decimal:
        """What may still be spent, never below nothing."""
        return max(self.cap - self.spent, NOTHING)


def watch(caps: Caps, spent: Iterable[Spending]) -> list[Watch]:
    """Every cap with what is spent of it this month."""
    rows = list(spent)
    found = []
    if caps.month is not None:
        found.append(_watch("month", caps.month, rows, caps.warn_at))
    for name, cap in caps.channels.items():
        found.append(_watch(f"channel {name}", cap, [row for row in rows if row.channel == name], caps.warn_at))
    for name, cap in caps.journeys.items():
        found.append(_watch(f"journey {name}", cap, [row for row in rows if row.journey == name], caps.warn_at))
    return found


def _watch(name: str, cap: Decimal, rows: Iterable[Spending], warn_at: Decimal) -> Watch:
    spent = sum((row.amount for row in rows), NOTHING)
    state: CapState = "stop" if spent >= cap else "warning" if spent >= cap * warn_at else "ok"
    return Watch(name, cap, spent, state)


def stopped_by(caps: Caps, spent: Iterable[Spending], *, channel: str, journey: str, cost: Decimal) -> Watch | None:
    """The first cap that one more message of this cost would break; what is free is never stopped."""
    if cost <= NOTHING:
        return None
    touched = {"month", f"channel {channel}", f"journey {journey}"}
    return next((each for each in watch(caps, spent) if each.name in touched and each.spent + cost > each.cap), None)


def month_of(moment: datetime, zone: str) -> str:
    """The calendar month of a moment in the company's zone: "2027-03"."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m}"


def next_month(moment: datetime, zone: str) -> datetime:
    """When the next calendar month begins in the company's zone."""
    here = moment.astimezone(ZoneInfo(zone))
    year, month = (here.year + 1, 1) if here.month == 12 else (here.year, here.month + 1)
    return here.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)


def micros(amount: Decimal) -> int:
    """An amount as millionths, as it is stored."""
    return int((amount * MICRO).to_integral_value())


def from_micros(amount: int) -> Decimal:
    """An amount from its millionths."""
    return Decimal(amount) / MICRO


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The operator's prices and caps; `plain_signs` as the SMS settings say, because it saves segments."""

    prices: Prices = field(default_factory=Prices)
    caps: Caps = field(default_factory=Caps)
    plain_signs: bool = True
