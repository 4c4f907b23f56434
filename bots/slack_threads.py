"""Reads what colleagues write below a case's card: a note for the team, never a message to the customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bots.slack_updates import plain

Json = dict[str, Any]

TEXT_LIMIT = 4000
WRITTEN = ("", "file_share", "thread_broadcast")


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """Who wrote what below which message; `event` is the same for every delivery of it."""

    event: str
    channel: str
    thread: str
    person: str
    text: str


def thread_line(found: Json) -> ThreadLine | None:
    """The line in an event; None where it is something else: a direct message, a bot's own, a change."""
    event = found.get("event")
    if found.get("type") != "event_callback" or not isinstance(event, dict) or event.get("type") != "message":
        return None
    if event.get("channel_type") == "im" or event.get("bot_id") or event.get("subtype", "") not in WRITTEN:
        return None
    fields = [found.get("event_id"), *(event.get(name) for name in ("channel", "thread_ts", "user", "text"))]
    texts = [value[:TEXT_LIMIT].replace("\x00", "") if isinstance(value, str) else "" for value in fields]
    number, channel, thread, person, text = texts
    if not all((number, channel, thread, person)) or not text.strip() or thread == event.get("ts"):
        return None
    return ThreadLine(number, channel, thread, person, plain(text))
