"""Customers who answer a real flow, what they write, and the replies they must get: computed by the engine alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from authoring.experience import Experience
from conversation.effects import SendPrompt, Turn
from conversation.engine import resume, start
from conversation.inputs import Reply
from conversation.messages import Channel, Inbound
from conversation.reading import Reading, TopicScore
from conversation.wording import fill
from storage.customers import CustomerRow, addresses, customers
from storage.transactions import Transaction
from usecases.batch import NewId
from usecases.bundles import Bundles
from usecases.customer_facts import as_customer
from usecases.start_flow import NotOpened, Opening, open_sessions

FLOW = "post_trip_nps"
ANGRY = "The bus was two hours late and nobody told us on trip"
SCRIPTS = (
    ("9", "Everything was well organised on trip {n}"),
    ("7", "A quieter room, please near the {n}"),
    ("no idea what you mean, says {n}", "10"),
    ("2", ANGRY + " {n}"),
    ("11", "10", "The guide in the old town knew {n} well"),
)
UNHAPPY = Reading(
    sentiment="negative",
    confidence=0.97,
    kind="feedback",
    kind_confidence=0.9,
    topics=(TopicScore("punctuality_delivery", 0.93),),
    model="bench",
)
OTHERWISE = Reading(sentiment="positive", confidence=0.9, kind="feedback", kind_confidence=0.9, model="bench")


@dataclass
class QuickReader:
    """Stands where the model stands: reading is measured elsewhere, its place in the path is kept."""

    texts: int = 0

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, at once."""
        self.texts += len(texts)
        return [reading_of(text) for text in texts]


def reading_of(text: str) -> Reading:
    """What stands for the model's reading."""
    return UNHAPPY if text.startswith(ANGRY) else OTHERWISE


@dataclass
class Crowd:
    """Customers with an open question each, and everything they will write, interleaved round by round."""

    channel: Channel
    messages: list[Inbound] = field(default_factory=list)
    expected: dict[str, list[str]] = field(default_factory=dict)  # by sender


def gather(experience: Experience, count: int, now: datetime, channel: Channel = "telegram", first: int = 0) -> Crowd:
    """`count` messages, or a few more; with the replies that each sender must have got in the end.

    Every customer writes words of his own. `first` is the number of the first customer.
    """
    crowd = Crowd(channel)
    rounds: list[list[Inbound]] = [[], [], []]
    number = first
    while sum(len(part) for part in rounds) < count:
        script = [text.format(n=_name(number)) for text in SCRIPTS[number % len(SCRIPTS)]]
        sender = sender_of(channel, number)
        for position, text in enumerate(script):
            rounds[position].append(
                Inbound(channel=channel, sender=sender, message_id=f"{number}.{position}", kind="text", text=text)
            )
        crowd.expected[sender] = _replies(experience, channel, script, language_of(number), now)
        number += 1
    written = [message for part in rounds for message in part]
    crowd.messages = [replace(message, order=first * 10 + order) for order, message in enumerate(written, start=1)]
    return crowd


def sender_of(channel: Channel, number: int) -> str:
    """A customer's id on the channel."""
    return {"telegram": str(10_000_000 + number), "slack": f"U{number:09d}"}.get(channel, f"+4915{number:09d}")


def _name(number: int) -> str:
    """A word of the customer's own, without digits: those could be scores."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def language_of(number: int) -> str:
    """Every second customer reads German."""
    return "de" if number % 2 else "en"


def seat(
    tx: Transaction, crowd: Crowd, *, bundles: Bundles, new_id: NewId, now: datetime, first: int = 0, ask: bool = True
) -> None:
    """Write the customers and, with `ask`, open their sessions, as a morning's contacts would."""
    people, places, openings = [], [], []
    for number, sender in enumerate(crowd.expected, start=first):
        customer_id = f"customer{number}"
        people.append({"id": customer_id, "language": language_of(number), "created_at": now, "updated_at": now})
        places.append(
            {
                "id": f"address{number}",
                "customer_id": customer_id,
                "channel": crowd.channel,
                "platform_id": sender,
                "created_at": now,
            }
        )
        openings.append(Opening(customer_id=customer_id, flow=FLOW))
    tx.execute(customers.insert(), people)
    tx.execute(addresses.insert(), places)
    for start_at in range(0, len(openings) if ask else 0, 500):
        part = openings[start_at : start_at + 500]
        outcomes = open_sessions(tx, part, bundles=bundles, new_id=new_id, now=now)
        assert not [outcome for outcome in outcomes if isinstance(outcome, NotOpened)], "every session opens"


def _replies(
    experience: Experience, channel: Channel, script: Sequence[str], language: str, now: datetime
) -> list[str]:
    flow = experience.flows[FLOW]
    row = CustomerRow("x", "", "", "", language, "", "Europe/Berlin", {})
    turn = start(flow, as_customer(row, channel, flow.brand), now, session_id="0" * 12, bundle=experience.bundle)
    texts = _texts(turn, now)
    for text in script:
        assert turn.session.state == "asking", f"the script {script} says more than is asked"
        reading = reading_of(text) if any(character.isalpha() for character in text) else None
        turn = resume(flow, turn.session, Reply(text=text, reading=reading), now)
        texts += _texts(turn, now)
    assert turn.session.state == "completed", f"the script {script} ends the conversation"
    return texts


def _texts(turn: Turn, now: datetime) -> list[str]:
    said = [fill(effect.prompt, now) for effect in turn.effects if isinstance(effect, SendPrompt)]
    return [without_number(text) for text in said]


def without_number(text: str) -> str:
    """The engine alone knows no case numbers; the customers' are all different."""
    return " ".join(word for word in text.split(" ") if not word.startswith("C-"))
