"""One customer's SMS or WhatsApp, driven over the sandbox's control door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from conversation.sms_text import segments

NAMES = {"gsm7": "GSM-7", "ucs2": "UCS-2"}
WHO = {"company": "bot", "customer": "customer", "twilio": "platform"}


@dataclass(slots=True)
class TwilioScreen:
    """One number, as +49… for SMS and whatsapp:+49… for WhatsApp; a tapped button becomes a bubble."""

    client: httpx.AsyncClient
    number: str
    echoes: bool = True

    @property
    def channel(self) -> str:
        """What the messenger is called."""
        return "WhatsApp" if self.number.startswith("whatsapp:") else "SMS"

    async def open(self, token: str) -> None:
        """A link opens the messenger with these words written out; the customer sends them."""
        await self.write(f"START {token}")

    async def write(self, text: str, *, photo: bool = False) -> None:
        """Send a message."""
        await self._post("messages", {"text": text, "media": photo})

    async def press(self, bubble: dict[str, Any], data: str) -> None:
        """Tap a quick reply or an entry of a list."""
        await self._post("taps", {"sid": bubble["message_id"], "id": data})

    async def look(self, version: int = -1) -> tuple[int, list[dict[str, Any]]]:
        """The conversation as it stands."""
        wait = {"version": version, "wait": 2} if version >= 0 else {}
        screen = (await self.client.get("/sandbox/twilio/phones", params=wait)).raise_for_status().json()
        phone = next((one for one in screen["phones"] if one["number"] == self.number), None)
        return int(screen["version"]), [self._bubble(message) for message in phone["messages"]] if phone else []

    async def _post(self, action: str, body: dict[str, Any]) -> None:
        answer = await self.client.post(f"/sandbox/twilio/phones/{quote(self.number, safe='')}/{action}", json=body)
        answer.raise_for_status()

    def _bubble(self, message: dict[str, Any]) -> dict[str, Any]:
        """What was answered by a tap shows its buttons no more: the tap is a bubble of its own."""
        buttons = [] if message["tapped"] else message["buttons"]
        keyboard = [[{"text": each["title"], "data": each["id"]}] for each in buttons]
        shown = {"message_id": message["sid"], "by": WHO[message["by"]], "text": message["text"], "keyboard": keyboard}
        if self.channel == "SMS" and message["by"] == "company":
            travels = segments(message["text"])
            shown["note"] = f"{travels.parts} segment{'s' if travels.parts > 1 else ''}, {NAMES[travels.encoding]}"
        return shown
