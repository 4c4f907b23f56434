"""Sessions, prompts, inbound messages and readings survive JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from conversation.brand import Brand
from conversation.customer import Customer
from conversation.engine import start
from conversation.flow import Flow
from conversation.messages import Inbound, Media
from conversation.reading import Reading, TopicScore
from conversation.saved import (
    dump_inbound,
    dump_prompt,
    dump_reading,
    dump_session,
    load_inbound,
    load_prompt,
    load_reading,
    load_session,
)
from conversation.session import Answer, Session
from conversation.steps.ask_score import AskScore
from conversation.texts import Wording

NOW = datetime(2027, 5, 1, 9, tzinfo=UTC)
READING = Reading(
    sentiment="negative", confidence=0.93, kind="feedback", kind_confidence=0.8, topics=(TopicScore("other", 0.7),)
)


def test_session_survives_json() -> None:
    """A session with every kind of answer comes back equal, with the types of its values."""
    values: tuple[str | int | float | bool | None, ...] = (7, 2.0, True, "7", None)
    session = Session(
        id="abcdefghijkl",
        flow="post_trip_nps",
        bundle="b1",
        customer=Customer(id="c1", channel="telegram", facts={"customer.children_ages": ("5", "8"), "customer.n": 3}),
        step="why_not",
        asked_at=NOW,
        answers=tuple(
            Answer(step=f"s{number}", kind="ask_score", value=value, reading=READING, at=NOW)
            for number, value in enumerate(values)
        ),
        spare_reading=READING,
        started_at=NOW,
    )
    again = load_session(json.loads(json.dumps(dump_session(session))))
    assert again == session
    assert [type(answer.value) for answer in again.answers] == [type(value) for value in values]


def test_prompt_survives_json() -> None:
    """A prompt with values and choices comes back equal."""
    step = AskScore(name="recommend", scale="nps", text=Wording(de="{{ hello }} Von 0 bis 10?"))
    flow = Flow(name="nps", purpose="survey", brand=Brand(name="Sonnweg"), steps=(step,))
    turn = start(
        flow, Customer(id="c1", channel="telegram", first_name="Ada"), NOW, session_id="abcdefghijkl", bundle="b"
    )
    prompt = turn.effects[0].prompt  # type: ignore[union-attr]  # the first effect asks
    assert load_prompt(json.loads(json.dumps(dump_prompt(prompt)))) == prompt


def test_inbound_survives_json() -> None:
    """An inbound message with media comes back equal."""
    inbound = Inbound(
        channel="telegram", sender="42", message_id="7", kind="media", media=(Media("file", "image/png", 12),), order=7
    )
    assert load_inbound(json.loads(json.dumps(dump_inbound(inbound)))) == inbound


def test_reading_survives_json() -> None:
    """A reading with topics comes back equal."""
    assert load_reading(json.loads(json.dumps(dump_reading(READING)))) == READING
