"""The team at the Slack stand-in: writes below cards, types the command, uses shortcuts on messages.

- `POST threads` `{channel, ts, text, user?}` → somebody writes below a message: a signed event
- `POST commands` `{text, user?}` → somebody types `/echoloop …`; the answer is what only he reads
- `POST shortcuts` `{callback_id, channel, ts, user?}` → somebody uses a shortcut on a message
- `PUT|POST uploads/{file_id}` → the app puts a file that it will complete; `GET` shows a picture
"""

from __future__ import annotations

import contextlib
import json
import time
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.slack_methods import picture_kind
from sandbox.slack_signing import post_signed
from sandbox.slack_workspace import Json, Post, Workspace

FORM = "application/x-www-form-urlencoded"


def team_routes() -> list[BaseRoute]:
    """The team's doors."""
    return [
        Route("/sandbox/slack/threads", write_below, methods=["POST"]),
        Route("/sandbox/slack/commands", type_command, methods=["POST"]),
        Route("/sandbox/slack/shortcuts", use_shortcut, methods=["POST"]),
        Route("/sandbox/slack/uploads/{file_id}", put_file, methods=["PUT", "POST"]),
        Route("/sandbox/slack/uploads/{file_id}", show_file, methods=["GET"]),
    ]


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.slack
    return workspace


def _person(wish: Json) -> Json:
    name = str(wish.get("user") or "kim")
    return {"id": f"U{name.upper()}", "username": name, "name": name, "team_id": "T1"}


async def write_below(request: Request) -> Response:
    """Somebody writes below a message."""
    workspace, wish = _workspace(request), await request.json()
    channel, person = workspace.channel(str(wish["channel"])), _person(wish)
    if channel is None:
        return JSONResponse({"error": "no such channel"}, status_code=404)
    post = Post(workspace.ts(), str(wish["text"]), [], by=person["id"], thread=str(wish["ts"]))
    channel.posts.append(post)
    await workspace.touch()
    event = {"type": "message", "channel": channel.id, "channel_type": "channel", "user": person["id"]}
    event |= {"text": post.text.replace("&", "&amp;").replace("<", "&lt;"), "ts": post.ts, "thread_ts": post.thread}
    envelope = {"type": "event_callback", "team_id": "T1", "event": event, "event_time": int(time.time())}
    body = json.dumps(envelope | {"event_id": f"Ev{workspace.number():010d}"})
    return _result(await post_signed(workspace, workspace.events_url, body, "application/json"))


async def type_command(request: Request) -> Response:
    """Somebody types the command; what he reads is answered."""
    workspace, wish = _workspace(request), await request.json()
    person = _person(wish)
    fields = {"command": "/echoloop", "text": str(wish.get("text", "")), "user_id": person["id"], "team_id": "T1"}
    fields |= {"user_name": person["name"], "trigger_id": workspace.trigger(person["id"]), "channel_id": "C1"}
    url = workspace.interactions_url.replace("/interactions", "/commands")
    answer = await post_signed(workspace, url, urlencode(fields), FORM)
    if isinstance(answer, str):
        return JSONResponse({"error": answer}, status_code=502)
    told: Json = {}
    with contextlib.suppress(ValueError):
        told = answer.json()
    return JSONResponse({"text": told.get("text", "")})


async def use_shortcut(request: Request) -> Response:
    """Somebody uses a shortcut on a message."""
    workspace, wish = _workspace(request), await request.json()
    channel, person = workspace.channel(str(wish["channel"])), _person(wish)
    post = next((post for post in channel.posts if post.ts == wish["ts"]), None) if channel else None
    if channel is None or post is None:
        return JSONResponse({"error": "no such message"}, status_code=404)
    message: Json = {"type": "message", "ts": post.ts, "text": post.text}
    if post.thread:
        message["thread_ts"] = post.thread
    payload = {"type": "message_action", "callback_id": str(wish["callback_id"]), "user": person, "message": message}
    payload |= {"channel": {"id": channel.id}, "team": {"id": "T1"}, "trigger_id": workspace.trigger(person["id"])}
    body = urlencode({"payload": json.dumps(payload)})
    return _result(await post_signed(workspace, workspace.interactions_url, body, FORM))


async def put_file(request: Request) -> Response:
    """The app puts a file's bytes."""
    workspace, file_id = _workspace(request), request.path_params["file_id"]
    name, _ = workspace.uploads.get(file_id, ("", b""))
    body = await request.body()
    if request.headers.get("content-type", "").startswith("multipart/"):
        part = next(iter((await request.form()).values()), b"")
        body = await part.read() if hasattr(part, "read") else body
    workspace.uploads[file_id] = (name, body)
    return Response("OK")


async def show_file(request: Request) -> Response:
    """A picture that the app has put."""
    _, content = _workspace(request).uploads.get(request.path_params["file_id"], ("", b""))
    kind = picture_kind(content)
    return Response(content, media_type=kind) if kind else Response(status_code=404)


def _result(answer: object) -> Response:
    if isinstance(answer, str):
        return JSONResponse({"error": answer}, status_code=502)
    return JSONResponse({"status": 200})
