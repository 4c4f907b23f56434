"""Reads Twilio's webhooks: forms become messages of the house and delivery reports, or say why they cannot be read.

Left alone, and why: messages of other Twilio channels (Messenger, RCS; nobody set them up here), and a status that
came to the door for messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from bots.delivery_report import FAILED, Delivery, DeliveryReport
from bots.request import BadPayload, WebhookRequest
from bots.twilio_codes import outcome_of_code
from conversation.keywords import keyword
from conversation.messages import Channel, Inbound, InboundKind, Media
from conversation.payload import unpack

BODY_LIMIT = 256 * 1024  # bytes
TEXT_LIMIT = 4096  # characters; anything longer is cut, not lost
NAME_LIMIT = 64
MEDIA_LIMIT = 10
FIELDS_LIMIT = 300

KEY_PARAMETER = "key"
"""Our own parameter of the status callback's URL; the signature covers it."""

ANSWERED_BY_TWILIO = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start", "unstop", "help", "info"}
)
"""Whole messages that Twilio's default opt-out handling answers itself on long codes. YES is an answer: it is left out,
because Twilio takes it for START only where the number is blocked."""

_PHONE = re.compile(r"\+[1-9]\d{4,17}")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9._-]{1,125}")
_SHORT_CODE = re.compile(r"\d{3,8}")
_START = re.compile(r"\s*/?start\s+([A-Za-z0-9_-]{20,64})\s*", re.IGNORECASE)

_STATUSES: dict[str, Delivery] = {
    "queued": "accepted",
    "accepted": "accepted",
    "scheduled": "accepted",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "cancelled",
}

Fields = Mapping[str, str]


def read_fields(body: bytes) -> dict[str, list[str]] | BadPayload:
    """The form's fields as they were signed, blank ones included."""
    if len(body) > BODY_LIMIT:
        return BadPayload(f"the body has {len(body)} bytes; Twilio sends at most {BODY_LIMIT}")
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
    except ValueError:
        return BadPayload("the form has too many fields")


def read_message(body: bytes, *, keywords_answered: bool) -> list[Inbound] | BadPayload:
    """The message in a webhook's form. `keywords_answered`: Twilio's default opt-out handling answers STOP on SMS."""
    read = read_fields(body)
    if isinstance(read, BadPayload):
        return read
    fields = {name: _clean(values[0], TEXT_LIMIT) for name, values in read.items()}
    number = fields.get("MessageSid") or fields.get("SmsSid") or ""
    if not number:
        return BadPayload("the form has no MessageSid")
    if "From" not in fields and "ExternalUserId" not in fields:
        return []
    channel = _channel(fields.get("From", ""))
    if channel is None or "MessageStatus" in fields:
        return []
    sender = _sender(channel, fields)
    if not sender:
        return BadPayload("From is no number and no user id")
    return [_message(channel, sender, number[:64], fields, keywords_answered=keywords_answered)]


def read_report(request: WebhookRequest) -> list[DeliveryReport] | BadPayload:
    """The report in a status callback's form."""
    read = read_fields(request.body)
    if isinstance(read, BadPayload):
        return read
    fields = {name: _clean(values[0], TEXT_LIMIT) for name, values in read.items()}
    number, word = fields.get("MessageSid", ""), fields.get("MessageStatus", "")
    if not number or not word:
        return BadPayload("the form has no MessageSid or no MessageStatus")
    status = _STATUSES.get(word.lower())
    if status is None:
        return []
    code = fields.get("ErrorCode", "") if fields.get("ErrorCode", "").isdecimal() else ""
    failed = status in FAILED and code
    keys = parse_qs(urlsplit(request.url).query).get(KEY_PARAMETER, [""])
    return [
        DeliveryReport(
            channel=_channel(fields.get("To", "")) or "sms",
            key=keys[0],
            provider_id=number[:64],
            status=status,
            code=code[:8],
            meaning=outcome_of_code(int(code[:8])) if failed else None,
        )
    ]


def _message(channel: Channel, sender: str, number: str, fields: Fields, *, keywords_answered: bool) -> Inbound:
    text, said = fields.get("Body", ""), _opt_out(fields)
    if said == "STOP" and keyword(text) != "stop":
        text = said  # a keyword of the operator's own, which Twilio has acted on: it stops here too
    button = fields.get("ButtonPayload") or fields.get("ListId") or ""
    media = _media(fields)
    tapped = unpack(button) is not None
    if not tapped:
        text = text or fields.get("ButtonText") or fields.get("ListTitle") or ""
    start = None if tapped or media else _START.fullmatch(text)
    kind: InboundKind = "button" if tapped else "media" if media else "start" if start else "text"
    if kind == "text" and not text.strip():
        kind = "unsupported"
    default = channel == "sms" and keywords_answered and text.strip().lower() in ANSWERED_BY_TWILIO
    return Inbound(
        channel=channel,
        sender=sender,
        message_id=number,
        kind=kind,
        text=text,
        button=button if tapped else "",
        token=start.group(1) if start else "",
        media=media,
        first_name=fields.get("ProfileName", "")[:NAME_LIMIT],
        source=fields.get("OriginalRepliedMessageSid", "")[:64],
        other_id=_user_id(fields) if channel == "whatsapp" and sender != _user_id(fields) else "",
        already_answered=bool(said) or default,
    )


def _channel(address: str) -> Channel | None:
    """The channel an address belongs to; without one (a hidden number) it can only be WhatsApp."""
    if not address or address.startswith("whatsapp:"):
        return "whatsapp"
    return None if ":" in address else "sms"


def _sender(channel: Channel, fields: Fields) -> str:
    """The address to answer to: the number, or the user id of somebody who hides it."""
    given = fields.get("From", "").removeprefix("whatsapp:")
    if _PHONE.fullmatch(given) or (channel == "sms" and _SHORT_CODE.fullmatch(given)):
        return given
    if channel != "whatsapp":
        return ""
    return given if _USER_ID.fullmatch(given) else _user_id(fields)


def _user_id(fields: Fields) -> str:
    """The user id that WhatsApp knows somebody by, whether he shows his number or not; "" where it tells none."""
    candidate = fields.get("ExternalUserId", "").removeprefix("whatsapp:")
    return candidate if _USER_ID.fullmatch(candidate) else ""


def _opt_out(fields: Fields) -> str:
    word = fields.get("OptOutType", "").upper()
    return word if word in {"STOP", "START", "HELP"} else ""


def _media(fields: Fields) -> tuple[Media, ...]:
    count = fields.get("NumMedia", "0")
    places = range(min(int(count[:4]), MEDIA_LIMIT) if count.isdecimal() and count.isascii() else 0)
    found = [(fields.get(f"MediaUrl{place}", ""), fields.get(f"MediaContentType{place}", "")) for place in places]
    return tuple(Media(url[:512], mime[:100]) for url, mime in found if url)


def _clean(value: str, limit: int) -> str:
    """Text that every database takes: no halves of surrogate pairs, no NUL, no longer than `limit`."""
    return value[:limit].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
