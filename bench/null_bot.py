"""A way out that costs nothing: renders each message as a bot must, and says that it was sent."""

from __future__ import annotations

from datetime import datetime

from bots.outcome import SendOutcome, Sent
from bots.prompt_text import text_of
from bots.recording import RecordingBot
from conversation.messages import Prompt


class NullBot(RecordingBot):
    """Keeps no message, so that a hundred thousand may pass."""

    rendered: int = 0

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:  # noqa: ARG002
        """Render the text, as every channel does."""
        assert text_of(prompt, now)
        self.rendered += 1
        return Sent(f"p{self.rendered}")
