"""Reads what Slack posts: events and clicks of customers become messages of the house, or say why they cannot be read.

Fields are taken one by one from the JSON, each checked for its type: a message with a damaged corner is still a
message. Left alone, and why: what bots write (our own messages come back as events), changed and deleted messages (a
mended typo would be answered twice), everything outside direct messages (feedback is a private matter), and the desk's
own clicks, which bots/slack_clicks.py takes.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from bots.request import BadPayload
from bots.slack_blocks import ANSWER
from conversation.messages import Inbound, InboundKind, Media

Json = dict[str, Any]

BODY_LIMIT = 1024 * 1024  # bytes
TEXT_LIMIT = 4096  # characters; anything longer is cut, not lost
PAYLOAD_LIMIT, ID_LIMIT, NAME_LIMIT, MEDIA_LIMIT = 256, 128, 64, 10
WRITTEN = ("", "file_share", "thread_broadcast")
"""Subtypes of a message that a person wrote; all others are notices, or changes to what was said."""

HOME = "home:"
"""How `Inbound.callback` begins for a click on the App Home, which hangs on no message: the person's id follows."""

_USER = re.compile(r"[UW][A-Z0-9]{1,30}")
_START = re.compile(r"\s*/?start\s+([A-Za-z0-9_-]{20,64})\s*", re.IGNORECASE)
_MARKUP = re.compile(r"<([^<>\n]+)>")
_TS = re.compile(r"(\d{1,12})\.(\d{1,6})")


class UnreadableEventError(ValueError):
    """A field without which the event means nothing is missing or damaged; never leaves this file."""


def read_body(body: bytes) -> list[Inbound] | BadPayload:
    """The messages in a webhook's body, be it an event (JSON) or a click (a form with JSON in it)."""
    found = read_json(body)
    if isinstance(found, BadPayload):
        return found
    try:
        return _clicks(found) if found.get("type") == "block_actions" else _event(found)
    except UnreadableEventError as error:
        return BadPayload(str(error))


def read_json(body: bytes) -> Json | BadPayload:
    """The object that Slack posted, out of its form where it is in one."""
    if len(body) > BODY_LIMIT:
        return BadPayload(f"the body has {len(body)} bytes; Slack sends at most {BODY_LIMIT}")
    try:
        text = body.decode("utf-8", "replace")
        if text.startswith("payload="):
            text = parse_qs(text, max_num_fields=10).get("payload", [""])[0]
        found = json.loads(text)
    except (ValueError, RecursionError):
        return BadPayload("the body is not JSON")
    return found if isinstance(found, dict) else BadPayload("the body holds no JSON object")


def home_opened(found: Json) -> str:
    """Whose App Home was just opened; "" where this is something else."""
    event = _part(found, "event")
    if event.get("type") != "app_home_opened" or event.get("tab", "home") != "home":
        return ""
    return _user(event.get("user"))


def _event(found: Json) -> list[Inbound]:
    event = _part(found, "event")
    if found.get("type") != "event_callback" or event.get("type") != "message":
        return []
    if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype", "") not in WRITTEN:
        return []
    number, sender = _clean(found.get("event_id"), ID_LIMIT), _user(event.get("user"))
    if not number or not sender:
        raise UnreadableEventError("a message without an event_id or a user")
    text, media = plain(_clean(event.get("text"), TEXT_LIMIT)), _media(event)
    start = None if media else _START.fullmatch(text)
    kind: InboundKind = "start" if start else "media" if media else "text" if text.strip() else "unsupported"
    order, sent_at = _moment(event.get("ts"))
    return [
        Inbound(
            channel="slack",
            sender=sender,
            message_id=number,
            kind=kind,
            text=text,
            token=start.group(1) if start else "",
            media=media,
            order=order,
            sent_at=sent_at,
        )
    ]


def _clicks(found: Json) -> list[Inbound]:
    actions = found.get("actions")
    ours = [
        action
        for action in (actions if isinstance(actions, list) else [])
        if isinstance(action, dict) and _clean(action.get("action_id"), ID_LIMIT).startswith(ANSWER)
    ]
    return [_click(found, action) for action in ours[:1]]


def _click(found: Json, action: Json) -> Inbound:
    sender, ts = _user(_part(found, "user").get("id")), _clean(action.get("action_ts"), ID_LIMIT)
    payload = _clean(action.get("value"), PAYLOAD_LIMIT)
    if not sender or not ts or not payload:
        raise UnreadableEventError("a click without a user, a moment or a value")
    order, sent_at = _moment(ts)
    container = _part(found, "container")
    return Inbound(
        channel="slack",
        sender=sender,
        message_id=f"click:{sender}:{ts}",
        kind="button",
        text=_clean(_part(action, "text").get("text"), NAME_LIMIT),
        button=payload,
        order=order,
        sent_at=sent_at,
        source=_source(container),
        callback=f"{HOME}{sender}" if container.get("type") == "view" else ts,
    )


def _source(container: Json) -> str:
    """The message that the clicked button hangs on: its channel and timestamp; "" on the App Home."""
    channel, ts = _clean(container.get("channel_id"), ID_LIMIT), _clean(container.get("message_ts"), ID_LIMIT)
    return f"{channel}:{ts}" if channel and ts else ""


def plain(text: str) -> str:
    """Slack's markup as a person typed it: links and mentions by their names, escapes undone."""
    text = _MARKUP.sub(_named, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _named(found: re.Match[str]) -> str:
    target, _, label = found.group(1).partition("|")
    if target[0] in "@#!":
        return f"{target[0].replace('!', '@')}{label or target[1:]}"
    return label or target


def _media(event: Json) -> tuple[Media, ...]:
    files = event.get("files")
    found = []
    for file in (files if isinstance(files, list) else [])[:MEDIA_LIMIT]:
        if isinstance(file, dict) and (name := _clean(file.get("id"), ID_LIMIT)):
            size = file.get("size")
            known = size if isinstance(size, int) and 0 <= size < 2**53 else 0
            found.append(Media(name, _clean(file.get("mimetype"), 100), known))
    return tuple(found)


def _moment(ts: object) -> tuple[int | None, datetime | None]:
    """Slack's timestamp as an order (microseconds) and as a moment; None where it is none."""
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    if found is None or not 0 < int(found.group(1)) < 2**35:
        return None, None
    seconds, rest = int(found.group(1)), found.group(2).ljust(6, "0")
    return seconds * 1_000_000 + int(rest), datetime.fromtimestamp(seconds, UTC)


def _user(value: object) -> str:
    """A person's id; "" where it is none."""
    name = _clean(value, ID_LIMIT)
    return name if _USER.fullmatch(name) else ""


def _part(whole: Json, name: str) -> Json:
    """The object of this name; empty where there is none."""
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _clean(value: object, limit: int) -> str:
    """Text that every database takes: no halves of surrogate pairs, no NUL, no longer than `limit`."""
    if not isinstance(value, str):
        return ""
    return value[:limit].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
