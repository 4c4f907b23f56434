"""The customer wants to go on in another channel: told by the words of the whole message, in German and English."""

from __future__ import annotations

from functools import cache

from conversation.messages import Channel
from conversation.typed.folding import COURTESIES, words

NAMES: dict[Channel, str] = {"whatsapp": "WhatsApp", "telegram": "Telegram", "sms": "SMS", "slack": "Slack"}
"""Channels that one can go on in, by the names that people know; a web chat is a page, not a place to be found."""

CODE_DIGITS = 6

_ASKS = (
    "weiter auf", "weiter per", "weiter ueber", "weiter in", "weiter bei", "weiter mit", "wechseln zu", "wechsel zu",
    "lieber auf", "lieber per", "lieber ueber",
    "continue on", "continue by", "continue in", "continue via", "go on on", "switch to", "change to", "rather on",
)  # fmt: skip
_LONGEST = 40


def wished_channel(text: str) -> Channel | None:
    """The channel that the whole message asks to go on in; None where it is about something else."""
    if len(text) > _LONGEST:
        return None
    return _phrases().get(" ".join(word for word in words(text) if word not in COURTESIES))


def typed_code(text: str) -> str:
    """The one-time code that the whole message is ("483 920" as well); "" where it is none."""
    digits = "".join(text.split())
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else ""


@cache
def _phrases() -> dict[str, Channel]:
    return {f"{ask} {channel}": channel for channel in NAMES for ask in _ASKS}
