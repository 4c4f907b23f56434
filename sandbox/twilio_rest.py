"""Twilio's REST calls that the stand-in speaks: messages, contents with their approvals, the account itself.

A call returns its JSON, or raises `TwilioError` with the status and code that Twilio itself uses.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sandbox.twilio_account import Bubble, Content, Fault, Json, Phone, TwilioAccount, new_sid

BODY_LIMIT = 1600
CONTENT_BODY_LIMIT = 1024
VALIDITY = range(1, 36001)
QUICK_REPLIES_IN_SESSION = 3
_VARIABLE = re.compile(r"\{\{(\w{1,16})\}\}")


class TwilioError(Exception):
    """What Twilio answers instead of a result."""

    def __init__(self, status: int, code: int, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after

    def body(self) -> Json:
        """The answer's JSON."""
        more_info = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more_info, "status": self.status}


def refuse(fault: Fault | None) -> None:
    """Run into the fault before the call takes effect; a time-out and a bad report come after it."""
    if fault is None or fault.kind in ("timeout", "undelivered"):
        return
    if fault.kind == "throttled":
        raise TwilioError(429, 20429, "Too Many Requests", fault.seconds)
    if fault.kind == "server_error":
        raise TwilioError(503, 20503, "Service Unavailable")
    code = 21610 if fault.kind == "blocked" else fault.code
    raise TwilioError(400, code, "Attempt to send to unsubscribed recipient" if code == 21610 else f"Error {code}")


def create_message(account: TwilioAccount, form: Json, fault: Fault | None) -> tuple[Phone, Bubble]:
    """Put a message onto a phone; its status goes on from "queued" by callbacks."""
    to, sender = str(form.get("To", "")), str(form.get("From") or form.get("MessagingServiceSid") or "")
    _check(to, sender, form)
    refuse(fault)
    wait_s = account.limits.wait_for(to)
    if wait_s:
        raise TwilioError(429, 20429, "Too Many Requests", wait_s)
    phone = account.phone(to)
    if phone.blocked and not phone.whatsapp:
        raise TwilioError(400, 21610, "Attempt to send to unsubscribed recipient")
    content = _content(account, form)
    bubble = Bubble(
        new_sid(), "company", str(form.get("Body", "")), sender, callback=str(form.get("StatusCallback", ""))
    )
    bubble.picture = str(form.get("MediaUrl", ""))
    if content is not None:
        _render(content, _variables(form), bubble, in_session=phone.window_open)
    bubble.status, bubble.error_code = "queued", _fate(phone, content, fault)
    phone.messages.append(bubble)
    return phone, bubble


def as_message(account: TwilioAccount, phone: Phone, bubble: Bubble) -> Json:
    """A bubble as Twilio's Message resource."""
    own = bubble.by == "company"
    return {
        "sid": bubble.sid,
        "account_sid": account.sid,
        "api_version": "2010-04-01",
        "from": bubble.sender if own else phone.number,
        "to": phone.number if own else bubble.sender,
        "body": bubble.text,
        "status": bubble.status,
        "direction": "outbound-api" if own else "inbound",
        "num_segments": "1",
        "num_media": "1" if bubble.picture else "0",
        "error_code": bubble.error_code or None,
        "error_message": None,
        "uri": f"/2010-04-01/Accounts/{account.sid}/Messages/{bubble.sid}.json",
        "date_created": None,
        "date_sent": None,
        "date_updated": None,
        "price": None,
        "price_unit": "EUR",
        "messaging_service_sid": None,
        "subresource_uris": {},
    }


def contents_and_approvals(account: TwilioAccount) -> Json:
    """One page with all contents and WhatsApp's word on each."""
    found = [
        {
            "sid": content.sid,
            "account_sid": account.sid,
            "friendly_name": content.sid[-4:],
            "language": content.language,
            "variables": {},
            "types": content.types,
            "approval_requests": {"status": content.approval, "category": content.category, "name": content.sid[-4:]},
            "date_created": None,
            "date_updated": None,
        }
        for content in account.contents.values()
    ]
    return {"contents": found, "meta": {"key": "contents", "page": 0, "page_size": 1000, "next_page_url": None}}


def _check(to: str, sender: str, form: Json) -> None:
    if not re.fullmatch(r"(?:whatsapp:)?\+[1-9]\d{4,17}|whatsapp:[A-Z]{2}\.[\w.-]+", to):
        raise TwilioError(400, 21211, f"Invalid 'To' Phone Number: {to[:6]}…")
    if not sender:
        raise TwilioError(400, 21603, "A 'From' phone number is required")
    if not form.get("Body") and not form.get("ContentSid") and not form.get("MediaUrl"):
        raise TwilioError(400, 21602, "Message body is required")
    if len(str(form.get("Body", ""))) > BODY_LIMIT:
        raise TwilioError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if form.get("MediaUrl") and not str(form["MediaUrl"]).startswith(("http://", "https://")):
        raise TwilioError(400, 21620, "Invalid media URL")
    if "ValidityPeriod" in form and int(form["ValidityPeriod"]) not in VALIDITY:
        raise TwilioError(400, 20001, "ValidityPeriod must be 1 to 36000")


def _content(account: TwilioAccount, form: Json) -> Content | None:
    wanted = form.get("ContentSid")
    if not wanted:
        return None
    if wanted not in account.contents:
        raise TwilioError(400, 21655, "The ContentSid is Invalid")
    return account.contents[wanted]


def _variables(form: Json) -> dict[str, str]:
    try:
        given: Any = json.loads(form.get("ContentVariables") or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise TwilioError(400, 21656, "The ContentVariables Parameter is invalid")
    return given


def _render(content: Content, variables: dict[str, str], bubble: Bubble, *, in_session: bool) -> None:
    """Fill the content into the bubble, within WhatsApp's limits."""

    def filled(text: str) -> str:
        return _VARIABLE.sub(lambda found: variables.get(found.group(1), "SAMPLE"), text)

    [(kind, shape)] = content.types.items()
    bubble.text = filled(shape["body"])
    actions = shape.get("actions", [])
    bubble.buttons = [{"title": filled(each["title"]), "id": filled(each["id"])} for each in actions]
    if kind == "twilio/list-picker":
        bubble.opener = filled(shape["button"])
        bubble.buttons = [{"title": filled(each["item"]), "id": filled(each["id"])} for each in shape["items"]]
    longest = 24 if bubble.opener else 20
    limits = [
        len(bubble.text) <= CONTENT_BODY_LIMIT,
        len(bubble.opener) <= 20,
        all(0 < len(button["title"]) <= longest for button in bubble.buttons),
        len({button["title"] for button in bubble.buttons}) == len(bubble.buttons),
        bool(bubble.opener) or not in_session or len(bubble.buttons) <= QUICK_REPLIES_IN_SESSION,
    ]
    if not all(limits):
        raise TwilioError(400, 63021, "Channel invalid content error")


def _fate(phone: Phone, content: Content | None, fault: Fault | None) -> int:
    """The error a message that was taken will end in; 0 = it arrives."""
    if fault is not None and fault.kind == "undelivered":
        return fault.code
    if phone.whatsapp and phone.blocked:
        return 63014
    approved = content is not None and content.approval == "approved"
    return 63016 if phone.whatsapp and not phone.window_open and not approved else 0
