"""Every channel says what it can show."""

from __future__ import annotations

from typing import get_args

from conversation.capabilities import CAPABILITIES
from conversation.messages import Channel
from conversation.scales import SCALES


def test_every_channel_has_its_capabilities() -> None:
    """A new channel cannot be forgotten here."""
    assert set(CAPABILITIES) == set(get_args(Channel))


def test_the_whole_nps_scale_is_tapped_on_telegram_and_typed_on_whatsapp() -> None:
    """Eleven values fit Telegram and the web chat; where they do not fit, they are typed, never cut."""
    values = len(SCALES["nps"].options)
    fits = {channel for channel, capabilities in CAPABILITIES.items() if capabilities.buttons >= values}
    assert fits == {"telegram", "slack", "webchat"}
