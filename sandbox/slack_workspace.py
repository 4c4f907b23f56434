"""One Slack workspace at the stand-in: its channels, messages, open modals and people, in memory."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.limits import Limits
from sandbox.slack_socket import Sockets
from sandbox.watched import Watched

Json = dict[str, Any]

TRIGGER_SECONDS = 3.0  # how long a trigger_id opens a modal

Trouble = Literal["throttled", "server_error", "channel_not_found", "user_disabled", "timeout", "invalid_blocks"]


SCOPES = "chat:write,channels:read,channels:history,im:history,im:read,im:write,files:read,files:write"
"""What the app was given when it was installed."""


@dataclass(slots=True)
class Fault:
    """An error on demand: the next `times` calls of `method` end in this trouble (see the Telegram stand-in)."""

    method: str
    kind: Trouble
    times: int = 1
    seconds: float = 1


@dataclass(slots=True)
class Post:
    """One message in a channel; `only_for` names the one person who sees it, `by` the person who wrote it.

    `thread` is the timestamp of the message it stands below, `files` what hangs on it, `pictures` where to see it.
    """

    ts: str
    text: str
    blocks: list[Json]
    metadata: Json = field(default_factory=dict)
    edited: bool = False
    only_for: str = ""
    by: str = ""
    thread: str = ""
    files: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Channel:
    """A channel and its messages, oldest first; `user` names the person of a direct conversation."""

    id: str
    name: str
    posts: list[Post] = field(default_factory=list)
    user: str = ""
    home: Json = field(default_factory=dict)


@dataclass(slots=True)
class Modal:
    """An open modal in front of one person."""

    view_id: str
    user: str
    view: Json
    errors: dict[str, str] = field(default_factory=dict)


class Workspace(Watched):
    """Everything Slack would know. In the sandbox every channel that is named exists."""

    def __init__(
        self, token: str, signing_secret: str, interactions_url: str, events_url: str = "", patience_s: float = 3.0
    ) -> None:
        super().__init__()
        self.patience_s = patience_s
        self.token, self.signing_secret = token, signing_secret
        self.interactions_url, self.events_url = interactions_url, events_url
        self.sockets = Sockets()
        self.scopes = SCOPES
        self.own_url = ""  # where it was called last: files are fetched there
        self.limits = Limits()
        self.channels: dict[str, Channel] = {}
        self.modals: dict[str, Modal] = {}
        self.triggers: dict[str, tuple[float, str]] = {}  # trigger_id → (opened at, person)
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, Json]] = []
        self.uploads: dict[str, tuple[str, bytes]] = {}  # file id → name and bytes
        self._count = 0

    def channel(self, wish: str) -> Channel | None:
        """The channel by id, name or person; a name makes one where there is none."""
        if wish in self.channels:
            return self.channels[wish]
        if wish.startswith("U") and wish.isupper():
            return next((channel for channel in self.channels.values() if channel.user == wish), None)
        name = wish.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == name:
                return channel
        if not name or (wish[0] == "C" and wish[1:].isdigit()):
            return None
        made = Channel(f"C{len(self.channels) + 1:09d}", name)
        self.channels[made.id] = made
        return made

    def person(self, name: str) -> Channel:
        """Somebody of this name, and his direct conversation with the app."""
        user = f"U{name.upper()}"
        known = self.channel(user)
        if known is not None:
            return known
        made = Channel(f"D{len(self.channels) + 1:09d}", name, user=user)
        self.channels[made.id] = made
        return made

    def number(self) -> int:
        """A number nobody has had yet."""
        self._count += 1
        return self._count

    def ts(self) -> str:
        """A message's timestamp, which is also its id."""
        return f"{int(time.time())}.{self.number():06d}"

    def trigger(self, user: str) -> str:
        """A trigger_id for what this person just did."""
        name = f"{self.number()}.trigger"
        self.triggers[name] = (time.monotonic(), user)
        return name

    def fault_for(self, method: str) -> Fault | None:
        """The trouble that this call runs into, used up by one."""
        for fault in self.faults:
            if fault.method in (method, "*") and fault.times > 0:
                fault.times -= 1
                return fault
        return None
