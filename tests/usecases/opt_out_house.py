"""A house with every channel, a customer with two addresses, and a contact of each purpose: for tests of STOP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

from bots.case_actions import AnswerCustomer
from bots.outcome import SendOutcome
from conversation.messages import Channel, Inbound, Prompt
from conversation.reading import Reading
from storage.cases import cases
from storage.contacts import contacts
from storage.customers import addresses, consents, customers
from storage.outbox import outbox
from storage.transactions import Transaction
from tests.usecases.house import FILES, House, KeepingBot
from usecases.ask_gate import ask_gate
from usecases.deliver import Sending, deliver
from usecases.open_contacts import open_contacts
from usecases.protocols import Bot
from usecases.publish_bundle import Published, publish
from usecases.remind_and_expire import remind_and_expire
from usecases.start_flow import Opened, start_flow
from usecases.work_case import Done, Worked, work_case

CHANNELS: tuple[Channel, ...] = ("telegram", "whatsapp", "sms", "slack", "webchat")
PURPOSES = ("survey", "marketing", "service")
ME = "ada"
OWN_WORDS = "leave me alone with this"

NOTICES = "".join(
    f"""
  - contact: {purpose}
    send: 1d after return at 18:00
    flow: {purpose}_news
"""
    for purpose in PURPOSES
)
TALK = """
echoloop: 1
flow: {purpose}_talk
purpose: {purpose}
expires_after: 30d
steps:
  - ask_text: words
    de: Wie geht es dir?
    en: How are you?
    remind:
      - after: 24h
        de: Magst du antworten?
        en: Would you like to answer?
  - say: bye
    de: Danke.
    en: Thanks.
"""
NEWS = """
echoloop: 1
flow: {purpose}_news
purpose: {purpose}
expires_after: 7d
steps:
  - say: news
    de: Etwas Neues ({purpose}).
    en: Some news ({purpose}).
"""
MORE = {
    **FILES,
    "journeys/trip.yaml": FILES["journeys/trip.yaml"] + NOTICES.lstrip("\n"),
    **{f"flows/{purpose}_talk.yaml": TALK.format(purpose=purpose) for purpose in PURPOSES},
    **{f"flows/{purpose}_news.yaml": NEWS.format(purpose=purpose) for purpose in PURPOSES},
}


def other_than(here: Channel) -> Channel:
    """The customer's other channel."""
    return "whatsapp" if here == "sms" else "sms"


@dataclass
class SlowBot(KeepingBot):
    """A channel that is slow to fail: meanwhile something else may happen, once."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """As it was told; what happens meanwhile happens before a failure is known."""
        if self.meanwhile is not None and self.outcomes:
            happen, self.meanwhile = self.meanwhile, None
            await happen()
        return await super().send(address, prompt, key=key, now=now)


@dataclass
class OptOutHouse:
    """The customer is called the same on both channels; `here` is where he writes."""

    house: House
    here: Channel = "telegram"
    bots: dict[Channel, SlowBot] = field(default_factory=dict)
    _number: Any = field(default_factory=lambda: count(1))

    async def prepare(self) -> None:
        """Publish, and write the customer down: two open addresses, yes to everything, reached here by choice."""
        self.bots = {channel: SlowBot(channel) for channel in CHANNELS}
        published = await publish(self.house.store, MORE, who="test", now=self.house.now)
        assert isinstance(published, Published), published
        self.house.reader.readings[OWN_WORDS] = Reading(kind="opt_out", kind_confidence=0.97, model="given")
        await self.house.store.run(self._write)

    def _write(self, tx: Transaction) -> None:
        now = self.house.now
        person = {"id": ME, "first_name": "Ada", "language": "en", "created_at": now, "updated_at": now}
        tx.execute(customers.insert(), person | {"attributes": {"preferred_channel": self.here}})
        for channel in (self.here, other_than(self.here)):
            row = {"id": f"at_{channel}", "customer_id": ME, "channel": channel, "platform_id": ME, "created_at": now}
            tx.execute(addresses.insert(), row | {"last_inbound_at": now - timedelta(days=channel != self.here)})
        for purpose in ("survey", "marketing"):
            line = {"id": f"yes_{purpose}", "customer_id": ME, "purpose": purpose, "granted": True}
            tx.execute(consents.insert(), line | {"source": "test", "at": now - timedelta(days=1)})

    async def hear(self, text: str, **more: Any) -> list[str]:
        """One message from here; returns what he was sent since, at any channel, as "channel: text"."""
        before = {channel: len(bot.sent) for channel, bot in self.bots.items()}
        await self.only_hear(text, **more)
        await self.deliver()
        return [
            f"{channel}: {said}" for channel, bot in self.bots.items() for _, said, _ in bot.sent[before[channel] :]
        ]

    async def only_hear(self, text: str, **more: Any) -> None:
        """One message from here and its turn; nothing is delivered yet."""
        number = next(self._number)
        message = Inbound(channel=self.here, sender=ME, message_id=f"m{number}", kind="text", text=text, language="en")
        await self.house.receive(replace(message, **more))
        await self.house.turns()

    async def deliver(self) -> None:
        """Deliver what is due, by the gate's law."""
        how, bots = Sending(gate=ask_gate), cast("dict[str, Bot]", self.bots)
        while await deliver(self.house.store, bots=bots, bundles=self.house.bundles, now=self.house.now, sending=how):
            pass

    def said(self) -> list[str]:
        """Everything he was sent, as "channel: text"; in order within a channel."""
        return [f"{channel}: {text}" for channel, bot in self.bots.items() for _, text, _ in bot.sent]

    async def complain(self, *, person: bool) -> None:
        """An open case, and a person who writes with him in it."""
        self.house.reader.readings["this was awful"] = Reading(sentiment="negative", confidence=0.99, model="given")
        await self.hear("this was awful")
        if person:
            assert isinstance(await self.answer("Hello, I am Mia."), Done)
            await self.deliver()

    async def answer(self, text: str) -> Worked:
        """A person of the desk answers."""
        [case] = await self.house.rows(cases)
        action = AnswerCustomer(case_id=str(case["id"]), who="Mia", key=f"k{next(self._number)}", text=text)
        return await work_case(
            self.house.store, action, bundles=self.house.bundles, new_id=self.house.new_id, now=self.house.now
        )

    async def talk(self, purpose: str, channel: Channel) -> None:
        """A conversation of this purpose asks at this channel; its first message waits."""
        outcome = await start_flow(
            self.house.store, ME, f"{purpose}_talk", address_id=f"at_{channel}",
            bundles=self.house.bundles, new_id=self.house.new_id, now=self.house.now,
        )  # fmt: skip
        assert isinstance(outcome, Opened), outcome

    async def tick(self) -> None:
        """What runs by the clock, then delivery."""
        more: dict[str, Any] = {"bundles": self.house.bundles, "new_id": self.house.new_id, "now": self.house.now}
        await open_contacts(self.house.store, **more)
        await remind_and_expire(self.house.store, **more)
        await self.deliver()

    async def plan(self, purpose: str) -> None:
        """A contact of this purpose, due now."""
        now, name = self.house.now, f"plan{next(self._number)}"
        row = {
            "id": name, "customer_id": ME, "journey": "trip", "contact": purpose, "flow": f"{purpose}_news",
            "occurrence": next(self._number), "purpose": purpose, "due_at": now, "planned_for": now, "created_at": now,
        }  # fmt: skip
        await self.house.store.run(lambda tx: tx.execute(contacts.insert(), row))

    async def reached(self, purpose: str) -> str:
        """Where a contact of this purpose arrives, eight days on: "here", "there" or "nowhere"."""
        self.house.pass_time(days=8)
        before = {channel: len(bot.sent) for channel, bot in self.bots.items()}
        await self.plan(purpose)
        await self.tick()
        got = [channel for channel, bot in self.bots.items() if len(bot.sent) > before[channel]]
        return ("here" if got[0] == self.here else "there") if got else "nowhere"

    async def state(self, channel: Channel) -> str:
        """How the address stands."""
        rows = await self.house.rows(addresses)
        return next(str(row["state"]) for row in rows if row["channel"] == channel)

    async def consent(self, purpose: str) -> bool:
        """The ledger's latest word."""
        lines = [row for row in await self.house.rows(consents) if row["purpose"] == purpose]
        return bool(max(lines, key=lambda row: (row["at"], row["id"]))["granted"])

    async def waiting(self) -> list[dict[str, Any]]:
        """What has not left yet."""
        return [row for row in await self.house.rows(outbox) if row["state"] in ("waiting", "sending")]
