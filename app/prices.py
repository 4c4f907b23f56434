"""The settings' price table and caps as the use cases take them."""

from __future__ import annotations

from app.settings import Settings
from journey.money import EVERYWHERE, Caps, Money, Prices


def money_of(settings: Settings) -> Money:
    """Prices and caps of this installation; the SMS price of the channel's own settings stands for all countries."""
    money, sms = settings.money, settings.channels.twilio.sms
    general = {} if sms.price_per_segment is None else {EVERYWHERE: sms.price_per_segment}
    return Money(
        prices=Prices(
            currency=money.currency,
            sms={**general, **money.sms},
            whatsapp={
                country: {str(name): price for name, price in by.items()} for country, by in money.whatsapp.items()
            },
        ),
        caps=Caps(
            month=money.caps.month,
            channels={str(name): cap for name, cap in money.caps.channels.items()},
            journeys=money.caps.journeys,
            warn_at=money.caps.warn_at,
        ),
        plain_signs=sms.plain_signs,
    )
