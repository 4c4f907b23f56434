"""Customers at the Slack stand-in: they write to the app in direct messages and open its App Home.

- `POST people` `{name}` → `{user, channel}`: somebody, and his direct conversation with the app
- `POST people/{user}/messages` `{text, file?}` → he writes; `POST people/{user}/home` → he opens the App Home

Each becomes a signed event at the app's events URL. As with Slack, one that is not answered in three seconds with 2xx
comes again, up to three times, with `X-Slack-Retry-Num` and the same `event_id`.
"""

from __future__ import annotations

import hmac
import json
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.sample_picture import sample_picture
from sandbox.slack_signing import post_signed
from sandbox.slack_workspace import Channel, Json, Post, Workspace

RETRIES = 3


def people_routes() -> list[BaseRoute]:
    """The customers' doors."""
    return [
        Route("/sandbox/slack/people", add_person, methods=["POST"]),
        Route("/sandbox/slack/people/{user}/messages", write, methods=["POST"]),
        Route("/files-pri/{file}/{name}", hand_out_file, methods=["GET"]),
        Route("/sandbox/slack/people/{user}/home", open_home, methods=["POST"]),
    ]


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.slack
    return workspace


async def add_person(request: Request) -> Response:
    """Somebody in the workspace."""
    workspace = _workspace(request)
    channel = workspace.person(str((await request.json())["name"]))
    await workspace.touch()
    return JSONResponse({"user": channel.user, "channel": channel.id})


async def write(request: Request) -> Response:
    """He writes to the app, perhaps with a file."""
    workspace, wish = _workspace(request), await request.json()
    channel = workspace.person(request.path_params["user"].removeprefix("U").lower())
    text = str(wish.get("text", ""))
    channel.posts.append(Post(workspace.ts(), text, [], by=channel.user))
    await workspace.touch()
    event: Json = {
        "type": "message",
        "channel": channel.id,
        "channel_type": "im",
        "user": channel.user,
        "text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "ts": channel.posts[-1].ts,
        "event_ts": channel.posts[-1].ts,
        "client_msg_id": f"{workspace.number():032d}",
    }
    if wish.get("file"):
        file = {"id": f"F{workspace.number():09d}", "mimetype": "image/png", "size": 1200, "name": "beach.png"}
        event |= {"subtype": "file_share", "files": [file]}
    return await _tell(workspace, event)


async def hand_out_file(request: Request) -> Response:
    """A file that somebody sent, to who has the app's token."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), _workspace(request).token.encode()):
        return Response("<html>sign in</html>", 403)
    return Response(sample_picture(), media_type="image/png")


async def open_home(request: Request) -> Response:
    """He opens the App Home."""
    workspace = _workspace(request)
    channel: Channel = workspace.person(request.path_params["user"].removeprefix("U").lower())
    event = {"type": "app_home_opened", "user": channel.user, "channel": channel.id, "tab": "home"}
    return await _tell(workspace, event | {"event_ts": workspace.ts()})


async def _tell(workspace: Workspace, event: Json) -> Response:
    """Post the event, and again where the app does not take it."""
    body = json.dumps(
        {
            "type": "event_callback",
            "token": "deprecated",
            "team_id": "T1",
            "api_app_id": "A1",
            "event": event,
            "event_id": f"Ev{workspace.number():010d}",
            "event_time": int(time.time()),
        }
    )
    answer = await post_signed(workspace, workspace.events_url, body, "application/json")
    for number in range(1, RETRIES + 1):
        if not isinstance(answer, str):
            break
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_error"}
        answer = await post_signed(workspace, workspace.events_url, body, "application/json", headers)
    if isinstance(answer, str):
        return JSONResponse({"error": answer}, status_code=502)
    return JSONResponse({"status": answer.status_code})
