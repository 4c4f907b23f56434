"""A local stand-in of Slack: the Web API's wire protocol, signed interactions, and a control door for the desk.

Served by `sandbox.stand_ins`. Apps call `/api/<method>` as they would call Slack. The page and the tests play the team
at `/sandbox/slack/…` (JSON in, JSON out):

- `GET  channels?version=N&wait=S` → `{version, channels: [{id, name, user, home, posts: [{ts, text, blocks, edited,
  only_for, by}]}], modals: [{view_id, user, view, errors}]}`; with `wait` it answers once something newer than
  `version` can be seen
- `POST clicks` `{channel, ts, action_id, user?}` → somebody clicks the button with this action_id on a message;
  without a ts, on the App Home of a direct conversation's person
- `POST modals/{view_id}` `{values: {action_id: text or option value}}` → somebody submits a modal; `DELETE` closes it
- `POST faults` `{method, kind, times?, seconds?}` → errors on demand; `DELETE faults` ends them
- `POST limits` `{per_second}` → throttles as Slack does: one a second to a conversation, short bursts pass; 0 ends it
- `POST scopes` `{scopes}` → the rights that the app has been given
- `GET  calls` → what the app called
- `POST people …` → customers in direct messages (sandbox/slack_people.py)
- `GET|POST sockets` → the app's connections in socket mode (sandbox/slack_socket.py)
- `POST threads`, `commands`, `shortcuts` → the team in threads and at its keyboard (sandbox/slack_team.py)

Clicks and submissions are posted to the app's interactions URL as Slack does: a form with a JSON `payload`, signed by
the official SDK's own code; the answer must come within three seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.limits import Limits
from sandbox.slack_methods import METHODS, SlackError
from sandbox.slack_people import people_routes
from sandbox.slack_signing import post_signed
from sandbox.slack_socket import socket_routes
from sandbox.slack_team import team_routes
from sandbox.slack_workspace import Channel, Fault, Json, Modal, Post, Workspace

CALLS_KEPT = 1000
OBJECTS = {"blocks", "metadata", "view", "attachments"}


def slack_routes() -> list[BaseRoute]:
    """The doors; the app that serves them keeps a `Workspace` in `state.slack`."""
    return [
        *socket_routes(),
        Route("/api/{method}", call_method, methods=["GET", "POST"]),
        Route("/sandbox/slack/channels", list_channels, methods=["GET"]),
        Route("/sandbox/slack/clicks", click, methods=["POST"]),
        Route("/sandbox/slack/modals/{view_id}", submit, methods=["POST"]),
        Route("/sandbox/slack/modals/{view_id}", close, methods=["DELETE"]),
        Route("/sandbox/slack/faults", change_faults, methods=["POST", "DELETE"]),
        Route("/sandbox/slack/limits", change_limits, methods=["POST"]),
        Route("/sandbox/slack/scopes", change_scopes, methods=["POST"]),
        Route("/sandbox/slack/calls", list_calls, methods=["GET"]),
        *people_routes(),
        *team_routes(),
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
    workspace.own_url = str(request.base_url).rstrip("/")
    workspace.calls.append((name, parameters))
    del workspace.calls[:-CALLS_KEPT]
    fault = workspace.fault_for(name)
    if fault is not None and fault.kind == "throttled":
        return _failed(SlackError("ratelimited", max(1, int(fault.seconds))))
    if fault is not None and fault.kind == "server_error":
        return Response("<html>503</html>", 503, media_type="text/html")
    try:
        if fault is not None and fault.kind in ("channel_not_found", "user_disabled", "invalid_blocks"):
            raise SlackError(fault.kind)
        body = await METHODS[name](workspace, parameters)
    except SlackError as error:
        return _failed(error)
    if fault is not None:
        await asyncio.sleep(fault.seconds)
    return JSONResponse({"ok": True} | body, headers={"x-oauth-scopes": workspace.scopes})


def _failed(error: SlackError) -> Response:
    body = {"ok": False, "error": error.word}
    return JSONResponse(body, 429, {"Retry-After": str(error.seconds)}) if error.seconds else JSONResponse(body)


async def _interact(workspace: Workspace, payload: Json) -> httpx.Response | str:
    """Hand an interaction to the app; its answer, or what went wrong."""
    form = urlencode({"payload": json.dumps(payload)})
    return await post_signed(workspace, workspace.interactions_url, form, "application/x-www-form-urlencoded")


def _person(wish: Json, channel: Channel | None = None) -> Json:
    """Who clicks: in a direct conversation its person, elsewhere somebody of the team."""
    name = channel.name if channel and channel.user else str(wish.get("user") or "kim")
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
    post = next((post for post in channel.posts if post.ts == wish.get("ts")), None) if channel else None
    shown = post.blocks if post else channel.home.get("blocks", []) if channel and not wish.get("ts") else []
    found = [
        (block, element)
        for block in shown
        for element in (*block.get("elements", []), *([block["accessory"]] if block.get("accessory") else []))
        if element.get("action_id") == wish["action_id"] and _is_meant(element, wish)
    ]
    if channel is None or not found:
        return JSONResponse({"error": "no such button on that message (any more)"}, status_code=404)
    block, element = found[0]
    payload = _clicked(
        workspace, channel, post, block, element | {"chosen": wish.get("option")}, _person(wish, channel)
    )
    answer = await _interact(workspace, payload)
    if isinstance(answer, str):
        return JSONResponse({"error": answer}, status_code=502)
    return JSONResponse({"status": answer.status_code})


def _is_meant(element: Json, wish: Json) -> bool:
    """Of several buttons alike the one with the wished value; of a menu the one that has the wished option."""
    if "option" in wish:
        return any(option.get("value") == wish["option"] for option in element.get("options", []))
    return not wish.get("value") or element.get("value") == wish["value"]


def _clicked(
    workspace: Workspace, channel: Channel, post: Post | None, block: Json, button: Json, person: Json
) -> Json:
    """A click on a message, or on the App Home (no post), as Slack tells it."""
    action = {
        "type": "button",
        "action_id": button["action_id"],
        "block_id": block.get("block_id", "b"),
        "text": button.get("text", {}),
        "value": button.get("value", ""),
        "action_ts": workspace.ts(),
    }
    if button.get("chosen"):
        chosen = next(option for option in button["options"] if option["value"] == button["chosen"])
        action = action | {"type": "static_select", "selected_option": chosen}
    payload: Json = {
        "type": "block_actions",
        "user": person,
        "api_app_id": "A1",
        "team": {"id": "T1", "domain": "sandbox"},
        "trigger_id": workspace.trigger(person["id"]),
        "actions": [action],
    }
    if post is None:
        return payload | {"container": {"type": "view", "view_id": "V1"}, "view": channel.home | {"id": "V1"}}
    return payload | {
        "container": {"type": "message", "message_ts": post.ts, "channel_id": channel.id},
        "channel": {"id": channel.id, "name": channel.name},
        "message": {"type": "message", "ts": post.ts, "text": post.text, "blocks": post.blocks},
    }


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
    answer = await _interact(workspace, payload)
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
        elif element.get("type") == "datetimepicker":
            filled = {"type": "datetimepicker", "selected_date_time": int(given) if given else None}
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


async def change_limits(request: Request) -> Response:
    """Throttle like the platform, or stop it."""
    limits = _workspace(request).limits = Limits(per_second=int((await request.json()).get("per_second", 10)))
    return JSONResponse({"per_second": limits.per_second})


async def change_scopes(request: Request) -> Response:
    """Install the app anew, with these rights."""
    workspace = _workspace(request)
    workspace.scopes = ",".join((await request.json())["scopes"])
    return JSONResponse({"scopes": workspace.scopes})


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
