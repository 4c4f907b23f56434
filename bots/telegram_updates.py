"""Reads Telegram's updates: each becomes the messages of the house, or says why it cannot be read.

Fields are taken one by one from the JSON, each checked for its type: a message with a damaged corner is still a
message. (The SDK's own Update.de_json is not used here: it builds a hundred fields unchecked, so one damaged field
loses the whole message, and it takes some twenty-five times as long.)

What is left alone, and why: `edited_message` (a mended typo would otherwise be answered twice; the customer who wants
to correct a score taps again), other people's messages in groups (feedback is a private matter; only a command is
answered there), posts of channels and other bots, and Telegram's own notices (a pinned message and the like).
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from bots.request import BadPayload
from conversation.messages import Inbound, InboundKind, Media

Json = dict[str, Any]

BODY_LIMIT = 4 * 1024 * 1024  # bytes of a webhook's body
TEXT_LIMIT = 4096  # characters; Telegram itself sends no longer text, anything longer is cut, not lost
NAME_LIMIT = 64
ORDER_LIMIT = 2**63
DATE_LIMIT = 2**35  # seconds since 1970; the year 3058

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""What we ask Telegram for."""

MEDIA = ("document", "video", "audio", "voice", "video_note", "animation")
NOTICES = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "connected_website",
    "write_access_allowed",
    "users_shared",
    "chat_shared",
    "successful_payment",
    "proximity_alert_triggered",
    "chat_background_set",
)
ADDRESSED = re.compile(r"(/\w{1,32})@\w+")
START = re.compile(r"/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*")


def read_body(body: bytes) -> list[Inbound] | BadPayload:
    """The messages in a webhook's body."""
    if len(body) > BODY_LIMIT:
        return BadPayload(f"the body has {len(body)} bytes; Telegram sends at most {BODY_LIMIT}")
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return BadPayload("the body is not JSON")
    return read_update(update)


def read_update(update: object) -> list[Inbound] | BadPayload:
    """The messages in one update; an empty list where it concerns nobody."""
    if not isinstance(update, dict):
        return BadPayload("an update is a JSON object")
    number = update.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < ORDER_LIMIT:
        return BadPayload("update_id is missing or not a number")
    for kind, read in (("message", _message), ("callback_query", _tap), ("my_chat_member", _membership)):
        if kind in update:
            try:
                return read(_part(update, kind), number)
            except UnreadableUpdateError as error:
                return BadPayload(f"update {number}: {error}")
    return []


class UnreadableUpdateError(ValueError):
    """A field without which the update means nothing is missing or damaged; never leaves this file."""


def _message(message: Json, number: int) -> list[Inbound]:
    chat, author = _part(message, "chat"), _part(message, "from")
    text = _clean(message.get("text"), TEXT_LIMIT) or _clean(message.get("caption"), TEXT_LIMIT)
    if author.get("is_bot") is True:
        return []
    sent_at = _moment(message.get("date"))
    if not _private(chat):
        command = chat.get("type") != "channel" and text.startswith("/")
        return [_inbound(chat, number, "group", {}, sent_at=sent_at)] if command else []
    text = ADDRESSED.sub(r"\1", text, count=1) if text.startswith("/") else text
    media = _media(message)
    start = START.fullmatch(text)
    kind: InboundKind = "start" if start else "media" if media else "text" if text else "unsupported"
    if kind == "unsupported" and any(notice in message for notice in NOTICES):
        return []
    token = (start.group(1) or "") if start else ""
    return [_inbound(chat, number, kind, author, text=text, token=token, media=media, sent_at=sent_at)]


def _tap(query: Json, number: int) -> list[Inbound]:
    source, author = _part(query, "message"), _part(query, "from")
    chat = _part(source, "chat") or author
    callback, data = _clean(query.get("id"), 64), _clean(query.get("data"), 256)
    if not callback or not data:
        raise UnreadableUpdateError("a tap without an id or data")
    if not _private(chat):
        return []
    below = source.get("message_id")
    return [
        _inbound(
            chat,
            number,
            "button",
            author,
            button=data,
            callback=callback,
            source=str(below) if isinstance(below, int) else "",
        )
    ]


def _membership(change: Json, number: int) -> list[Inbound]:
    kinds: dict[str, InboundKind] = {"kicked": "blocked", "member": "unblocked"}
    chat = _part(change, "chat")
    kind = kinds.get(_clean(_part(change, "new_chat_member").get("status"), 16))
    if kind is None or not _private(chat):
        return []
    return [_inbound(chat, number, kind, _part(change, "from"), sent_at=_moment(change.get("date")))]


def _inbound(chat: Json, number: int, kind: InboundKind, author: Json, **more: Any) -> Inbound:
    """One message from this chat."""
    return Inbound(
        channel="telegram",
        sender=str(_chat_id(chat)),
        message_id=str(number),
        order=number,
        kind=kind,
        first_name=_clean(author.get("first_name"), NAME_LIMIT),
        last_name=_clean(author.get("last_name"), NAME_LIMIT),
        language=_clean(author.get("language_code"), 16),
        **more,
    )


def _chat_id(chat: Json) -> int:
    number = chat.get("id")
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= ORDER_LIMIT:
        raise UnreadableUpdateError("the chat has no id")
    return number


def _private(chat: Json) -> bool:
    """Whether a chat is with one person; people have positive ids, groups and channels negative ones."""
    return _chat_id(chat) > 0 and chat.get("type") not in ("group", "supergroup", "channel")


def _media(message: Json) -> tuple[Media, ...]:
    photos = message.get("photo")
    if isinstance(photos, list) and photos and isinstance(photos[-1], dict):
        return _file(photos[-1], "image/jpeg")  # the last size is the biggest
    for name in MEDIA:
        if isinstance(message.get(name), dict):
            return _file(message[name], _clean(message[name].get("mime_type"), 100))
    return ()


def _file(file: Json, mime_type: str) -> tuple[Media, ...]:
    platform_id, size = _clean(file.get("file_id"), 256), file.get("file_size")
    known = size if isinstance(size, int) and 0 <= size < ORDER_LIMIT else 0
    return (Media(platform_id, mime_type, known),) if platform_id else ()


def _moment(seconds: object) -> datetime | None:
    """The time Telegram names; None where it names none that could be."""
    if not isinstance(seconds, int) or not 0 < seconds < DATE_LIMIT:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _part(whole: Json, name: str) -> Json:
    """The object of this name; empty where there is none."""
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _clean(value: object, limit: int) -> str:
    """Text that every database takes: no halves of surrogate pairs, no NUL, no longer than `limit`."""
    if not isinstance(value, str):
        return ""
    return value[:limit].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
