"""One Twilio account at the stand-in: its phones, messages, contents, faults and pending webhooks, in memory."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.limits import Limits
from sandbox.watched import Watched

Json = dict[str, Any]

CALLS_KEPT = 1000
WINDOW_S = 86_400
OWN_NUMBER = "+4915000000000"
"""The company's own number, for SMS and WhatsApp."""

Trouble = Literal["throttled", "server_error", "blocked", "timeout", "code", "undelivered"]


@dataclass(slots=True)
class Fault:
    """An error on demand: the next `times` messages end in this trouble.

    `code` is Twilio's error code for the kinds "code" (HTTP 400) and "undelivered" (taken, then reported so). `seconds`
    is Retry-After for throttled, and how long the answer is held back for timeout (after the message took effect).
    """

    kind: Trouble
    times: int = 1
    seconds: float = 1
    code: int = 0


@dataclass(slots=True)
class Bubble:
    """One message on a phone; `buttons` are {title, id}, `tapped` the id of the tapped one."""

    sid: str
    by: Literal["company", "customer", "twilio"]
    text: str
    sender: str = ""
    status: str = ""
    error_code: int = 0
    buttons: list[Json] = field(default_factory=list)
    opener: str = ""  # the button that opens a list; "" where the buttons stand below the text
    tapped: str = ""
    media: bool = False
    picture: str = ""  # the address of a picture that we sent
    callback: str = ""


@dataclass(slots=True)
class Phone:
    """One customer's phone. `number` is +49… for SMS, whatsapp:+49… or whatsapp:DE.… for WhatsApp.

    `blocked`: unsubscribed (SMS) or blocked (WhatsApp). `window_open`: WhatsApp's 24 hours run. `silent_s`: how long
    the customer has been silent, as far as the stand-in was told that time passes.
    """

    number: str
    name: str = "Alex"
    blocked: bool = False
    window_open: bool = False
    silent_s: float = 0
    messages: list[Bubble] = field(default_factory=list)

    @property
    def whatsapp(self) -> bool:
        """Whether WhatsApp runs on it."""
        return self.number.startswith("whatsapp:")

    def wrote(self) -> None:
        """The customer wrote or tapped: WhatsApp's 24 hours begin."""
        self.window_open, self.silent_s = self.whatsapp, 0

    def later(self, seconds: float) -> None:
        """Time passes; after 24 hours without a word WhatsApp's window closes."""
        self.silent_s += seconds
        self.window_open = self.window_open and self.silent_s < WINDOW_S

    def find(self, sid: str) -> Bubble | None:
        """The bubble with this sid."""
        return next((bubble for bubble in self.messages if bubble.sid == sid), None)


@dataclass(slots=True)
class Content:
    """A content as it was made at Twilio; `approval` is WhatsApp's word on it ("" = never asked)."""

    sid: str
    types: Json
    language: str = "de"
    approval: str = ""
    category: str = ""


class TwilioAccount(Watched):
    """Everything Twilio would know about one account. Forms are signed with `token` and posted to `messages_url`."""

    def __init__(
        self, sid: str, token: str, messages_url: str = "", *, number: str = OWN_NUMBER, opt_out: bool = True
    ) -> None:
        super().__init__()
        self.sid, self.token, self.messages_url = sid, token, messages_url
        self.number = number
        self.opt_out = opt_out  # the default handling of STOP, START and HELP on SMS
        self.phones: dict[str, Phone] = {}
        self.contents: dict[str, Content] = {content.sid: content for content in generic_contents()}
        self.faults: list[Fault] = []
        self.limits = Limits()
        self.calls: list[Json] = []
        self.pending: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
        self.last_webhook = ""

    def phone(self, number: str, name: str = "Alex") -> Phone:
        """The phone with this number; a new one where there is none."""
        return self.phones.setdefault(number, Phone(number, name))

    def fault(self) -> Fault | None:
        """The trouble that this message runs into, used up by one."""
        for fault in self.faults:
            if fault.times > 0:
                fault.times -= 1
                return fault
        return None

    def note(self, call: Json) -> None:
        """Keep what was called."""
        self.calls.append(call)
        del self.calls[:-CALLS_KEPT]


def new_sid(kind: str = "SM") -> str:
    """A sid as Twilio makes them."""
    return kind + secrets.token_hex(16)


def quick_reply_sid(count: int) -> str:
    """The sid of the stand-in's generic quick reply with so many choices."""
    return f"HX{count:032x}"


def list_picker_sid(count: int) -> str:
    """The sid of the stand-in's generic list picker with so many choices."""
    return f"HX{256 + count:032x}"


def generic_contents() -> list[Content]:
    """Quick replies for 1-3 choices and list pickers for 1-10, all of variables, as an operator makes them once."""
    return [_quick_reply(count) for count in range(1, 4)] + [_list_picker(count) for count in range(1, 11)]


def _quick_reply(count: int) -> Content:
    places = range(2, 2 + 2 * count, 2)
    actions = [{"title": f"{{{{{place}}}}}", "id": f"{{{{{place + 1}}}}}"} for place in places]
    return Content(quick_reply_sid(count), {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}})


def _list_picker(count: int) -> Content:
    places = range(3, 3 + 2 * count, 2)
    items = [{"item": f"{{{{{place}}}}}", "id": f"{{{{{place + 1}}}}}"} for place in places]
    return Content(list_picker_sid(count), {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}})
