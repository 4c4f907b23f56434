"""The facts about a conversation that conditions and the desk's rules look at, under flat names."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from conversation.conditions import UNSURE, Fact
from conversation.scales import SCALES
from conversation.session import Answer, Session
from conversation.typed.folding import words
from conversation.typed.several import JOINED

BAD_BANDS = frozenset(next(iter(scale.bands)) for scale in SCALES.values())
"""The worst band of each scale; on all of them high is good."""

GOOD_BANDS = frozenset(next(reversed(scale.bands)) for scale in SCALES.values())


def facts(session: Session, *, touchpoint: str = "") -> dict[str, Fact]:
    """What is known now.

    - every answered step under its name: a score as number and band, a choice as key, consent as true/false and
      accept/decline, a text as itself; a text whose reading is unsure or absent is also "unsure"
    - sentiment, kind, mixed, topics of the newest answer that the model read
    - touchpoint_score: the band of the newest score, touchpoint: the name given
    - confidence: how sure the newest reading's sentiment is, in percent
    - score_mismatch: whether score and words contradict each other
    - customer.* and everything the customer's facts hold (purchase.* …)
    """
    known: dict[str, Fact] = dict(session.customer.facts)
    known["customer.language"] = session.customer.language
    known["customer.channel"] = session.customer.channel
    if touchpoint:
        known["touchpoint"] = touchpoint
    for answer in session.answers:
        _add(known, answer)
    known["score_mismatch"] = _contradicts(str(known.get("touchpoint_score", "")), str(known.get("sentiment", "")))
    return known


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """What rules with `words` look for: each folded word of the texts, and each two and three in a row."""
    found: dict[str, None] = {}
    for text in texts:
        row = words(text)
        found.update(dict.fromkeys(row))
        found.update(dict.fromkeys(map(" ".join, pairwise(row))))
        found.update(dict.fromkeys(map(" ".join, zip(row, row[1:], row[2:], strict=False))))
    return tuple(found)


def _contradicts(band: str, sentiment: str) -> bool:
    """Whether somebody is unhappy in words and happy by the score, or the other way round."""
    return (band in GOOD_BANDS and sentiment == "negative") or (band in BAD_BANDS and sentiment == "positive")


def _add(known: dict[str, Fact], answer: Answer) -> None:
    if answer.value is not None:
        known[answer.step] = _values(answer)
        known[answer.step.rpartition("/")[2]] = known[answer.step]
    if answer.kind == "ask_score" and answer.value is not None:
        known["touchpoint_score"] = answer.band
    reading = answer.reading
    if reading is not None:
        known["sentiment"] = reading.sentiment
        known["confidence"] = round(100 * reading.confidence)
        known["kind"] = reading.kind
        known["mixed"] = reading.mixed
        known["topics"] = reading.topic_names or (UNSURE,)


def _values(answer: Answer) -> Fact:
    assert answer.value is not None, "a skipped question is no fact"
    if answer.kind == "ask_text":
        unsure = answer.reading is None or answer.reading.sentiment == UNSURE
        return (answer.value, UNSURE) if unsure else answer.value
    if answer.kind == "ask_choices":
        return tuple(key for key in str(answer.value).split(JOINED) if key)
    return (answer.value, answer.band) if answer.band and answer.band != answer.value else answer.value
