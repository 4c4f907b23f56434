"""The web chat as a channel: what is sent there is already where the visitor's page reads it, in the outbox.

Out: `send` has nothing to carry. Its `Sent` settles the outbox row, and the page shows the settled rows of its visitor
(storage/transcript.py), so nothing can be sent twice or lost between two stores. In: the page posts to its own doors
(app/web/webchat.py), where a signed cookie says who the visitor is; there is no webhook, so no webhook request is ever
believed. The page asks for news at short intervals; a hook here could only fire before the row is settled.
"""

from __future__ import annotations

from datetime import datetime

from bots.outcome import Refused, SendOutcome, Sent
from bots.prompt_text import text_of
from bots.request import BadPayload, WebhookRequest
from conversation.messages import Channel, Inbound, Prompt


class WebchatBot:
    """The web chat. An address is a visitor's number."""

    @property
    def channel(self) -> Channel:
        """The channel's word."""
        return "webchat"

    def verify(self, request: WebhookRequest, now: datetime) -> bool:  # noqa: ARG002 - there is nothing to believe
        """Never: the web chat has no webhook."""
        return False

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:  # noqa: ARG002 - there is nothing to read
        """Nothing comes this way."""
        return BadPayload("the web chat has no webhook")

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing spins: the page draws its buttons from what was answered."""

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:  # noqa: ARG002
        """Let the outbox row be shown; its key is the message's id."""
        return Sent(key) if text_of(prompt, now) else Refused("the text is empty")
