"""The rigs of SMS and WhatsApp: both knock with forms that the official SDK signed, both send to Twilio's stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

from bots.occasion import Occasion
from bots.pace import Pace
from bots.request import WebhookRequest
from bots.twilio import SIGNATURE_HEADER, TwilioAccount
from bots.twilio_sms import SmsBot, SmsWays
from bots.twilio_whatsapp import WhatsAppBot
from conversation.messages import Media
from tests.bots.conftest import SECRET
from tests.bots.contract.rigs import TAP, Shown

TWILIO_SID = "AC00000000000000000000000000000001"
DOOR = "https://echoloop.example/webhooks/twilio/messages"
SENDER = "+4915000000000"
NUMBER = "+4915555000001"
JUST_NOW = datetime(2027, 3, 1, 11, 59, tzinfo=UTC)

SENT = Media(f"https://api.twilio.com/2010-04-01/Accounts/{TWILIO_SID}/Messages/SM1/Media/ME1")


@dataclass
class TwilioRig:
    """One of Twilio's channels against the stand-in, over real HTTP."""

    bot: SmsBot | WhatsAppBot
    client: httpx.AsyncClient
    number: str
    address: str = NUMBER
    webhook: bool = True
    spins: bool = False
    typed: bool = True
    file: Media | None = SENT

    @property
    def kind(self) -> str:
        """The channel's word."""
        return self.bot.channel

    def request(self, what: str, secret: str = SECRET) -> WebhookRequest:
        """A form of this shape, signed by the SDK."""
        about = {"MessageSid": "SM1", "From": self.number, "To": SENDER, "NumMedia": "0", "AccountSid": TWILIO_SID}
        shapes: dict[str, dict[str, str]] = {
            "text": about | {"Body": "9"},
            "stop": about | {"Body": "Stop"},
            "tap": about | {"Body": "9", "ButtonPayload": TAP, "ButtonText": "9"},
            "photo": about | {"Body": "", "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/m/1"},
            "unknown": {"MessageSid": "SM1", "AccountSid": TWILIO_SID, "EventType": "hologram"},
            "broken": {"Body": "9"},
        }
        headers = {SIGNATURE_HEADER: RequestValidator(secret).compute_signature(DOOR, shapes[what])} if secret else {}
        return WebhookRequest(DOOR, urlencode(shapes[what]).encode(), headers)

    async def order(self, trouble: str) -> bool:
        """Order it at the stand-in."""
        if trouble == "bad_picture" and self.bot.channel == "sms":
            return False
        wish = {"kind": "code", "code": 21620} if trouble == "bad_picture" else {"kind": trouble, "seconds": 1}
        return (await self.client.post("/sandbox/twilio/faults", json=wish)).is_success

    async def shown(self) -> Shown | None:
        """The phone's screen, without its pictures."""
        return [
            (bubble["text"], [button["title"] for button in bubble["buttons"]])
            for bubble in await self._bubbles()
            if bubble["text"]
        ]

    async def pictures(self) -> list[str] | None:
        """The pictures on the screen; an SMS has none."""
        return [bubble["picture"] for bubble in await self._bubbles() if bubble["picture"]]

    async def _bubbles(self) -> list[dict[str, Any]]:
        phones: list[dict[str, Any]] = (await self.client.get("/sandbox/twilio/phones")).json()["phones"]
        return [bubble for phone in phones for bubble in phone["messages"] if bubble["by"] == "company"]


def twilio_rig(channel: str, account: TwilioAccount, client: httpx.AsyncClient) -> TwilioRig:
    """SMS, or WhatsApp with its window open."""
    pace = Pace(overall=(1000, 1), chat=(1000, 1))
    if channel == "sms":
        return TwilioRig(SmsBot(account, SmsWays(senders={"*": SENDER}), pace=pace), client, NUMBER)

    async def recall(_key: str, _now: datetime) -> Occasion:
        return Occasion(last_inbound_at=JUST_NOW)

    return TwilioRig(WhatsAppBot(account, SENDER, recall, pace=pace), client, f"whatsapp:{NUMBER}")
