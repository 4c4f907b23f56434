"""Where customers find us on each channel, for who wants to go on in another one."""

from __future__ import annotations

from app.ids import new_code
from app.wiring import House
from usecases.batch import WaysIn


def ways_in(house: House) -> WaysIn:
    """Every channel that is set up and can be found; a number where there is one."""
    twilio = house.settings.channels.twilio
    sms = next((each for each in twilio.sms.senders.values() if each.startswith("+")), "")
    whatsapp = twilio.whatsapp.sender if twilio.whatsapp.sender.startswith("+") else ""
    known = {"telegram": "", "slack": "", "sms": sms, "whatsapp": whatsapp}
    return WaysIn({channel: place for channel, place in known.items() if channel in house.bots}, new_code)
