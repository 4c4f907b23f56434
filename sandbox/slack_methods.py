"""The Web API methods that the Slack stand-in speaks: each takes the workspace and its parameters.

A method returns the body beside `"ok": true`, or raises `SlackError` with Slack's own word for the error.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from sandbox.slack_workspace import TRIGGER_SECONDS, Channel, Json, Modal, Post, Workspace

BLOCKS_LIMIT, VIEW_BLOCKS_LIMIT = 50, 100
LENGTHS = {"section": 3000, "header": 150, "button": 75, "context": 2000}
VALUE_LIMIT, METADATA_LIMIT = 2000, 3000
ELEMENTS_LIMIT, NAME_LIMIT = 25, 255
OPTIONS_LIMIT, OPTION_TEXT_LIMIT, OPTION_VALUE_LIMIT = 100, 75, 150


class SlackError(Exception):
    """What Slack answers instead of a result; `seconds` to wait where it throttles."""

    def __init__(self, word: str, seconds: int = 0) -> None:
        super().__init__(word)
        self.word, self.seconds = word, seconds


def _channel(workspace: Workspace, parameters: Json) -> Channel:
    channel = workspace.channel(str(parameters.get("channel", "")))
    if channel is None:
        raise SlackError("channel_not_found")
    return channel


def _person_or_channel(workspace: Workspace, parameters: Json) -> Channel:
    """Where a message goes; a person who is not there is told apart, as Slack does."""
    wish = str(parameters.get("channel", ""))
    if wish.startswith("U") and workspace.channel(wish) is None:
        raise SlackError("user_not_found")
    return _channel(workspace, parameters)


def _blocks(parameters: Json) -> list[Json]:
    blocks: list[Json] = parameters.get("blocks") or []
    check_blocks(blocks, BLOCKS_LIMIT)
    if not blocks and not parameters.get("text"):
        raise SlackError("no_text")
    return blocks


def check_blocks(blocks: list[Json], limit: int) -> None:
    """Refuse what Slack refuses: too many blocks, too long or empty texts, too long values."""
    if len(blocks) > limit:
        raise SlackError("invalid_blocks")
    for kind, text in _texts(blocks):
        if not text.strip() or len(text) > LENGTHS.get(kind, 3000):
            raise SlackError("invalid_blocks")
    for block in blocks:
        if block.get("type") == "image" and not (block.get("image_url") and 0 < len(block.get("alt_text", "")) <= 2000):
            raise SlackError("invalid_blocks")
        own = [block[name] for name in ("accessory", "element") if block.get(name)]
        _check_elements([*block.get("elements", []), *own])
        for part in (*block.get("elements", []), *own):
            _check_options(part.get("options"))


def _check_options(options: list[Json] | None) -> None:
    """A menu has one to a hundred options, with short texts and values."""
    if options is None:
        return
    texts = [str(option.get("text", {}).get("text", "")) for option in options]
    values = [str(option.get("value", "")) for option in options]
    if not 0 < len(options) <= OPTIONS_LIMIT or any(not 0 < len(text) <= OPTION_TEXT_LIMIT for text in texts):
        raise SlackError("invalid_blocks")
    if any(not 0 < len(value) <= OPTION_VALUE_LIMIT for value in values):
        raise SlackError("invalid_blocks")


def _check_elements(elements: list[Json]) -> None:
    names = [element["action_id"] for element in elements if "action_id" in element]
    values = [str(element.get("value", "")) for element in elements]
    if len(elements) > ELEMENTS_LIMIT or len(set(names)) < len(names):
        raise SlackError("invalid_blocks")
    if any(len(value) > VALUE_LIMIT for value in values) or any(len(name) > NAME_LIMIT for name in names):
        raise SlackError("invalid_blocks")


def _texts(blocks: list[Json]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        parts = [block, *block.get("elements", [])] if block.get("type") != "rich_text" else []
        for part in parts:
            text = part.get("text")
            if isinstance(text, dict):
                yield str(part["type"]), str(text.get("text", ""))
            elif isinstance(text, str):
                yield "context", text


async def auth_test(workspace: Workspace, parameters: Json) -> Json:  # noqa: ARG001 - every method has one shape
    """Who the bot is."""
    return {
        "url": "https://sandbox.slack.com/",
        "team": "Sandbox",
        "user": "echoloop",
        "team_id": "T1",
        "user_id": "U1",
    }


async def post_message(workspace: Workspace, parameters: Json) -> Json:
    """Put a message into a channel."""
    channel, blocks = _person_or_channel(workspace, parameters), _blocks(parameters)
    seconds = workspace.limits.wait_for(channel.id)
    if seconds:
        raise SlackError("ratelimited", seconds)
    post = Post(workspace.ts(), str(parameters.get("text", "")), blocks, parameters.get("metadata") or {})
    post.thread = str(parameters.get("thread_ts") or "")
    if post.thread and not any(each.ts == post.thread for each in channel.posts):
        raise SlackError("thread_not_found")
    channel.posts.append(post)
    await workspace.touch()
    return {"channel": channel.id, "ts": post.ts, "message": {"ts": post.ts, "text": post.text, "blocks": blocks}}


async def post_ephemeral(workspace: Workspace, parameters: Json) -> Json:
    """Tell one person something in a channel."""
    channel = _channel(workspace, parameters)
    text, user = str(parameters.get("text", "")), str(parameters.get("user", ""))
    channel.posts.append(Post(workspace.ts(), text, [], only_for=user))
    await workspace.touch()
    return {"message_ts": channel.posts[-1].ts}


async def update_message(workspace: Workspace, parameters: Json) -> Json:
    """Replace a message's text, blocks and metadata."""
    channel, blocks = _channel(workspace, parameters), _blocks(parameters)
    post = next((post for post in channel.posts if post.ts == parameters.get("ts")), None)
    if post is None:
        raise SlackError("message_not_found")
    post.text, post.blocks, post.edited = str(parameters.get("text", "")), blocks, True
    post.metadata = parameters.get("metadata") or post.metadata
    await workspace.touch()
    return {"channel": channel.id, "ts": post.ts, "text": post.text}


async def list_channels(workspace: Workspace, parameters: Json) -> Json:  # noqa: ARG001 - every method has one shape
    """Every channel, on one page."""
    channels = [{"id": channel.id, "name": channel.name} for channel in workspace.channels.values()]
    return {"channels": channels, "response_metadata": {"next_cursor": ""}}


async def history(workspace: Workspace, parameters: Json) -> Json:
    """A channel's messages, newest first."""
    channel, limit = _channel(workspace, parameters), int(parameters.get("limit") or 100)
    latest, inclusive = (
        str(parameters.get("latest") or ""),
        str(parameters.get("inclusive", "")) in ("1", "True", "true"),
    )
    newest = [
        post
        for post in reversed(channel.posts)
        if not post.only_for
        and not post.thread
        and (not latest or post.ts < latest or (inclusive and post.ts == latest))
    ]
    messages = [
        {"type": "message", "ts": post.ts, "text": post.text, "blocks": post.blocks, "metadata": post.metadata}
        for post in newest[:limit]
    ]
    return {"messages": messages, "has_more": len(newest) > limit}


async def replies(workspace: Workspace, parameters: Json) -> Json:
    """A thread: its first message and what stands below, oldest first."""
    channel, ts = _channel(workspace, parameters), str(parameters.get("ts", ""))
    found = [post for post in channel.posts if ts in (post.ts, post.thread)]
    if not found:
        raise SlackError("thread_not_found")
    messages = [{"type": "message", "ts": post.ts, "text": post.text, "metadata": post.metadata} for post in found]
    return {"messages": messages[: int(parameters.get("limit") or 100)], "has_more": False}


async def upload_url(workspace: Workspace, parameters: Json) -> Json:
    """Where a file is to be put."""
    file_id = f"F{workspace.number():09d}"
    workspace.uploads[file_id] = (str(parameters.get("filename", "")), b"")
    return {"file_id": file_id, "upload_url": f"{workspace.own_url}/sandbox/slack/uploads/{file_id}"}


async def complete_upload(workspace: Workspace, parameters: Json) -> Json:
    """The files that were put appear in a channel or thread."""
    channel = _channel(workspace, {"channel": parameters.get("channel_id", "")})
    files = parameters.get("files") or []
    files = json.loads(files) if isinstance(files, str) else files
    known = [file["id"] for file in files if workspace.uploads.get(file["id"], ("", b""))[1]]
    if not known:
        raise SlackError("file_not_found")
    names = [workspace.uploads[file_id][0] for file_id in known]
    thread = str(parameters.get("thread_ts") or "")
    post = Post(workspace.ts(), ", ".join(names), [], by="app", thread=thread, files=names)
    shown = (file_id for file_id in known if picture_kind(workspace.uploads[file_id][1]))
    post.pictures = [f"/sandbox/slack/uploads/{file_id}" for file_id in shown]
    channel.posts.append(post)
    await workspace.touch()
    return {"files": files}


def picture_kind(content: bytes) -> str:
    """The media type of a picture by its first bytes, "" where it is none."""
    starts = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
    return next((kind for start, kind in starts.items() if content.startswith(start)), "")


async def open_conversation(workspace: Workspace, parameters: Json) -> Json:
    """The direct conversation with somebody."""
    channel = _person_or_channel(workspace, {"channel": parameters.get("users", "")})
    return {"channel": {"id": channel.id}}


async def publish_view(workspace: Workspace, parameters: Json) -> Json:
    """Show this on somebody's App Home."""
    channel = _person_or_channel(workspace, {"channel": parameters.get("user_id", "")})
    view: Json = parameters.get("view") or {}
    if view.get("type") != "home":
        raise SlackError("invalid_arguments")
    check_blocks(view.get("blocks", []), VIEW_BLOCKS_LIMIT)
    channel.home = view
    await workspace.touch()
    return {"view": view}


async def open_view(workspace: Workspace, parameters: Json) -> Json:
    """Open a modal in front of whoever clicked within the last three seconds."""
    opened, user = workspace.triggers.pop(str(parameters.get("trigger_id")), (None, ""))
    if opened is None:
        raise SlackError("invalid_trigger_id")
    if time.monotonic() - opened > TRIGGER_SECONDS:
        raise SlackError("expired_trigger_id")
    view: Json = parameters.get("view") or {}
    check_blocks(view.get("blocks", []), VIEW_BLOCKS_LIMIT)
    if len(str(view.get("private_metadata", ""))) > METADATA_LIMIT or not view.get("title"):
        raise SlackError("invalid_arguments")
    modal = Modal(f"V{workspace.number():09d}", user, view)
    workspace.modals[modal.view_id] = modal
    await workspace.touch()
    return {"view": view | {"id": modal.view_id}}


async def file_info(workspace: Workspace, parameters: Json) -> Json:
    """Where a file can be fetched, with the app's token."""
    name = str(parameters.get("file", ""))
    if not name.startswith("F"):
        raise SlackError("file_not_found")
    url = f"{workspace.own_url}/files-pri/{name}/beach.png"
    return {"file": {"id": name, "mimetype": "image/png", "url_private": url, "url_private_download": url}}


METHODS: dict[str, Callable[[Workspace, Json], Awaitable[Any]]] = {
    "auth.test": auth_test,
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update_message,
    "conversations.list": list_channels,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.open": open_conversation,
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete_upload,
    "views.publish": publish_view,
    "files.info": file_info,
    "views.open": open_view,
}
