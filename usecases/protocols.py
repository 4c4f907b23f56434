"""The three things that have several bodies: a bot (one per platform), a reader (one per model), a wake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from bots.outcome import SendOutcome, Sent
from bots.request import BadPayload, WebhookRequest
from conversation.messages import Channel, Inbound, Prompt
from conversation.reading import Reading

Stage = Literal["turn", "deliver", "desk", "call"]


class Bot(Protocol):
    """One channel's door in both directions. A bot keeps no state about customers."""

    @property
    def channel(self) -> Channel:
        """The channel's word."""
        ...

    def verify(self, request: WebhookRequest, now: datetime) -> bool:
        """Whether the request really comes from the platform (constant time); `now` is wall-clock time."""
        ...

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:
        """The messages in a verified body, in platform order; an empty list for updates that concern nobody."""
        ...

    async def acknowledge(self, inbound: Inbound) -> None:
        """Tell the platform that a tap arrived (stops a spinner, takes buttons away); best effort, never raises."""
        ...

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Render and send one prompt; `key` is the same for every try of the same outbox row."""
        ...


@runtime_checkable
class LooksUp(Protocol):
    """A bot whose platform can be asked whether a message has left: after a crash nobody else knows."""

    async def find(
        self, address: str, prompt: Prompt, *, key: str, now: datetime, known: Collection[str]
    ) -> Sent | None:
        """The message as it was sent before, None where it is not there or the platform does not say.

        `known` are the platform's ids of messages that are accounted for already.
        """
        ...


@runtime_checkable
class TakesPlaces(Protocol):
    """A bot whose messages may count more than once against the channel's pace."""

    def places(self, prompt: Prompt, now: datetime) -> int:
        """How many places of the pace this prompt takes; at least one."""
        ...


class Reader(Protocol):
    """Reads texts: sentiment, kind and topics, never blocking the event loop."""

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in order."""
        ...


class Wake(Protocol):
    """Wakes whoever drains a stage; a lost wake costs one tick, never a message."""

    def __call__(self, stage: Stage) -> None:
        """Rows of this stage are (probably) waiting."""
        ...
