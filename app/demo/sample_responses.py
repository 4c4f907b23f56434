"""One sample customer's response to one survey: contact, response, answers and the reading of the comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.sample_people import Traveller
from app.demo.sample_words import Comment, Mood, comments
from conversation.scales import SCALES

CONTACTS = {"support_ces": "after_hotline", "delivery_csat": "documents_opinion", "post_trip_nps": "post_trip"}
"""The contacts of the journey `trip` that open these flows."""

COMMENT_STEPS = {"detractor": "why_not", "passive": "what_missing", "promoter": "what_best"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One survey as it was sent; `share` of those who get it answer (0..1)."""

    flow: str
    touchpoint: str
    scale: str
    step: str
    at: datetime
    share: float


def response_rows(
    person: Traveller, asked: Asked, purchase: str, quality: float, chance: Random
) -> dict[str, list[dict[str, Any]]]:
    """Rows by table: always the contact, and what came back where the customer answered."""
    key = f"{purchase}-{asked.flow}"
    rows: dict[str, list[dict[str, Any]]] = {"contacts": [_contact(person, asked, purchase, key)]}
    if chance.random() > asked.share:
        return rows
    content = min(1.0, max(0.0, person.content + quality + chance.gauss(0, 0.13)))
    scale = SCALES[asked.scale]
    score = round(scale.low + _stretch(content) * (scale.high - scale.low))
    at = asked.at + timedelta(minutes=chance.randint(3, 600))
    rows["responses"] = [_response(person, asked, key, at)]
    rows["answers"] = [_score(asked, key, score, at)]
    if chance.random() < 0.68:
        comment = chance.choice(comments(person.language, _mood(content)))
        rows["answers"].append(_comment(key, comment, str(rows["answers"][0]["band"]), at))
        rows["readings"] = [_reading(person, key, comment, chance, at)]
    return rows


def _stretch(content: float) -> float:
    """Contentment as people put it on a scale: the upper end is crowded, the lower end has its tail."""
    return min(1.0, max(0.0, 1.35 * content - 0.12))


def _mood(content: float) -> Mood:
    """Which comments go with a contentment between 0 and 1."""
    return "negative" if content < 0.52 else "neutral" if content < 0.7 else "positive"


def _contact(person: Traveller, asked: Asked, purchase: str, key: str) -> dict[str, Any]:
    """The contact that opened the survey."""
    return {
        "id": f"t-{key}",
        "customer_id": person.id,
        "purchase_id": purchase,
        "journey": "trip",
        "contact": CONTACTS[asked.flow],
        "flow": asked.flow,
        "purpose": "survey",
        "touchpoint": asked.touchpoint,
        "due_at": asked.at,
        "planned_for": asked.at,
        "state": "opened",
        "created_at": asked.at - timedelta(days=9),
        "settled_at": asked.at,
    }


def _response(person: Traveller, asked: Asked, key: str, at: datetime) -> dict[str, Any]:
    """A completed response, marked as sample."""
    return {
        "id": f"r-{key}",
        "session_id": None,
        "customer_id": person.id,
        "contact_id": f"t-{key}",
        "flow": asked.flow,
        "touchpoint": asked.touchpoint,
        "channel": "webchat",
        "language": person.language,
        "state": "completed",
        "sample": True,
        "started_at": asked.at,
        "ended_at": at + timedelta(minutes=2),
    }


def _score(asked: Asked, key: str, score: int, at: datetime) -> dict[str, Any]:
    """The number and its band."""
    return {
        "id": f"s-{key}",
        "response_id": f"r-{key}",
        "step": asked.step,
        "kind": "ask_score",
        "scale": asked.scale,
        "score": float(score),
        "band": SCALES[asked.scale].band(score),
        "value": score,
        "text": str(score),
        "at": at,
    }


def _comment(key: str, comment: Comment, band: str, at: datetime) -> dict[str, Any]:
    """What the customer wrote after the number."""
    return {
        "id": f"w-{key}",
        "response_id": f"r-{key}",
        "step": COMMENT_STEPS.get(band, "comment"),
        "kind": "ask_text",
        "scale": "",
        "score": None,
        "band": "",
        "value": comment.text,
        "text": comment.text,
        "at": at + timedelta(minutes=1),
    }


def _reading(person: Traveller, key: str, comment: Comment, chance: Random, at: datetime) -> dict[str, Any]:
    """The reading the comment was written for; its model is named "sample", so nobody takes it for a measured one."""
    topics = [{"topic": topic, "confidence": round(chance.uniform(0.6, 0.95), 2)} for topic in comment.topics]
    return {
        "id": f"m-{key}",
        "answer_id": f"w-{key}",
        "sentiment": comment.mood,
        "confidence": round(chance.uniform(0.7, 0.97), 2),
        "mixed": comment.mixed,
        "kind": "feedback",
        "topics": topics,
        "language": person.language,
        "model": "sample",
        "at": at + timedelta(minutes=1),
    }
