"""A local stand-in of Telegram: the Bot API's wire protocol, and a control door for the phones.

Served by `sandbox.stand_ins`. Bots call `/bot<token>/<method>` as they would call Telegram. The page and the
tests play the customer at `/sandbox/telegram/…` (JSON in, JSON out):

- `GET  chats?version=N&wait=S` → `{version, bot, chats: [{chat_id, first_name, …, blocked, messages: [{message_id,
  by, text, date, keyboard: [[{text, callback_data}]], tapped, edited}]}]}`; with `wait` it answers once something
  newer than `version` can be seen
- `POST chats` `{chat_id?, first_name?, last_name?, language?}` → a phone
- `POST chats/{id}/messages` `{text}` or `{photo: true}` → the customer types, or sends a photo
- `POST chats/{id}/taps` `{message_id, data}` → the customer taps a button
- `POST chats/{id}/open` `{token?}` → the customer opens the bot by a (deep) link
- `POST chats/{id}/block` and `unblock`
- `POST updates` any JSON → delivered as it is;  `GET calls` → what the bot called, without its token
- `POST faults` `{method, kind, times?, seconds?}` → errors on demand (kinds: see `telegram_account.Trouble`);
  `DELETE faults` ends them
- `POST limits` `{per_second}` → throttles as Telegram does: 30 a second over all chats, short bursts to one; 0 ends it
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from dataclasses import asdict
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.limits import Limits
from sandbox.sample_picture import sample_picture
from sandbox.telegram_account import Account, Fault, Json, as_message
from sandbox.telegram_methods import (
    BLOCKED,
    CANNOT_OPEN,
    CHAT_NOT_FOUND,
    DEACTIVATED,
    METHODS,
    TelegramError,
)

CALLS_KEPT = 1000
PLAIN = {"text", "url", "secret_token", "callback_query_id"}

_FAULTS: dict[str, tuple[int, str]] = {
    "server_error": (502, "Bad Gateway"),
    "blocked": (403, BLOCKED),
    "deactivated": (403, DEACTIVATED),
    "chat_not_found": (400, CHAT_NOT_FOUND),
    "cannot_open": (403, CANNOT_OPEN),
    "bad_picture": (400, "Bad Request: failed to get HTTP URL content"),
}


def telegram_routes() -> list[BaseRoute]:
    """The doors; the app that serves them keeps an `Account` in `state.telegram`."""
    chat = "/sandbox/telegram/chats/{chat_id:int}"
    return [
        Route("/file/bot{token}/photos/{name}", hand_out_photo, methods=["GET"]),
        Route("/bot{token}/{method}", call_method, methods=["GET", "POST"]),
        Route("/sandbox/telegram/chats", list_chats, methods=["GET"]),
        Route("/sandbox/telegram/chats", add_chat, methods=["POST"]),
        Route(f"{chat}/messages", type_message, methods=["POST"]),
        Route(f"{chat}/taps", tap_button, methods=["POST"]),
        Route(f"{chat}/open", open_bot, methods=["POST"]),
        Route(f"{chat}/{{change:str}}", change_membership, methods=["POST"]),
        Route("/sandbox/telegram/updates", push_update, methods=["POST"]),
        Route("/sandbox/telegram/calls", list_calls, methods=["GET"]),
        Route("/sandbox/telegram/limits", change_limits, methods=["POST"]),
        Route("/sandbox/telegram/faults", change_faults, methods=["POST", "DELETE"]),
    ]


def _account(request: Request) -> Account:
    account: Account = request.app.state.telegram
    return account


def _decoded(name: str, value: Any) -> Any:
    """A form value: texts as they are, everything else is JSON (objects, lists, numbers, booleans)."""
    if isinstance(value, UploadFile):
        return {"uploaded": value.size}
    if isinstance(value, str) and name not in PLAIN:
        with contextlib.suppress(ValueError):
            return json.loads(value)
    return value


async def _parameters(request: Request) -> Json:
    """The call's parameters: query string and JSON, form or multipart body, as Telegram takes them all."""
    parameters: Json = {name: _decoded(name, value) for name, value in request.query_params.items()}
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = await request.json()
        return parameters | (body if isinstance(body, dict) else {})
    if kind:
        async with request.form() as form:
            parameters |= {name: _decoded(name, value) for name, value in form.items()}
    return parameters


async def call_method(request: Request) -> Response:
    """One Bot API call."""
    account, name = _account(request), request.path_params["method"].lower()
    try:
        if not hmac.compare_digest(request.path_params["token"].encode(), account.token.encode()):
            raise TelegramError(401, "Unauthorized")
        if name not in METHODS:
            raise TelegramError(404, "Not Found")
        parameters = await _parameters(request)
        account.calls.append((name, parameters))
        del account.calls[:-CALLS_KEPT]
        fault = account.fault_for(name)
        _refuse(fault)
        result = await METHODS[name](account, parameters)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        return JSONResponse({"ok": True, "result": result})
    except TelegramError as error:
        body: Json = {"ok": False, "error_code": error.code, "description": error.description}
        if error.retry_after is not None:
            body["parameters"] = {"retry_after": error.retry_after}
        return JSONResponse(body, status_code=error.code)


async def hand_out_photo(request: Request) -> Response:
    """A photo that a phone sent, to who has the bot's token."""
    if not hmac.compare_digest(request.path_params["token"].encode(), _account(request).token.encode()):
        return Response("Not Found", 404)
    return Response(sample_picture(), media_type="application/octet-stream")


def _refuse(fault: Fault | None) -> None:
    """Run into the fault before the call takes effect; a time-out comes after it."""
    if fault is None or fault.kind == "timeout":
        return
    if fault.kind == "throttled":
        seconds = max(1, int(fault.seconds))
        raise TelegramError(429, f"Too Many Requests: retry after {seconds}", seconds)
    raise TelegramError(*_FAULTS[fault.kind])


async def list_chats(request: Request) -> Response:
    """All phones with their bubbles."""
    account, query = _account(request), request.query_params
    if "wait" in query:
        await account.watch(int(query.get("version", -1)), min(float(query["wait"]), 30))
    chats = [asdict(chat) for chat in account.chats.values()]
    return JSONResponse({"version": account.version, "bot": account.user, "chats": chats})


async def add_chat(request: Request) -> Response:
    """A new phone, its bot not opened yet."""
    account, wish = _account(request), await request.json()
    chat_id = int(wish.pop("chat_id", 0)) or 5_000_000_001 + len(account.chats)
    chat = account.chat(
        chat_id, **{key: str(wish[key]) for key in ("first_name", "last_name", "language") if key in wish}
    )
    await account.touch()
    return JSONResponse(asdict(chat))


async def type_message(request: Request) -> Response:
    """The customer sends a text or a photo."""
    account, wish = _account(request), await request.json()
    chat = account.chat(request.path_params["chat_id"])
    message = account.add(chat, "customer", str(wish.get("text", "")), [])
    if wish.get("photo"):
        sizes = [{"file_id": f"photo-{message.message_id}", "file_unique_id": "p", "width": 90, "height": 90}]
        message.attachment = {"photo": sizes, "caption": message.text}
    chat.started, chat.blocked = True, False
    account.push("message", as_message(account, chat, message))
    await account.touch()
    return JSONResponse({"message_id": message.message_id})


async def open_bot(request: Request) -> Response:
    """The customer presses Start, having come by a link that may carry a token."""
    account = _account(request)
    wish = await request.json() if await request.body() else {}
    chat = account.chat(request.path_params["chat_id"])
    chat.started, chat.blocked = True, False
    message = account.add(chat, "customer", f"/start {wish.get('token', '')}".strip(), [])
    account.push("message", as_message(account, chat, message))
    await account.touch()
    return JSONResponse({"message_id": message.message_id})


async def tap_button(request: Request) -> Response:
    """The customer taps a button; the same button can be tapped again while it is shown."""
    account, wish = _account(request), await request.json()
    chat = account.chat(request.path_params["chat_id"])
    message = chat.find(int(wish["message_id"]))
    data = str(wish["data"])
    if message is None or data not in {button.get("callback_data") for row in message.keyboard for button in row}:
        return JSONResponse({"error": "no such button on that message (any more)"}, status_code=404)
    message.tapped = data
    callback = str(7_000_000_000 + len(account.callbacks) + 1)
    account.callbacks[callback] = False
    account.push(
        "callback_query",
        {
            "id": callback,
            "from": chat.customer(),
            "message": as_message(account, chat, message),
            "chat_instance": str(-chat.chat_id),
            "data": data,
        },
    )
    await account.touch()
    return JSONResponse({"callback": callback})


async def change_membership(request: Request) -> Response:
    """The customer blocks the bot, or lets it back in."""
    account, change = _account(request), request.path_params["change"]
    if change not in ("block", "unblock"):
        return JSONResponse({"error": "block or unblock"}, status_code=404)
    chat = account.chat(request.path_params["chat_id"])
    chat.blocked = change == "block"
    status = ("member", "kicked") if chat.blocked else ("kicked", "member")
    account.push(
        "my_chat_member",
        {
            "chat": chat.as_chat(),
            "from": chat.customer(),
            "date": chat.messages[-1].date if chat.messages else 1,
            "old_chat_member": {"user": account.user, "status": status[0], "until_date": 0},
            "new_chat_member": {"user": account.user, "status": status[1], "until_date": 0},
        },
    )
    await account.touch()
    return JSONResponse({"blocked": chat.blocked})


async def push_update(request: Request) -> Response:
    """Deliver exactly this JSON as an update."""
    account = _account(request)
    account.push_raw(await request.json())
    return JSONResponse({"pending": len(account.pending)})


async def list_calls(request: Request) -> Response:
    """What the bot called, oldest first."""
    return JSONResponse([{"method": name, "parameters": values} for name, values in _account(request).calls])


async def change_limits(request: Request) -> Response:
    """Throttle like the platform, or stop it."""
    limits = _account(request).limits = Limits(per_second=int((await request.json()).get("per_second", 30)))
    return JSONResponse({"per_second": limits.per_second})


async def change_faults(request: Request) -> Response:
    """Order an error, or end all of them."""
    account = _account(request)
    if request.method == "DELETE":
        account.faults.clear()
        return JSONResponse([])
    wish = await request.json()
    account.faults.append(
        Fault(
            method=str(wish.get("method", "sendMessage")).lower(),
            kind=wish["kind"],
            times=int(wish.get("times", 1)),
            seconds=float(wish.get("seconds", 1)),
        )
    )
    return JSONResponse([asdict(fault) for fault in account.faults])
