"""Reads Telegram's updates: each becomes the messages of the house, or says why it cannot be read.

What is left alone, and why: `edited_message` (a mended typo would otherwise be answered twice; the customer who wants
to correct a score taps again), other people's messages in groups (feedback is a private matter; only a command is
answered there), posts of channels and other bots, and Telegram's own notices (a pinned message and the like).
"""

from __future__ import annotations

import json
import re
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User

from bots.request import BadPayload
from conversation.messages import Inbound, InboundKind, Media

BODY_LIMIT = 4 * 1024 * 1024  # bytes of a webhook's body
TEXT_LIMIT = 4096  # characters; Telegram itself sends no longer text, anything longer is cut, not lost
NAME_LIMIT = 64
ORDER_LIMIT = 2**63

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
    try:
        return _read(Update.de_json(_completed(update)), number)
    except Exception as error:  # the SDK builds its objects unchecked and fails in many ways on damaged ones
        return BadPayload(f"update {number} cannot be read ({type(error).__name__})")


def _completed(update: dict[str, Any]) -> dict[str, Any]:
    """A tap with the field that the SDK demands and nobody here needs: emulators leave it out."""
    tap = update.get("callback_query")
    return update | {"callback_query": {"chat_instance": ""} | tap} if isinstance(tap, dict) else update


def _read(update: Update, number: int) -> list[Inbound] | BadPayload:
    if update.message is not None:
        return _message(update.message, number)
    if update.callback_query is not None:
        return _tap(update.callback_query, number)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, number)
    return []


def _message(message: Message, number: int) -> list[Inbound] | BadPayload:
    chat, author, text = (
        message.chat,
        message.from_user,
        _clean(message.text, TEXT_LIMIT) or _clean(message.caption, TEXT_LIMIT),
    )
    if author is not None and author.is_bot:
        return []
    if chat.type != "private":
        command = chat.type in ("group", "supergroup") and text.startswith("/")
        return [_inbound(chat.id, number, "unsupported", None, sent_at=message.date)] if command else []
    media = _media(message)
    start = START.fullmatch(text)
    kind: InboundKind = "start" if start else "media" if media else "text" if text else "unsupported"
    if kind == "unsupported" and any(getattr(message, notice, None) for notice in NOTICES):
        return []
    token = (start.group(1) or "") if start else ""
    return [_inbound(chat.id, number, kind, author, text=text, token=token, media=media, sent_at=message.date)]


def _tap(query: CallbackQuery, number: int) -> list[Inbound] | BadPayload:
    source = query.message
    if source is not None and source.chat.type != "private":
        return []
    sender = source.chat.id if source is not None else query.from_user.id
    callback, data = _clean(query.id, 64), _clean(query.data, 256)
    if not callback or not data:
        return BadPayload(f"update {number}: a tap without an id or data")
    return [
        _inbound(
            sender,
            number,
            "button",
            query.from_user,
            button=data,
            callback=callback,
            source=str(source.message_id) if source is not None else "",
        )
    ]


def _membership(change: ChatMemberUpdated, number: int) -> list[Inbound] | BadPayload:
    kinds: dict[str, InboundKind] = {"kicked": "blocked", "member": "unblocked"}
    kind = kinds.get(str(change.new_chat_member.status))
    if kind is None or change.chat.type != "private":
        return []
    return [_inbound(change.chat.id, number, kind, change.from_user, sent_at=change.date)]


def _inbound(sender: object, number: int, kind: InboundKind, author: User | None, **more: Any) -> Inbound:
    """One message from `sender`; a sender that is no number is a damaged update."""
    if not isinstance(sender, int) or isinstance(sender, bool):
        raise TypeError("a chat's id is a number")
    if author is not None:
        more |= {
            "first_name": _clean(author.first_name, NAME_LIMIT),
            "last_name": _clean(author.last_name, NAME_LIMIT),
            "language": _clean(author.language_code, 16),
        }
    return Inbound(channel="telegram", sender=str(sender), message_id=str(number), order=number, kind=kind, **more)


def _media(message: Message) -> tuple[Media, ...]:
    if message.photo:
        biggest = message.photo[-1]
        return (Media(_clean(biggest.file_id, 256), "image/jpeg", _size(biggest.file_size)),)
    for name in MEDIA:
        file = getattr(message, name)
        if file is not None:
            mime = _clean(getattr(file, "mime_type", ""), 100)
            return (Media(_clean(file.file_id, 256), mime, _size(file.file_size)),)
    return ()


def _size(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < ORDER_LIMIT else 0


def _clean(value: object, limit: int) -> str:
    """Text that every database takes: no halves of surrogate pairs, no NUL, no longer than `limit`."""
    if not isinstance(value, str):
        return ""
    return value[:limit].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
