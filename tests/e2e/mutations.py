"""Recorded shapes of every platform's updates, damaged at random: missing fields, wrong types, huge, unicode tricks."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from app.wiring import House
from bots.telegram import SECRET_HEADER
from tests.bots.contract.slack_rig import FILE, as_form, click, event, signed
from tests.bots.test_telegram_updates import SHAPES

BASE = "http://127.0.0.1:8710"
TWILIO_SID, TOKEN = "AC00000000000000000000000000000001", "shared-secret"
TRICKS = [
    "",
    "\x00",
    "\ud800",
    "\u202e9",
    "👩‍👧‍👦" * 50,
    "<!channel>",
    "x" * 50_000,
    "ﷺ" * 500,
    "STOP",
    "9",
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
]
WRONG: list[Any] = [None, True, -1, 2**70, 1e308, [], {}, [[[]]], {"a": {"b": {}}}, "x"]


@dataclass(frozen=True)
class Call:
    """One webhook call; `whole` where nothing was damaged."""

    path: str
    body: bytes
    headers: dict[str, str]
    whole: bool


def calls(count: int, *, seed: int = 7) -> list[Call]:
    """So many calls of all kinds, two thirds of them damaged; the same for the same seed."""
    chance = Random(seed)
    makers: list[Callable[[int, Random, bool], Call]] = [
        _telegram,
        _slack_event,
        _slack_click,
        _twilio,
        _twilio_status,
        _slack_command,
        _slack_modal,
        _web_chat,
    ]
    found = []
    for number in range(count):
        maker = makers[number % len(makers)]
        found.append(maker(number, chance, number % 3 != 0))
    return found


def signed_now(call: Call, house: House) -> dict[str, str]:
    """The call's headers; Slack's signatures are good for five minutes only."""
    if not call.path.startswith("/webhooks/slack"):
        return call.headers
    return call.headers | signed(call.body.decode(), TOKEN, now=house.clocks.wall()).headers


def damaged(whole: Any, chance: Random) -> Any:
    """A copy with one to three fields missing, mistyped, huge or tricky."""
    copy = deepcopy(whole)
    for _ in range(chance.randint(1, 3)):
        places = _places(copy)
        if not places:
            return copy
        holder, name = chance.choice(places)
        match chance.randint(0, 2):
            case 0:
                del holder[name]
            case 1:
                holder[name] = deepcopy(chance.choice(WRONG))
            case _:
                holder[name] = chance.choice(TRICKS)
    return copy


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every field of a tree, as its holder and name."""
    found: list[tuple[Any, Any]] = []
    pairs = list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree)) if isinstance(tree, list) else []
    for name, value in pairs:
        found += [(tree, name), *_places(value)]
    return found


def _telegram(number: int, chance: Random, damage: bool) -> Call:
    update, _ = deepcopy(SHAPES[chance.choice(sorted(SHAPES))])
    update["update_id"] = 1000 + number
    headers = {SECRET_HEADER: TOKEN, "content-type": "application/json"}
    return Call("/webhooks/telegram", _json(damaged(update, chance) if damage else update), headers, not damage)


def _slack_event(number: int, chance: Random, damage: bool) -> Call:
    body = event(f"Ev{number}")
    said = {
        "user": f"U{number % 50}",
        "text": chance.choice(["9", "hallo", "stop", "language", "8, weil es schön war"]),
    }
    notice: dict[str, Any] = chance.choice(
        [{}, {}, {"subtype": "message_changed"}, {"subtype": "file_share", "files": [FILE]}, {"bot_id": "B1"}]
    )
    body["event"] |= said | notice | {"ts": f"{1_800_000_000 + number}.000100"}
    return Call("/webhooks/slack/events", _json(damaged(body, chance) if damage else body), {}, not damage)


def _slack_click(number: int, chance: Random, damage: bool) -> Call:
    body = click(user={"id": f"U{number % 50}"})
    body["actions"][0]["action_ts"] = f"{1_800_000_000 + number}.000200"
    body = damaged(body, chance) if damage else body
    return Call("/webhooks/slack/interactions", as_form(body).encode(), {}, not damage)


def _twilio(number: int, chance: Random, damage: bool) -> Call:
    sender = chance.choice(["+4915555000001", "whatsapp:+4915555000002", "whatsapp:US.13491208655302741918"])
    form = {"MessageSid": f"SM{number}", "From": sender, "To": "+4915000000000", "NumMedia": "0", "Body": "9"}
    form |= chance.choice(
        [{}, {"Body": "STOP", "OptOutType": "STOP"}, {"NumMedia": "1", "MediaUrl0": "https://m.example/1"}]
    )
    return _form("/webhooks/twilio/messages", damaged(form, chance) if damage else form, whole=not damage)


def _twilio_status(number: int, chance: Random, damage: bool) -> Call:
    status = chance.choice(["queued", "sent", "delivered", "undelivered", "failed", "hologram"])
    form = {
        "MessageSid": f"SM{number % 100}",
        "MessageStatus": status,
        "ErrorCode": chance.choice(["", "30003", "21610"]),
    }
    form |= {"To": "+4915555000001", "From": "+4915000000000", "AccountSid": TWILIO_SID}
    return _form("/webhooks/twilio/status", damaged(form, chance) if damage else form, whole=not damage)


def _slack_command(number: int, chance: Random, damage: bool) -> Call:
    form = {"command": "/echoloop", "text": chance.choice(["mine", "C-1", "?", ""]), "user_id": f"U{number % 50}"}
    form |= {"user_name": "kim", "team_id": "T1", "channel_id": "C1", "trigger_id": f"{number}.1"}
    body = urlencode(_texts(damaged(form, chance) if damage else form)).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return Call("/webhooks/slack/commands", body, headers, not damage)


def _slack_modal(number: int, chance: Random, damage: bool) -> Call:
    modal = chance.choice(["case_answer_sent", "case_resolve_sent", "case_form_sent"])
    typed = {"type": "plain_text_input", "value": "We are sorry"}
    view = {"id": f"V{number}", "type": "modal", "callback_id": modal, "state": {"values": {"text": {"text": typed}}}}
    view |= {"private_metadata": json.dumps({"case": f"case{number % 9}", "words": "en", "form": "call"})}
    body = {"type": "view_submission", "user": {"id": f"U{number % 50}", "username": "kim"}, "view": view}
    return Call(
        "/webhooks/slack/interactions", as_form(damaged(body, chance) if damage else body).encode(), {}, not damage
    )


def _web_chat(number: int, chance: Random, damage: bool) -> Call:
    form = {"text": chance.choice(["9", "hallo", "stop"]), "message_id": f"m{number}", "button": "", "lang": "de"}
    body = urlencode(_texts(damaged(form, chance) if damage else form)).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    headers["x-forwarded-for"] = f"10.{number // 60_000}.{number // 240 % 250}.{number % 240}"  # each somebody else
    return Call("/chat/messages", body, headers, not damage)


def _form(path: str, form: dict[str, Any], *, whole: bool) -> Call:
    fields = _texts(form)
    signature = RequestValidator(TOKEN).compute_signature(f"{BASE}{path}", fields)
    headers = {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded"}
    return Call(path, urlencode(fields).encode(), headers, whole)


def _texts(form: dict[str, Any]) -> dict[str, str]:
    """Fields as a form can carry them."""
    return {name: str(value).encode("utf-8", "replace").decode() for name, value in form.items()}


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()
