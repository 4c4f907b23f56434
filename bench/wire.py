"""Messages as platforms post them: distinct bodies, each signed as its platform signs, made before the clock starts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from bots.request import WebhookRequest
from conversation.messages import Channel, Inbound

SECRET = "bench-secret"
PUBLIC = "https://bench.example"
PATHS: dict[Channel, str] = {
    "telegram": "/webhooks/telegram",
    "sms": "/webhooks/twilio/messages",
    "slack": "/webhooks/slack/events",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook call; `good` is whether its signature holds, `sender` whoever wrote the message."""

    request: WebhookRequest
    message_id: str
    good: bool
    sender: str = ""

    def wire(self) -> bytes:
        """The same as it goes over a socket that is kept open."""
        path = self.request.url.removeprefix(PUBLIC)
        lines = [f"POST {path} HTTP/1.1", "host: bench.example", f"content-length: {len(self.request.body)}"]
        lines += [f"{name}: {value}" for name, value in self.request.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.request.body


def calls(messages: list[Inbound], *, twice: bool = False) -> list[Call]:
    """Every message once, every hundredth twice (with `twice` all), and one wrong signature in a hundred."""
    found = []
    for number, message in enumerate(messages):
        body, headers, known_as = _SIGNED[message.channel](message, SECRET)
        url = PUBLIC + PATHS[message.channel]
        call = Call(WebhookRequest(url, body, headers), known_as, True, message.sender)
        found += [call] * (2 if twice or number % 100 == 99 else 1)
        if number % 100 == 50:
            body, headers, known_as = _SIGNED[message.channel](message, "stranger")
            found.append(Call(WebhookRequest(url, body, headers), known_as, False))
    return found


_Signed = tuple[bytes, dict[str, str], str]


def _telegram(message: Inbound, secret: str) -> _Signed:
    chat = {"id": int(message.sender), "type": "private", "first_name": "Bench"}
    update = {
        "update_id": message.order,
        "message": {
            "message_id": message.order,
            "from": {"id": chat["id"], "is_bot": False, "first_name": "Bench", "language_code": "de"},
            "chat": chat,
            "date": 1_800_000_000,
            "text": message.text,
        },
    }
    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": secret}
    return json.dumps(update).encode(), headers, str(message.order)


def _sms(message: Inbound, secret: str) -> _Signed:
    form = {"MessageSid": f"SM{message.order:032d}", "From": message.sender, "To": "+4915000000000"}
    form |= {"Body": message.text, "NumMedia": "0", "AccountSid": "AC" + "0" * 32, "SmsStatus": "received"}
    signed = PUBLIC + PATHS["sms"] + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    headers["x-twilio-signature"] = base64.b64encode(digest).decode()
    return urlencode(form).encode(), headers, form["MessageSid"]


def _slack(message: Inbound, secret: str) -> _Signed:
    said = {"type": "message", "channel": f"D{message.sender[1:]}", "channel_type": "im", "user": message.sender}
    event = said | {"ts": f"1800000000.{message.order:06d}", "text": message.text}
    number = f"Ev{message.order}"
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": number, "event": event})
    stamp = str(int(datetime.now(UTC).timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-slack-request-timestamp": stamp}
    return body.encode(), headers | {"x-slack-signature": f"v0={digest}"}, number


_SIGNED: dict[Channel, Callable[[Inbound, str], _Signed]] = {"telegram": _telegram, "sms": _sms, "slack": _slack}
