"""What the desk is told beside the cards: lines in a thread or a channel, perhaps with a picture or a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bots.card import Shown
from bots.slack_card import SECTION_LIMIT, escaped

EVENT_TYPE = "echoloop_note"
LOOKED_THROUGH = 100

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNote:
    """One line for the desk. `thread` is the timestamp of the card it belongs below; `mention` names people first.

    `text` is plain: whatever stands in it becomes neither a mention nor a link. `blocks` may replace how it is drawn.
    """

    key: str
    place: str
    text: str
    thread: str = ""
    mention: tuple[str, ...] = ()
    blocks: tuple[Json, ...] = ()
    file: bytes = b""
    file_name: str = ""


async def say(client: AsyncWebClient, note: DeskNote, *, maybe_posted: bool) -> Shown:
    """Post it once: after a lost answer it is looked for by its key before it is posted again."""
    found = await _find(client, note) if maybe_posted else None
    posted = found or await _post(client, note)
    if note.file:
        await client.files_upload_v2(
            channel=posted.place,
            thread_ts=note.thread or posted.ts,
            file=note.file,
            filename=note.file_name,
            title=note.file_name,
        )
    return posted


async def channel_id(client: AsyncWebClient, place: str) -> str:
    """The id of a channel given by name or id; as given where Slack does not list it."""
    name = place.removeprefix("#")
    channels = await client.conversations_list(limit=1000, exclude_archived=True)
    return next((str(one["id"]) for one in channels["channels"] if name in (one["id"], one["name"])), place)


async def _post(client: AsyncWebClient, note: DeskNote) -> Shown:
    called = " ".join(f"<@{person}>" for person in note.mention)
    answer = await client.chat_postMessage(
        channel=note.place,
        thread_ts=note.thread or None,
        text=f"{called} {escaped(note.text)}".strip()[:SECTION_LIMIT],
        blocks=list(note.blocks or _drawn(note.text, called)),
        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": note.key}},
        unfurl_links=False,
        unfurl_media=False,
    )
    return Shown(str(answer["channel"]), str(answer["ts"]))


def _drawn(text: str, called: str) -> list[Json]:
    """Plain text in full, as many sections as it needs, below whoever is called."""
    shown: list[Json] = []
    if called:
        shown.append({"type": "section", "text": {"type": "mrkdwn", "text": called}})
    rest = text.strip() or "–"
    while rest and len(shown) < 10:
        shown.append({"type": "section", "text": {"type": "plain_text", "text": rest[:SECTION_LIMIT], "emoji": False}})
        rest = rest[SECTION_LIMIT:].strip()
    return shown


async def _find(client: AsyncWebClient, note: DeskNote) -> Shown | None:
    """Where the note with this key stands, None where it does not."""
    place = await channel_id(client, note.place)
    many: Json = {"limit": LOOKED_THROUGH, "include_all_metadata": True}
    if note.thread:
        answer = await client.conversations_replies(channel=place, ts=note.thread, **many)
    else:
        answer = await client.conversations_history(channel=place, **many)
    for message in answer["messages"]:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if payload.get("key") == note.key:
            return Shown(place, str(message["ts"]))
    return None
