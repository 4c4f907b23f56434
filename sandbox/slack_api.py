"""A local stand-in of Slack: the Web API's wire protocol, signed interactions, and a control door for the desk.

Served by `sandbox.stand_ins`. Apps call `/api/<method>` as they would call Slack. The page and the tests play the team
at `/sandbox/slack/…` (JSON in, JSON out):

- `GET  channels?version=N&wait=S` → `{version, channels: [{id, name, posts: [{ts, text, blocks, edited, only_for}]}],
  modals: [{view_id, user, view, errors}]}`; with `wait` it answers once something newer than `version` can be seen
- `POST clicks` `{channel, ts, action_id, user?}` → somebody clicks the button with this action_id on a card
- `POST modals/{view_id}` `{values: {action_id: text or option value}}` → somebody submits a modal; `DELETE` closes it
- `POST faults` `{method, kind, times?, seconds?}` → errors on demand; `DELETE faults` ends them
- `GET  calls` → what the app called

Clicks and submissions are posted to the app's interactions URL as Slack does: a form with a JSON `payload`, signed by
the official SDK's own code; the answer must come within three seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import time
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.slack_methods import METHODS, SlackError
from sandbox.slack_workspace import Fault, Json, Modal, Workspace

CALLS_KEPT = 1000
OBJECTS = {"blocks", "metadata", "view", "attachments"}


def slack_routes() -> list[BaseRoute]:
    """The doors; the app that serves them keeps a `Workspace` in `state.slack`."""
    return [
        Route("/api/{method}", call_method, methods=["GET", "POST"]),
        Route("/sandbox/slack/channels", list_channels, methods=["GET"]),
        Route("/sandbox/slack/clicks", click, methods=["POST"]),
        Route("/sandbox/slack/modals/{view_id}", submit, methods=["POST"]),
        Route("/sandbox/slack/modals/{view_id}", close, methods=["DELETE"]),
        Route("/sandbox/slack/faults", change_faults, methods=["POST", "DELETE"]),
        Route("/sandbox/slack/calls", list_calls, methods=["GET"]),
    ]


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.slack
    return workspace


async def _parameters(request: Request) -> Json:
    """Query, form or JSON; objects inside a form are JSON texts."""
    parameters: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        parameters |= await request.json()
    elif kind:
        parameters |= dict(await request.form())
    for name in OBJECTS & parameters.keys():
        if isinstance(parameters[name], str):
            with contextlib.suppress(ValueError):
                parameters[name] = json.loads(parameters[name])
    return parameters


async def call_method(request: Request) -> Response:
    """One Web API call; errors come with status 200 and `"ok": false`, throttling with 429."""
    workspace, name = _workspace(request), request.path_params["method"]
    parameters = await _parameters(request)
    given = request.headers.get("authorization", "").removeprefix("Bearer ") or str(parameters.pop("token", ""))
    if not hmac.compare_digest(given.encode(), workspace.token.encode()):
        return JSONResponse({"ok": False, "error": "invalid_auth"})
    if name not in METHODS:
        return JSONResponse({"ok": False, "error": "unknown_method"})
    workspace.calls.append((name, parameters))
    del workspace.calls[:-CALLS_KEPT]
    fault = workspace.fault_for(name)
    if fault is not None and fault.kind == "throttled":
        headers = {"Retry-After": str(max(1, int(fault.seconds)))}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if fault is not None and fault.kind == "server_error":
        return Response("<html>503</html>", 503, media_type="text/html")
    try:
        if fault is not None and fault.kind == "channel_not_found":
            raise SlackError("channel_not_found")
        body = await METHODS[name](workspace, parameters)
    except SlackError as error:
        return JSONResponse({"ok": False, "error": error.word})
    if fault is not None:
        await asyncio.sleep(fault.seconds)
    return JSONResponse({"ok": True} | body)


async def _post_signed(workspace: Workspace, payload: Json) -> httpx.Response | str:
    """Hand an interaction to the app; its answer, or what went wrong."""
    if not workspace.interactions_url:
        return "no interactions URL is set"
    body = urlencode({"payload": json.dumps(payload)})
    now = str(int(time.time()))
    signature = SignatureVerifier(workspace.signing_secret).generate_signature(timestamp=now, body=body)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature or "",
    }
    try:
        async with httpx.AsyncClient(timeout=workspace.patience_s, trust_env=False) as client:
            answer = await client.post(workspace.interactions_url, content=body, headers=headers)
    except httpx.HTTPError as failure:
        return f"the app did not answer ({type(failure).__name__})"
    return answer if answer.is_success else f"the app answered {answer.status_code}"


def _person(wish: Json) -> Json:
    name = str(wish.get("user") or "kim")
    return {"id": f"U{name.upper()}", "username": name, "name": name, "team_id": "T1"}


async def list_channels(request: Request) -> Response:
    """All channels, and the modals that are open."""
    workspace, query = _workspace(request), request.query_params
    if "wait" in query:
        await workspace.watch(int(query.get("version", -1)), min(float(query["wait"]), 30))
    channels = [asdict(channel) for channel in workspace.channels.values()]
    modals = [asdict(modal) for modal in workspace.modals.values()]
    return JSONResponse({"version": workspace.version, "channels": channels, "modals": modals})


async def click(request: Request) -> Response:
    """Somebody clicks a button of a message."""
    workspace, wish = _workspace(request), await request.json()
    channel = workspace.channel(str(wish["channel"]))
    post = next((post for post in channel.posts if post.ts == wish["ts"]), None) if channel else None
    found = [
        (block, element)
        for block in (post.blocks if post else [])
        for element in block.get("elements", [])
        if element.get("action_id") == wish["action_id"]
    ]
    if channel is None or post is None or not found:
        return JSONResponse({"error": "no such button on that message (any more)"}, status_code=404)
    block, button = found[0]
    person = _person(wish)
    action = {
        "type": "button",
        "action_id": button["action_id"],
        "block_id": block.get("block_id", "b"),
        "value": button.get("value", ""),
        "action_ts": workspace.ts(),
    }
    payload = {
        "type": "block_actions",
        "user": person,
        "api_app_id": "A1",
        "team": {"id": "T1", "domain": "sandbox"},
        "container": {"type": "message", "message_ts": post.ts, "channel_id": channel.id},
        "trigger_id": workspace.trigger(person["id"]),
        "channel": {"id": channel.id, "name": channel.name},
        "message": {"type": "message", "ts": post.ts, "text": post.text, "blocks": post.blocks},
        "actions": [action],
    }
    answer = await _post_signed(workspace, payload)
    if isinstance(answer, str):
        return JSONResponse({"error": answer}, status_code=502)
    return JSONResponse({"status": answer.status_code})


async def submit(request: Request) -> Response:
    """Somebody submits a modal; what the app finds wrong with it stays beside its fields."""
    workspace, wish = _workspace(request), await request.json()
    modal = workspace.modals.get(request.path_params["view_id"])
    if modal is None:
        return JSONResponse({"error": "this modal is closed"}, status_code=404)
    person = _person({"user": modal.user.removeprefix("U").lower()})  # a modal belongs to who opened it
    view = modal.view | {
        "id": modal.view_id,
        "type": "modal",
        "state": {"values": _state(modal.view, wish.get("values") or {})},
    }
    payload = {"type": "view_submission", "team": {"id": "T1"}, "user": person, "api_app_id": "A1", "view": view}
    answer = await _post_signed(workspace, payload)
    if isinstance(answer, str):
        return JSONResponse({"error": answer}, status_code=502)
    _settle(workspace, modal, answer)
    await workspace.touch()
    return JSONResponse({"status": answer.status_code, "errors": modal.errors})


def _state(view: Json, values: Json) -> Json:
    """The fields' values as Slack sends them, by block and action."""
    state: Json = {}
    for block in view.get("blocks", []):
        element = block.get("element") or {}
        name = element.get("action_id")
        if name is None:
            continue
        given = values.get(name)
        if element.get("type") == "static_select":
            chosen = {"value": given, "text": {"type": "plain_text", "text": str(given)}} if given else None
            filled: Json = {"type": "static_select", "selected_option": chosen or element.get("initial_option")}
        else:
            filled = {"type": element.get("type"), "value": given or element.get("initial_value")}
        state[block.get("block_id", name)] = {name: filled}
    return state


def _settle(workspace: Workspace, modal: Modal, answer: httpx.Response) -> None:
    """Keep the modal open where the app names errors, close it otherwise."""
    body: Any = {}
    with contextlib.suppress(ValueError):
        body = answer.json()
    modal.errors = body.get("errors", {}) if isinstance(body, dict) else {}
    if not modal.errors:
        workspace.modals.pop(modal.view_id, None)


async def close(request: Request) -> Response:
    """Somebody closes a modal without submitting it."""
    workspace = _workspace(request)
    workspace.modals.pop(request.path_params["view_id"], None)
    await workspace.touch()
    return JSONResponse({})


async def list_calls(request: Request) -> Response:
    """What the app called, oldest first."""
    return JSONResponse([{"method": name, "parameters": values} for name, values in _workspace(request).calls])


async def change_faults(request: Request) -> Response:
    """Order an error, or end all of them."""
    workspace = _workspace(request)
    if request.method == "DELETE":
        workspace.faults.clear()
        return JSONResponse([])
    wish = await request.json()
    workspace.faults.append(
        Fault(str(wish.get("method", "*")), wish["kind"], int(wish.get("times", 1)), float(wish.get("seconds", 1)))
    )
    return JSONResponse([asdict(fault) for fault in workspace.faults])
