"""A small house for tests: a real store, a real small experience, bots that keep what they send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Table, select

from bots.outcome import SendOutcome, Sent
from bots.request import BadPayload, WebhookRequest
from conversation.messages import Channel, Inbound, Prompt
from conversation.reading import Reading
from conversation.wording import fill
from storage.customers import addresses
from storage.database import Store
from storage.transactions import Transaction
from usecases.accept_messages import accept
from usecases.bundles import Bundles
from usecases.deliver import Sending, deliver
from usecases.publish_bundle import Published, publish
from usecases.start_flow import Opened, start_flow
from usecases.take_turns import take_turns

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)

FILES = {
    "brand.yaml": """
echoloop: 1
name: Sonnweg
form: du
privacy_link: https://sonnweg.example/privacy
zone: Europe/Berlin
region: DE-BE
languages: [de, en]
""",
    "desk.yaml": """
echoloop: 1
teams:
  care: {channel: "#care", first_answer: 1h, hours: always}
  booking: {channel: "#booking", first_answer: 2h, hours: always}
rules:
  - {when: {topics: [payment_refund]}, team: booking, priority: high}
  - {when: {kind: question, answered: false}, team: care, priority: normal}
one_case_per: {customer: 24h}
causes: [delay, staff]
""",
    "journeys/trip.yaml": """
echoloop: 1
journey: trip
dates:
  return: {from: purchase.returns_at, zone: customer}
contacts:
  - contact: post_trip
    send: 1d after return at 18:00
    flow: nps
""",
    "flows/welcome.yaml": """
echoloop: 1
flow: welcome
purpose: service
expires_after: 7d
steps:
  - say: hello
    de: Willkommen bei {{ brand }}.
    en: Welcome to {{ brand }}.
  - ask_consent: opinion
    for: survey
    version: 2027-01
    de: Dürfen wir dich nach deiner Meinung fragen?
    en: May we ask for your opinion?
    choices:
      accept: {de: "Gern", en: "Gladly"}
      decline: {de: "Lieber nicht", en: "Rather not"}
  - say: bye
    de: Alles klar.
    en: All right.
""",
    "flows/nps.yaml": """
echoloop: 1
flow: nps
purpose: survey
expires_after: 3d
steps:
  - ask_score: recommend
    scale: nps
    de: Wie wahrscheinlich empfiehlst du {{ brand }} weiter? 0 = gar nicht, 10 = ganz sicher
    en: How likely are you to recommend {{ brand }}? 0 = not at all, 10 = extremely likely
    remind:
      - after: 24h
        de: Eine Zahl genügt.
        en: One number is enough.
    then:
      detractor:
        - ask_text: why_not
          understand: [sentiment, topics]
          de: Was ist passiert?
          en: What went wrong?
        - open_case: to_a_person
          team: care
          when: {sentiment: negative}
          de: Jemand meldet sich. Dein Vorgang heißt {{ case.number }}.
          en: Someone will get back to you. Your case is {{ case.number }}.
      promoter:
        - ask_text: what_best
          understand: [sentiment, topics]
          de: Was war am besten?
          en: What was best?
  - say: thanks
    de: Danke dir!
    en: Thank you!
""",
}


@dataclass
class KeepingBot:
    """A channel that keeps what it sends and answers with the outcomes it was given, then with Sent."""

    channel: Channel = "telegram"
    sent: list[tuple[str, str, str]] = field(default_factory=list)  # address, text, key
    prompts: list[Prompt] = field(default_factory=list)
    outcomes: list[SendOutcome] = field(default_factory=list)

    def verify(self, request: WebhookRequest, now: datetime) -> bool:
        """Everything comes from here."""
        return True

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:
        """Nothing comes this way."""
        return []

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nobody waits."""

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Keep it."""
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(f"m{len(self.sent) + 1}")
        if isinstance(outcome, Sent):
            self.sent.append((address, fill(prompt, now), key))
            self.prompts.append(prompt)
        return outcome


@dataclass
class GivenReader:
    """Reads the texts it was told about; everything else is unsure."""

    readings: dict[str, Reading] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text."""
        self.asked.extend(texts)
        return [self.readings.get(text, Reading(model="given")) for text in texts]


class House:
    """Everything the message path needs, with the clock in the test's hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.bundles = Bundles(store)
        self.bot = KeepingBot()
        self.reader = GivenReader()
        self.now = NOON
        self._ids = count(1)
        self._messages = count(1)

    def new_id(self) -> str:
        """Twelve characters, never twice."""
        return f"{next(self._ids):012d}"

    async def publish(self) -> None:
        """Publish the small experience."""
        assert isinstance(await publish(self.store, FILES, who="test", now=self.now), Published)

    def says(self, text: str, sender: str = "ada", **more: Any) -> Inbound:
        """A message of this sender, with the next platform number."""
        number = next(self._messages)
        given: dict[str, Any] = {"kind": "text", "message_id": f"u{number}", "order": number, "language": "en"} | more
        return Inbound(channel="telegram", sender=sender, text=text, **given)

    async def receive(self, *messages: Inbound) -> list[bool]:
        """Accept messages."""
        return await accept(self.store, messages, now=self.now)

    async def turns(self) -> int:
        """Take the turns that wait."""
        return await take_turns(self.store, reader=self.reader, bundles=self.bundles, new_id=self.new_id, now=self.now)

    async def deliver(self, sending: Sending | None = None, *, limit: int = 64) -> int:
        """Deliver until nothing is due."""
        total = 0
        while done := await deliver(
            self.store, bots={"telegram": self.bot}, bundles=self.bundles, now=self.now, limit=limit, sending=sending
        ):
            total += done
        return total

    async def hear(self, text: str, sender: str = "ada", **more: Any) -> list[str]:
        """One message all the way through; returns what its sender was sent since."""
        before = len(self.texts(sender))
        await self.receive(self.says(text, sender, **more))
        await self.turns()
        await self.deliver()
        return self.texts(sender)[before:]

    async def ask(self, flow: str, sender: str = "ada") -> list[str]:
        """Welcome somebody, take his consent, then start a flow; returns what the flow said."""
        await self.hear("", sender, kind="start")
        await self.hear("gladly", sender)
        before = len(self.texts(sender))
        address = next(row for row in await self.rows(addresses) if row["platform_id"] == sender)
        outcome = await start_flow(
            self.store, address["customer_id"], flow, bundles=self.bundles, new_id=self.new_id, now=self.now
        )
        assert isinstance(outcome, Opened)
        await self.deliver()
        return self.texts(sender)[before:]

    def texts(self, sender: str = "ada") -> list[str]:
        """Everything this sender was sent."""
        return [text for address, text, _ in self.bot.sent if address == sender]

    async def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of a table, by primary key."""

        def work(tx: Transaction) -> list[dict[str, Any]]:
            return [dict(row) for row in tx.execute(select(table).order_by(*table.primary_key)).mappings()]

        return await self.store.read(work)

    def pass_time(self, **span: float) -> None:
        """Move the clock forward."""
        self.now += timedelta(**span)
