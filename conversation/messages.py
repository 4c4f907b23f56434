"""What goes in and out of a conversation, in the house's own words: nothing here knows a platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Channel = Literal["telegram", "whatsapp", "sms", "slack", "webchat"]
Language = Literal["de", "en"]
Form = Literal["du", "sie"]
Purpose = Literal["service", "survey", "marketing"]
Confirmable = Literal["survey", "marketing"]
"""What a customer may be asked to confirm himself; service needs no consent at all."""

CHANNELS: tuple[Channel, ...] = get_args(Channel)
"""All channels."""

InboundKind = Literal["text", "button", "media", "start", "blocked", "unblocked", "group", "unsupported"]


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or file a customer sent: the platform's own id for it, its MIME type and size in bytes (0 = unknown)."""

    platform_id: str
    mime_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message from a customer, as accepted.

    `sender` is the platform's id of the address to answer to; `message_id` is the provider's own id and
    unique with the channel (five deliveries of it have one effect). `order` is the platform's order where
    it has one (Telegram's update_id). `button` is the payload of a tapped choice, `token` that of a personal
    link. `source` names the outgoing message a button hung on, `callback` the id to acknowledge.
    `group`: somebody wants something of us where others read along; `sender` is that group.
    `other_id`: another id of the same sender on this channel, where the platform tells both.
    `already_answered`: the platform itself has answered this keyword (STOP, START, HELP); we say nothing more.
    """

    channel: Channel
    sender: str
    message_id: str
    kind: InboundKind
    text: str = ""
    button: str = ""
    token: str = ""
    media: tuple[Media, ...] = ()
    order: int | None = None
    sent_at: datetime | None = None
    first_name: str = ""
    last_name: str = ""
    language: str = ""
    source: str = ""
    callback: str = ""
    other_id: str = ""
    already_answered: bool = False


Layout = Literal["none", "row", "column", "scale"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that is shown with a prompt, and what it shows in words, for who cannot see it.

    `source` is an https address, or the name of a file in experience/media (conversation/picture.py says which).
    """

    source: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to tap or type: its value, its label in the customer's language, its payload (≤ 64 bytes)."""

    value: str
    label: str
    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One message to a customer, channel-neutral: a Jinja2 text, the values to fill in, what can be answered.

    `values` is flat JSON ("customer.first_name", "case.number", …); late names (case.number) are filled in
    when the rows are written. `layout` says how choices belong together: a scale keeps its order and is drawn as
    rows of numbers where the channel can, a row or column as buttons, and as typed answers where it cannot.
    `low` and `high` label the two ends of a scale. `closes` is the step whose question is answered by now: the buttons
    below it can go. `media` is shown with the text where the channel can; no channel loses the text over it.
    """

    template: str
    values: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    layout: Layout = "none"
    low: str = ""
    high: str = ""
    closes: str = ""
    media: Picture | None = None
    language: Language = "de"
    form: Form = "du"
