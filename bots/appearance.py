"""What a customer sees of a prompt on each channel, written down: for previews and for trying flows in a terminal.

The bots' own arithmetic decides (rows of buttons, what is tapped and what typed, plain signs); nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bots.keyboard import rows
from bots.prompt_text import text_of
from bots.slack_blocks import blocks
from bots.typed_choices import with_typed_choices
from bots.whatsapp_content import LIST_BUTTON, LIST_ITEMS, QUICK_REPLIES, ChoiceContents, choice_content
from conversation.capabilities import CAPABILITIES
from conversation.messages import Channel, Choice, Prompt
from conversation.sms_text import transliterate
from conversation.wording import fill

EVERY_CONTENT = ChoiceContents(
    quick_replies=dict.fromkeys(range(1, QUICK_REPLIES + 1), "HX"),
    list_pickers=dict.fromkeys(range(1, LIST_ITEMS + 1), "HX"),
)
"""As if the operator had made all of WhatsApp's generic contents."""


def appearance(prompt: Prompt, channel: Channel, now: datetime) -> str:
    """The message as lines of text, buttons in brackets; "" where nothing would be said."""
    said = _SHOWN[channel](prompt, now)
    if said and prompt.media is not None and CAPABILITIES[channel].media:
        return f"(picture: {prompt.media.source})\n{said}"
    return said


def _telegram(prompt: Prompt, now: datetime) -> str:
    text = text_of(prompt, now)
    return _with_rows(text, rows(prompt.choices, prompt.layout)) if text else ""


def _slack(prompt: Prompt, now: datetime) -> str:
    text = text_of(prompt, now)
    drawn = [block["elements"] for block in blocks(text, prompt) if block["type"] == "actions"] if text else []
    return "\n".join([text, *(" ".join(f"[{button['text']['text']}]" for button in line) for line in drawn)])


def _whatsapp(prompt: Prompt, now: datetime) -> str:
    text = fill(prompt, now)
    if not text:
        return ""
    if choice_content(EVERY_CONTENT, text, prompt) is None:
        return with_typed_choices(text, prompt)
    if len(prompt.choices) <= QUICK_REPLIES:
        return _with_rows(text, [[choice] for choice in prompt.choices])
    listed = "\n".join(f"  · {choice.label}" for choice in prompt.choices)
    return f"{text}\n[{LIST_BUTTON[prompt.language]} ▾]\n{listed}"


def _sms(prompt: Prompt, now: datetime) -> str:
    text = fill(prompt, now)
    return transliterate(with_typed_choices(text, prompt)) if text else ""


def _with_rows(text: str, lines: list[list[Choice]]) -> str:
    return "\n".join([text, *(" ".join(f"[{choice.label}]" for choice in line) for line in lines)])


_SHOWN: dict[Channel, Callable[[Prompt, datetime], str]] = {
    "telegram": _telegram,
    "whatsapp": _whatsapp,
    "sms": _sms,
    "slack": _slack,
    "webchat": _telegram,
}
