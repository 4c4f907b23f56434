"""What the settings say to the checks: channels that are on, templates that are approved, the price of an SMS."""

from __future__ import annotations

from collections.abc import Iterator

from app.settings import Settings
from authoring.house import House
from conversation.messages import Channel


def house_of(settings: Settings) -> House:
    """The house as authors must know it."""
    twilio = settings.channels.twilio
    channels = tuple(_channels(settings))
    return House(
        channels=channels,
        templates=frozenset((each.flow, each.step, each.language) for each in twilio.whatsapp.templates),
        plain_signs=twilio.sms.plain_signs,
        sms_price=twilio.sms.price_per_segment,
        currency=twilio.sms.currency,
    )


def _channels(settings: Settings) -> Iterator[Channel]:
    channels = settings.channels
    if channels.telegram.token.get_secret_value():
        yield "telegram"
    if channels.twilio.auth_token.get_secret_value():
        if channels.twilio.whatsapp.sender:
            yield "whatsapp"
        if channels.twilio.sms.senders:
            yield "sms"
    if channels.slack.customers:
        yield "slack"
    if channels.webchat.enabled:
        yield "webchat"
