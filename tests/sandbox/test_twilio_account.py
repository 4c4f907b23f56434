"""What the stand-in of Twilio knows about a phone."""

from __future__ import annotations

from sandbox.twilio_account import WINDOW_S, Phone


def test_whatsapp_s_window_closes_after_a_day_of_silence_and_opens_with_a_word() -> None:
    """Time passes in steps, as the demo's clock moves; SMS knows no window."""
    whatsapp, sms = Phone("whatsapp:+491"), Phone("+491")
    for phone in (whatsapp, sms):
        phone.wrote()
        phone.later(WINDOW_S - 1)
    assert (whatsapp.window_open, sms.window_open) == (True, False)
    whatsapp.later(1)
    assert not whatsapp.window_open
    whatsapp.wrote()
    whatsapp.later(WINDOW_S / 2)
    assert whatsapp.window_open
