"""A local stand-in of Twilio: its REST calls for SMS and WhatsApp, and a control door for the phones.

Served by `sandbox.stand_ins`. Bots call `/2010-04-01/Accounts/<sid>/Messages.json` as they would call Twilio. The page
and the tests play the customer at `/sandbox/twilio/…` (JSON in, JSON out); a number is +49… for SMS, whatsapp:+49… or
whatsapp:DE.… (a hidden number) for WhatsApp:

- `GET  phones?version=N&wait=S` → `{version, number, last_webhook, phones: [{number, name, blocked, window_open,
  messages: [{sid, by, text, status, error_code, buttons: [{title, id}], opener, tapped, media}]}]}`; with `wait` it
  answers once something newer than `version` can be seen
- `POST phones` `{number, name?}` → a phone
- `POST phones/{number}/messages` `{text}` or `{media: true}`; `form` adds fields Twilio may send (OptOutType …)
- `POST phones/{number}/taps` `{sid, id}` → the customer taps a button or picks from a list
- `POST phones/{number}/block`, `unblock`, `close-window`, `open-window`
- `POST time` `{seconds}` → so much time passes: WhatsApp's windows close by themselves
- `POST forms` `{url?, form}` → any form, signed;  `GET calls` → the messages that were handed over
- `POST contents` `{sid, types, approval?, category?, language?}` → a content made at Twilio
- `POST limits` `{per_second}` → throttles: so many messages a second, short bursts to one phone; 0 ends it
- `POST faults` `{kind, times?, seconds?, code?}` → errors on demand (see `twilio_account.Trouble`); `DELETE faults`
"""

from __future__ import annotations

import asyncio
import base64
import hmac
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.limits import Limits
from sandbox.sample_picture import sample_picture
from sandbox.twilio_account import Bubble, Content, Fault, Phone, TwilioAccount, new_sid
from sandbox.twilio_rest import TwilioError, as_message, contents_and_approvals, create_message
from sandbox.twilio_webhooks import message_form, report

STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
START = {"start", "yes", "unstop"}
HELP = {"help", "info"}
STOPPED = "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."  # noqa: E501 - as Twilio says it
STARTED = "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe."  # noqa: E501
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


def twilio_routes() -> list[BaseRoute]:
    """The doors; the app that serves them keeps a `TwilioAccount` in `state.twilio`."""
    account, phone = "/2010-04-01/Accounts/{account}", "/sandbox/twilio/phones/{number}"
    return [
        Route(f"{account}/Messages.json", send_message, methods=["POST"]),
        Route(f"{account}/Messages.json", list_messages, methods=["GET"]),
        Route(f"{account}/Messages/{{sid}}.json", fetch_message, methods=["GET"]),
        Route("/2010-04-01/Accounts/{account}.json", fetch_account, methods=["GET"]),
        Route("/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{media}", hand_out_media, methods=["GET"]),
        Route("/v1/ContentAndApprovals", list_contents, methods=["GET"]),
        Route("/sandbox/twilio/phones", list_phones, methods=["GET"]),
        Route("/sandbox/twilio/phones", add_phone, methods=["POST"]),
        Route(f"{phone}/messages", type_message, methods=["POST"]),
        Route(f"{phone}/taps", tap, methods=["POST"]),
        Route(f"{phone}/{{change:str}}", change_phone, methods=["POST"]),
        Route("/sandbox/twilio/time", let_time_pass, methods=["POST"]),
        Route("/sandbox/twilio/forms", post_form, methods=["POST"]),
        Route("/sandbox/twilio/media", storage, methods=["GET"]),
        Route("/sandbox/twilio/contents", add_content, methods=["POST"]),
        Route("/sandbox/twilio/calls", list_calls, methods=["GET"]),
        Route("/sandbox/twilio/limits", change_limits, methods=["POST"]),
        Route("/sandbox/twilio/faults", change_faults, methods=["POST", "DELETE"]),
    ]


def _account(request: Request) -> TwilioAccount:
    account: TwilioAccount = request.app.state.twilio
    return account


def _refused(error: TwilioError) -> Response:
    headers = {"Retry-After": str(int(error.retry_after))} if error.retry_after is not None else {}
    return JSONResponse(error.body(), error.status, headers)


def _known(request: Request) -> TwilioAccount:
    """The account, if the caller has its credentials."""
    account = _account(request)
    wanted = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
    given = request.headers.get("authorization", "").removeprefix("Basic ")
    if not account.sid or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise TwilioError(401, 20003, "Authenticate")
    if request.path_params.get("account", account.sid) != account.sid:
        raise TwilioError(404, 20404, "The requested resource was not found")
    return account


async def send_message(request: Request) -> Response:
    """Messages.json: one message on its way."""
    try:
        account = _known(request)
        form = {name: str(value) for name, value in (await request.form()).items()}
        account.note(form)
        fault = account.fault()
        phone, bubble = create_message(account, form, fault)
    except TwilioError as error:
        return _refused(error)
    answer = JSONResponse(as_message(account, phone, bubble), status_code=201)
    report(account, phone, bubble)
    await account.touch()
    if fault is not None and fault.kind == "timeout":
        await asyncio.sleep(fault.seconds)
    return answer


async def list_messages(request: Request) -> Response:
    """The account's messages, the newest first; `To` names whose."""
    try:
        account = _known(request)
    except TwilioError as error:
        return _refused(error)
    wanted = request.query_params.get("To", "")
    found = [
        as_message(account, phone, bubble)
        for phone in account.phones.values()
        for bubble in reversed(phone.messages)
        if bubble.by == "company" and phone.number == (wanted or phone.number)
    ]
    page = {"messages": found, "page": 0, "page_size": 1000, "next_page_uri": None, "first_page_uri": ""}
    return JSONResponse(page | {"end": len(found), "previous_page_uri": None, "start": 0, "uri": ""})


async def fetch_message(request: Request) -> Response:
    """One message as it stands."""
    try:
        account = _known(request)
    except TwilioError as error:
        return _refused(error)
    for phone in account.phones.values():
        bubble = phone.find(request.path_params["sid"])
        if bubble is not None:
            return JSONResponse(as_message(account, phone, bubble))
    return _refused(TwilioError(404, 20404, "The requested resource was not found"))


async def hand_out_media(request: Request) -> Response:
    """A photo that a phone sent, to who knows the account; Twilio sends on to an address of its storage."""
    try:
        _known(request)
    except TwilioError as error:
        return _refused(error)
    return RedirectResponse("/sandbox/twilio/media", 307)


async def storage(request: Request) -> Response:  # noqa: ARG001 - Starlette's signature
    """Twilio's storage: whoever was sent here gets the photo."""
    return Response(sample_picture(), media_type="image/png")


async def fetch_account(request: Request) -> Response:
    """The account itself."""
    try:
        account = _known(request)
    except TwilioError as error:
        return _refused(error)
    return JSONResponse({"sid": account.sid, "friendly_name": "Sandbox", "status": "active", "type": "Full"})


async def list_contents(request: Request) -> Response:
    """All contents with WhatsApp's word on each."""
    try:
        return JSONResponse(contents_and_approvals(_known(request)))
    except TwilioError as error:
        return _refused(error)


async def list_phones(request: Request) -> Response:
    """All phones with their bubbles."""
    account, query = _account(request), request.query_params
    if "wait" in query:
        await account.watch(int(query.get("version", -1)), min(float(query["wait"]), 30))
    phones = [asdict(phone) for phone in account.phones.values()]
    for phone in phones:
        for bubble in phone["messages"]:
            del bubble["callback"]
    about = {"version": account.version, "number": account.number, "last_webhook": account.last_webhook}
    return JSONResponse(about | {"phones": phones})


async def add_phone(request: Request) -> Response:
    """A new phone."""
    account, wish = _account(request), await request.json()
    phone = account.phone(str(wish["number"]), str(wish.get("name", "Alex")))
    await account.touch()
    return JSONResponse({"number": phone.number})


async def type_message(request: Request) -> Response:
    """The customer sends a text or a photo; on SMS, Twilio's own opt-out handling sees it first."""
    account, wish = _account(request), await request.json()
    phone = account.phone(request.path_params["number"])
    sender = f"whatsapp:{account.number}" if phone.whatsapp else account.number
    bubble = Bubble(new_sid(), "customer", str(wish.get("text", "")), sender, media=bool(wish.get("media")))
    phone.messages.append(bubble)
    phone.wrote()
    _mind_keywords(account, phone, bubble.text.strip().lower())
    more = {str(name): str(value) for name, value in wish.get("form", {}).items()}
    account.pending.put_nowait((account.messages_url, message_form(account, phone, bubble, **more)))
    await account.touch()
    return JSONResponse({"sid": bubble.sid})


def _mind_keywords(account: TwilioAccount, phone: Phone, word: str) -> None:
    """What Twilio's default opt-out handling does with a whole message that is a keyword."""
    if phone.whatsapp or not account.opt_out:
        return
    said = ""
    if word in STOP and not phone.blocked:
        phone.blocked, said = True, STOPPED
    elif word in START and phone.blocked:
        phone.blocked, said = False, STARTED
    elif word in HELP:
        said = HELPED
    if said:
        phone.messages.append(Bubble(new_sid(), "twilio", said, account.number, "delivered"))


async def tap(request: Request) -> Response:
    """The customer taps a quick reply or picks from a list."""
    account, wish = _account(request), await request.json()
    phone = account.phone(request.path_params["number"])
    asked = phone.find(str(wish["sid"]))
    button = next((each for each in asked.buttons if each["id"] == str(wish["id"])), None) if asked else None
    if asked is None or button is None:
        return JSONResponse({"error": "no such button on that message"}, status_code=404)
    asked.tapped = button["id"]
    bubble = Bubble(new_sid(), "customer", button["title"], asked.sender)
    phone.messages.append(bubble)
    phone.wrote()
    names = ("ListId", "ListTitle") if asked.opener else ("ButtonPayload", "ButtonText")
    more = {names[0]: button["id"], names[1]: button["title"], "OriginalRepliedMessageSid": asked.sid}
    account.pending.put_nowait((account.messages_url, message_form(account, phone, bubble, **more)))
    await account.touch()
    return JSONResponse({"sid": bubble.sid})


async def change_phone(request: Request) -> Response:
    """The customer blocks or lets in again; WhatsApp's window closes or opens."""
    account, change = _account(request), request.path_params["change"]
    phone = account.phone(request.path_params["number"])
    if change in ("block", "unblock"):
        phone.blocked = change == "block"
    elif change in ("close-window", "open-window"):
        phone.window_open = change == "open-window"
    else:
        return JSONResponse({"error": "block, unblock, close-window or open-window"}, status_code=404)
    await account.touch()
    return JSONResponse({"blocked": phone.blocked, "window_open": phone.window_open})


async def let_time_pass(request: Request) -> Response:
    """Who moves a clock says so: the stand-in has none."""
    account, seconds = _account(request), float((await request.json())["seconds"])
    for phone in account.phones.values():
        phone.later(seconds)
    await account.touch()
    return JSONResponse({"phones": len(account.phones)})


async def post_form(request: Request) -> Response:
    """Post exactly this form, signed, to the door for messages or to `url`."""
    account, wish = _account(request), await request.json()
    account.pending.put_nowait((str(wish.get("url") or account.messages_url), dict(wish["form"])))
    return JSONResponse({"pending": account.pending.qsize()})


async def add_content(request: Request) -> Response:
    """A content, as an operator makes it at Twilio; without `types` what WhatsApp says of a known one changes."""
    account, wish = _account(request), await request.json()
    words: dict[str, Any] = {name: str(wish[name]) for name in ("language", "approval", "category") if name in wish}
    known = account.contents.get(str(wish["sid"]))
    if known is not None and "types" not in wish:  # Meta has paused it, refused it, or changed its category
        account.contents[known.sid] = replace(known, **words)
    else:
        account.contents[str(wish["sid"])] = Content(str(wish["sid"]), dict(wish["types"]), **words)
    return JSONResponse({"contents": len(account.contents)})


async def list_calls(request: Request) -> Response:
    """The forms of the messages that were handed over, oldest first."""
    return JSONResponse(_account(request).calls)


async def change_limits(request: Request) -> Response:
    """Throttle like the platform, or stop it."""
    limits = _account(request).limits = Limits(per_second=int((await request.json()).get("per_second", 1)))
    return JSONResponse({"per_second": limits.per_second})


async def change_faults(request: Request) -> Response:
    """Order an error, or end all of them."""
    account = _account(request)
    if request.method == "DELETE":
        account.faults.clear()
        return JSONResponse([])
    wish = await request.json()
    seconds, times = float(wish.get("seconds", 1)), int(wish.get("times", 1))
    account.faults.append(Fault(wish["kind"], times, seconds, int(wish.get("code", 0))))
    return JSONResponse([asdict(fault) for fault in account.faults])
