"""A channel that keeps what it sends: for tests, previews and rehearsals, under the same contract as the real ones."""

from __future__ import annotations

import hmac
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from bots.outcome import Refused, SendOutcome, Sent
from bots.prompt_text import text_of
from bots.request import BadPayload, WebhookRequest
from conversation.messages import Channel, Inbound, Prompt
from conversation.saved import load_inbound

SECRET_HEADER = "x-recording-secret"  # noqa: S105 - the header's name


@dataclass(frozen=True, slots=True)
class Recorded:
    """One message that went out: to whom, what was read there, the prompt it came from, its key, and when."""

    address: str
    text: str
    prompt: Prompt
    key: str
    at: datetime


class RecordingBot:
    """Sends nothing anywhere. `outcomes` are given one by one to the next sends, then every send succeeds.

    Inbound bodies are JSON lists of saved inbound messages (conversation/saved.py); entries of an unknown kind concern
    nobody, as with the real platforms.
    """

    def __init__(self, channel: Channel = "telegram", secret: str = "", outcomes: Iterable[SendOutcome] = ()) -> None:
        self._channel, self._secret = channel, secret
        self.outcomes: deque[SendOutcome] = deque(outcomes)
        self.sent: list[Recorded] = []
        self.acknowledged: list[str] = []

    @property
    def channel(self) -> Channel:
        """The channel it plays."""
        return self._channel

    def verify(self, request: WebhookRequest, now: datetime) -> bool:  # noqa: ARG002 - a recording does not age
        """Whether the request carries the secret; without a secret nothing is believed."""
        given = request.headers.get(SECRET_HEADER, "")
        return bool(self._secret) and hmac.compare_digest(given.encode(), self._secret.encode())

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:
        """The saved messages in the body."""
        try:
            entries = json.loads(request.body)
            if not isinstance(entries, list):
                return BadPayload("the body is no list")
            return [load_inbound(entry) for entry in entries if not isinstance(entry, dict) or "kind" in entry]
        except (ValidationError, ValueError, RecursionError):
            return BadPayload("the body holds no saved messages")

    async def acknowledge(self, inbound: Inbound) -> None:
        """Keep which taps were acknowledged."""
        if inbound.callback:
            self.acknowledged.append(inbound.callback)

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Keep the message, or give the outcome that was ordered."""
        if self.outcomes:
            outcome = self.outcomes.popleft()
            if not isinstance(outcome, Sent):
                return outcome
        text = text_of(prompt, now)
        if not text:
            return Refused("the text is empty")
        self.sent.append(Recorded(address, text, prompt, key, now))
        return Sent(f"r{len(self.sent)}")

    def texts(self, address: str) -> list[str]:
        """Everything this address was sent."""
        return [message.text for message in self.sent if message.address == address]
