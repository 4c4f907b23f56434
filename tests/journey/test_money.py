"""Prices, caps and months: what a message costs, when one is warned and when stopped."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from journey.money import (
    Caps,
    Message,
    Prices,
    Spending,
    country_of,
    from_micros,
    micros,
    month_of,
    next_month,
    stopped_by,
    watch,
)

PRICES = Prices(
    sms={"DE": Decimal("0.09"), "*": Decimal("0.12")},
    whatsapp={"DE": {"utility": Decimal("0.05"), "marketing": Decimal("0.12")}},
)
CAPS = Caps(month=Decimal(10), channels={"sms": Decimal(5)}, journeys={"trip": Decimal(8)})


@pytest.mark.parametrize(
    ("message", "cost"),
    [
        (Message(channel="sms", country="DE", segments=3), "0.27"),
        (Message(channel="sms", country="FR", segments=2), "0.24"),  # all other countries
        (Message(channel="whatsapp", country="DE", category="marketing"), "0.12"),
        (Message(channel="whatsapp", country="DE", segments=4), "0.05"),  # a template is one message
        (Message(channel="whatsapp", country="DE", within_window=True), "0"),
        (Message(channel="whatsapp", country="FR"), "0"),  # no price: nothing, but see below
        (Message(channel="telegram"), "0"),
        (Message(channel="webchat"), "0"),
    ],
)
def test_what_a_message_costs(message: Message, cost: str) -> None:
    """SMS by country and segments, WhatsApp by country and category outside the window, others nothing."""
    assert PRICES.of(message) == Decimal(cost)


def test_a_missing_price_is_told() -> None:
    """A country without a price must not look free; what is free has no price to miss."""
    assert PRICES.missing(Message(channel="whatsapp", country="FR"))
    assert Prices().missing(Message(channel="sms", country="DE"))
    assert not PRICES.missing(Message(channel="sms", country="FR"))
    assert not PRICES.missing(Message(channel="whatsapp", country="FR", within_window=True))
    assert not Prices().missing(Message(channel="telegram"))


def test_country_of_a_number() -> None:
    """By its prefix; what is no number has none."""
    assert [country_of(each) for each in ("+4915112345678", "+436641234567", "ada")] == ["DE", "AT", ""]


def spent(channel: str, journey: str, amount: str) -> Spending:
    """What was spent in March."""
    return Spending("2027-03", channel, journey, Decimal(amount))


def test_caps_warn_at_eighty_percent_and_stop_when_spent() -> None:
    """4.00 of 5 by SMS is a warning; 8.00 of 8 on the trip a stop; 8.50 of 10 in all a warning."""
    rows = [spent("sms", "trip", "4.00"), spent("whatsapp", "trip", "4.00"), spent("whatsapp", "gift", "0.50")]
    found = watch(CAPS, rows)
    assert [(each.name, each.spent, each.state) for each in found] == [
        ("month", Decimal("8.50"), "warning"),
        ("channel sms", Decimal("4.00"), "warning"),
        ("journey trip", Decimal("8.00"), "stop"),
    ]
    assert [each.left for each in found] == [Decimal("1.50"), Decimal("1.00"), Decimal(0)]


@pytest.mark.parametrize(
    ("channel", "journey", "cost", "cap"),
    [
        ("sms", "gift", "1.00", ""),  # exactly the rest of the channel's cap
        ("sms", "gift", "1.01", "channel sms"),
        ("whatsapp", "trip", "0.01", "journey trip"),
        ("whatsapp", "gift", "1.51", "month"),
        ("telegram", "trip", "0", ""),  # what is free is never stopped
    ],
)
def test_one_more_message_may_not_break_a_cap(channel: str, journey: str, cost: str, cap: str) -> None:
    """The last cent may be spent, one more not; the first cap that it breaks is named."""
    rows = [spent("sms", "trip", "4.00"), spent("whatsapp", "trip", "4.00"), spent("whatsapp", "gift", "0.50")]
    found = stopped_by(CAPS, rows, channel=channel, journey=journey, cost=Decimal(cost))
    assert (found.name if found else "") == cap


def test_months_are_the_company_s_own() -> None:
    """Late in the evening of the last of March, UTC, it is April in Berlin; the next month starts at midnight."""
    late = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)
    assert month_of(late, "Europe/Berlin") == "2027-04"
    assert month_of(late, "UTC") == "2027-03"
    assert next_month(late, "Europe/Berlin").isoformat() == "2027-05-01T00:00:00+02:00"
    assert next_month(datetime(2027, 12, 5, tzinfo=UTC), "UTC").isoformat() == "2028-01-01T00:00:00+00:00"


def test_micros_lose_nothing() -> None:
    """A tenth of a cent comes back as it went in."""
    assert from_micros(micros(Decimal("0.0865"))) == Decimal("0.0865")
