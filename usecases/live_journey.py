"""One customer's life with a journey, lived by the product itself on a database of its own; only the channel records.

Events are recorded, contacts planned and opened, the gate asked, messages delivered and read, exactly as in `serve`:
what a transcript of a journey shows is what customers get.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from authoring.experience import Experience
from authoring.transcript import JourneyTranscript
from bots.recording import Recorded, RecordingBot
from conversation.capabilities import CAPABILITIES
from conversation.messages import Choice, Inbound
from conversation.reading import UNREAD, Reading
from journey.dates import resolve
from journey.moments import Moment
from storage.bundles import add_bundle
from storage.contacts import ContactRow, contacts_of
from storage.customers import add_addresses, find_person, latest_consents
from storage.database import Store
from storage.next_due import next_moment
from storage.purchases import events_of, purchases_of
from storage.transactions import Transaction
from usecases.accept_messages import accept
from usecases.ask_gate import ask_gate
from usecases.bundles import Bundles
from usecases.deliver import Sending, deliver
from usecases.open_contacts import open_contacts
from usecases.protocols import Bot
from usecases.put_customer import ConsentData, CustomerData, StoredCustomer, put_customer
from usecases.record_event import EventData, PurchaseData, record_event
from usecases.record_event import Recorded as RecordedEvent
from usecases.remind_and_expire import remind_and_expire
from usecases.take_turns import take_turns
from usecases.timelines import timeline_of
from usecases.wrong_field import WrongField

NUMBER = "K-1"
PURCHASE = "T-1"
MOMENTS = 5000
"""So many due moments are lived through in one jump: a year in which a contact asks every hour has more, and ends."""

PURCHASE_FIELDS = ("kind", "destination", "destination_zone")
DATES = ("departs_at", "returns_at")


@dataclass(slots=True)
class _Reader:
    """Reads the next text as the transcript says; everything else is unread."""

    reading: Reading = UNREAD

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text."""
        return [self.reading for _ in texts]


@dataclass(slots=True)
class LiveJourney:
    """One customer and his clock; `now` moves only by `advance` and `wait`."""

    store: Store
    experience: Experience
    journey: str
    zone: ZoneInfo
    now: datetime
    bot: RecordingBot
    bundles: Bundles
    customer_id: str = ""
    purchase: dict[str, str] = field(default_factory=dict)
    told: bool = False
    reader: _Reader = field(default_factory=_Reader)
    new_id: Callable[[], str] = field(default_factory=lambda: (f"{number:012d}" for number in count(1)).__next__)
    messages: int = 0

    @property
    def sent(self) -> list[Recorded]:
        """Everything the customer was sent."""
        return self.bot.sent

    async def wait(self, span: timedelta) -> None:
        """Time passes; what becomes due on the way happens at its moment."""
        await self.advance(self.now + span)

    async def advance(self, until: datetime) -> None:
        """The clock moves on to a moment, from one due row to the next."""
        for _ in range(MOMENTS):
            due = await self.store.read(lambda tx: next_moment(tx, after=self.now))
            if due is None or due > until:
                break
            self.now = due
            await self._work()
        self.now = max(self.now, until)
        await self._work()

    async def moment(self, moment: Moment) -> datetime | None:
        """When a moment of the journey is, as far as its anchor is known."""

        def look(tx: Transaction) -> datetime | None:
            person = find_person(tx, NUMBER)
            journey = self.experience.journeys[self.journey]
            if person is None:
                return None
            for purchase in [*reversed(purchases_of(tx, person.id)), None]:
                events = events_of(tx, person.id, purchase.id if purchase else "")
                at = resolve(moment, timeline_of(journey, person, purchase, events, self.experience.brand))
                if at is not None:
                    return at
            return None

        return await self.store.read(look)

    async def happen(self, event: str, data: Mapping[str, str]) -> list[WrongField]:
        """The company reports an event, with what is new about the purchase; returns what is wrong with it."""
        facts = {**({} if self.told else self.purchase), **data}
        try:
            purchase = self._purchase(facts) if facts or self.told else None
        except ValueError as wrong:
            return [WrongField("purchase", str(wrong), "write day and time, like 2027-07-10 06:00")]
        recorded = await record_event(
            self.store,
            EventData(event=event, customer=NUMBER, purchase=purchase),
            key="",
            body_hash="",
            bundles=self.bundles,
            new_id=self.new_id,
            now=self.now,
        )
        if isinstance(recorded, list):
            return recorded
        self.told = self.told or purchase is not None
        await self._work()
        return [] if isinstance(recorded, RecordedEvent) else [WrongField("event", "was refused", "report it once")]

    async def write(self, text: str, reading: Reading | None) -> None:
        """The customer writes a text, or taps the button that reads so."""
        choice = self._button(text)
        self.messages += 1
        self.reader.reading = reading or UNREAD
        message = Inbound(
            channel=self.bot.channel,
            sender=NUMBER,
            message_id=f"u{self.messages}",
            order=self.messages,
            kind="button" if choice else "text",
            text=text,
            button=choice.payload if choice else "",
        )
        await accept(self.store, [message], now=self.now)
        await self._work()

    async def contacts(self) -> list[ContactRow]:
        """What became of each contact, in the order of their occurrences."""
        rows = await self.store.read(lambda tx: contacts_of(tx, self.customer_id))
        return sorted(rows, key=lambda row: (row.contact, row.occurrence, row.planned_for))

    async def consents(self) -> dict[str, bool]:
        """The ledger's latest word by purpose."""
        found = await self.store.read(lambda tx: latest_consents(tx, [self.customer_id]))
        return dict(found.get(self.customer_id, {}))

    async def _work(self) -> None:
        """Everything that runs by the clock or by a wake, once, until nothing more is to be sent."""
        ready = {"bundles": self.bundles, "new_id": self.new_id, "now": self.now}
        await take_turns(self.store, reader=self.reader, **ready)  # type: ignore[arg-type]
        await remind_and_expire(self.store, **ready)  # type: ignore[arg-type]
        await open_contacts(self.store, **ready)  # type: ignore[arg-type]
        bots: dict[str, Bot] = {self.bot.channel: self.bot}
        while await deliver(self.store, bots=bots, bundles=self.bundles, now=self.now, sending=Sending(gate=ask_gate)):
            pass

    def _button(self, text: str) -> Choice | None:
        newest = next((message.prompt for message in reversed(self.sent) if message.prompt.choices), None)
        if newest is None or not 0 < len(newest.choices) <= CAPABILITIES[self.bot.channel].buttons:
            return None
        return next((choice for choice in newest.choices if choice.label == text), None)

    def _purchase(self, facts: Mapping[str, str]) -> PurchaseData:
        """The purchase as an event tells it; dates without a zone are those of the customer's clock."""
        known = {key: value for key, value in facts.items() if key in PURCHASE_FIELDS}
        dates = {key: _local(facts[key], self.zone) for key in DATES if key in facts}
        others = {*PURCHASE_FIELDS, *DATES, "number", "amount", "currency"}
        amount = round(float(facts["amount"]) * 100) if "amount" in facts else None
        return PurchaseData(
            id=self.purchase.get("number", PURCHASE),
            amount_minor=amount,
            currency=facts.get("currency", "EUR" if amount is not None else None),
            attributes={key: value for key, value in facts.items() if key not in others},
            **known,  # type: ignore[arg-type]  # kind's word is checked where it is recorded
            **dates,  # type: ignore[arg-type]
        )


async def begin(store: Store, experience: Experience, transcript: JourneyTranscript, now: datetime) -> LiveJourney:
    """A house that runs this experience, with the transcript's customer in it, reachable and with his consents."""
    await store.run(lambda tx: add_bundle(tx, experience.bundle, dict(experience.files), who="test", now=now))
    bundles = Bundles(store, {experience.bundle: experience})
    known, brand = transcript.customer, experience.brand
    zone = known.get("zone", brand.zone)
    life = LiveJourney(
        store=store,
        experience=experience,
        journey=transcript.journey,
        zone=ZoneInfo(zone),
        now=now,
        bot=RecordingBot(transcript.channel),
        bundles=bundles,
        purchase=dict(transcript.purchase),
    )
    data = CustomerData(
        first_name=known.get("first_name", ""),
        last_name=known.get("last_name", ""),
        salutation=known.get("salutation", ""),
        language=transcript.language,
        form=transcript.form or brand.form,
        zone=zone,
        attributes={key: list(value) if isinstance(value, tuple) else value for key, value in transcript.facts.items()},
        consents=tuple(
            ConsentData(purpose=purpose, granted=True, version="test", confirmed="transcript")
            for purpose in transcript.consented
        ),
    )
    stored = await put_customer(store, NUMBER, data, new_id=life.new_id, now=now, bundles=bundles)
    assert isinstance(stored, StoredCustomer), stored  # what a transcript may say of a customer is checked
    life.customer_id = stored.customer_id
    address = {
        "id": life.new_id(),
        "customer_id": stored.customer_id,
        "channel": transcript.channel,
        "platform_id": NUMBER,
        "state": "open",
        "last_inbound_at": now,
        "created_at": now,
    }
    await store.run(lambda tx: add_addresses(tx, [address]))
    return life


def _local(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
