"""The facts about a conversation that conditions and the desk's rules look at, under flat names."""

from __future__ import annotations

from conversation.conditions import UNSURE, Fact
from conversation.session import Answer, Session


def facts(session: Session, *, touchpoint: str = "") -> dict[str, Fact]:
    """What is known now.

    - every answered step under its name: a score as number and band, a choice as key, consent as true/false and
      accept/decline, a text as itself; a text whose reading is unsure or absent is also "unsure"
    - sentiment, kind, mixed, topics of the newest answer that the model read
    - touchpoint_score: the band of the newest score, touchpoint: the name given
    - customer.* and everything the customer's facts hold (purchase.* …)
    """
    known: dict[str, Fact] = dict(session.customer.facts)
    known["customer.language"] = session.customer.language
    known["customer.channel"] = session.customer.channel
    if touchpoint:
        known["touchpoint"] = touchpoint
    for answer in session.answers:
        _add(known, answer)
    return known


def _add(known: dict[str, Fact], answer: Answer) -> None:
    if answer.value is not None:
        known[answer.step] = _values(answer)
        known[answer.step.rpartition("/")[2]] = known[answer.step]
    if answer.kind == "ask_score" and answer.value is not None:
        known["touchpoint_score"] = answer.band
    reading = answer.reading
    if reading is not None:
        known["sentiment"] = reading.sentiment
        known["kind"] = reading.kind
        known["mixed"] = reading.mixed
        known["topics"] = reading.topic_names or (UNSURE,)


def _values(answer: Answer) -> Fact:
    assert answer.value is not None, "a skipped question is no fact"
    if answer.kind == "ask_text":
        unsure = answer.reading is None or answer.reading.sentiment == UNSURE
        return (answer.value, UNSURE) if unsure else answer.value
    return (answer.value, answer.band) if answer.band and answer.band != answer.value else answer.value
