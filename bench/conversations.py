"""Customers who answer a real flow, what they write, and the replies they must get: computed by the engine alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from authoring.experience import Experience
from conversation.effects import SendPrompt, Turn
from conversation.engine import resume, start
from conversation.inputs import Reply
from conversation.messages import Inbound
from conversation.reading import Reading, TopicScore
from conversation.wording import fill
from storage.customers import CustomerRow, addresses, customers
from storage.transactions import Transaction
from usecases.batch import NewId
from usecases.bundles import Bundles
from usecases.customer_facts import as_customer
from usecases.start_flow import NotOpened, Opening, open_sessions

FLOW = "post_trip_nps"
ANGRY = "The bus was two hours late and nobody told us"
SCRIPTS = (
    ("9", "Everything was well organised"),
    ("7", "A quieter room, please"),
    ("no idea what you mean", "10"),
    ("2", ANGRY),
    ("11", "10", "The guide in the old town"),
)
READINGS = {
    ANGRY: Reading(
        sentiment="negative",
        confidence=0.97,
        kind="feedback",
        kind_confidence=0.9,
        topics=(TopicScore("punctuality_delivery", 0.93),),
        model="bench",
    )
}
OTHERWISE = Reading(sentiment="positive", confidence=0.9, kind="feedback", kind_confidence=0.9, model="bench")


@dataclass
class QuickReader:
    """Stands where the model stands: reading is measured elsewhere, its place in the path is kept."""

    texts: int = 0

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, at once."""
        self.texts += len(texts)
        return [READINGS.get(text, OTHERWISE) for text in texts]


@dataclass
class Crowd:
    """Customers with an open question each, and everything they will write, interleaved round by round."""

    messages: list[Inbound] = field(default_factory=list)
    expected: dict[str, list[str]] = field(default_factory=dict)  # by sender


def gather(experience: Experience, count: int, now: datetime) -> Crowd:
    """`count` messages, or a few more; with the replies that each sender must have got in the end."""
    crowd = Crowd()
    rounds: list[list[Inbound]] = [[], [], []]
    number = 0
    while sum(len(part) for part in rounds) < count:
        sender, script = f"sender{number}", SCRIPTS[number % len(SCRIPTS)]
        language = "de" if number % 2 else "en"
        for position, text in enumerate(script):
            rounds[position].append(
                Inbound(channel="telegram", sender=sender, message_id=f"m{number}.{position}", kind="text", text=text)
            )
        crowd.expected[sender] = _replies(experience, script, language, now)
        number += 1
    crowd.messages = [message for part in rounds for message in part]
    return crowd


def seat(tx: Transaction, crowd: Crowd, *, bundles: Bundles, new_id: NewId, now: datetime) -> None:
    """Write the customers and open their sessions, as a morning's contacts would."""
    people, places, openings = [], [], []
    for number, sender in enumerate(crowd.expected):
        customer_id = f"customer{number}"
        language = "de" if number % 2 else "en"
        people.append({"id": customer_id, "language": language, "created_at": now, "updated_at": now})
        places.append(
            {
                "id": f"address{number}",
                "customer_id": customer_id,
                "channel": "telegram",
                "platform_id": sender,
                "created_at": now,
            }
        )
        openings.append(Opening(customer_id=customer_id, flow=FLOW))
    tx.execute(customers.insert(), people)
    tx.execute(addresses.insert(), places)
    for first in range(0, len(openings), 500):
        outcomes = open_sessions(tx, openings[first : first + 500], bundles=bundles, new_id=new_id, now=now)
        assert not [outcome for outcome in outcomes if isinstance(outcome, NotOpened)], "every session opens"


def _replies(experience: Experience, script: Sequence[str], language: str, now: datetime) -> list[str]:
    flow = experience.flows[FLOW]
    row = CustomerRow("x", "", "", "", language, "", "Europe/Berlin", {})
    turn = start(flow, as_customer(row, "telegram", flow.brand), now, session_id="0" * 12, bundle=experience.bundle)
    texts = _texts(turn, now)
    for text in script:
        assert turn.session.state == "asking", f"the script {script} says more than is asked"
        reading = READINGS.get(text, OTHERWISE) if any(character.isalpha() for character in text) else None
        turn = resume(flow, turn.session, Reply(text=text, reading=reading), now)
        texts += _texts(turn, now)
    assert turn.session.state == "completed", f"the script {script} ends the conversation"
    return texts


def _texts(turn: Turn, now: datetime) -> list[str]:
    return [fill(effect.prompt, now) for effect in turn.effects if isinstance(effect, SendPrompt)]
