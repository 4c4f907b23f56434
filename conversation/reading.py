"""What the model saw in a text: sentiment, kind, topics, and how sure it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Sentiment = Literal["negative", "neutral", "positive", "unsure"]
Kind = Literal["feedback", "question", "request", "idea", "thanks", "opt_out", "other", "unsure"]

SENTIMENTS: tuple[str, ...] = get_args(Sentiment)
KINDS_OF_TEXT: tuple[str, ...] = get_args(Kind)

TOPICS: tuple[str, ...] = (
    "booking_reservation",
    "price_value",
    "payment_refund",
    "punctuality_delivery",
    "staff_service",
    "information_communication",
    "comfort_facilities",
    "cleanliness",
    "food_drink",
    "digital_app_website",
    "product_quality",
    "returns_complaints",
    "luggage",
    "safety_security",
    "accessibility",
    "location_connections",
    "loyalty_recommendation",
    "other",
)
"""The bundled model's topics; admins add their own in topics.yaml."""


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """A topic of the company's own: texts that are examples of it, and keywords that name it whatever else is said.

    A topic of the bundled model may have keywords too; it has no examples then.
    """

    name: str
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicScore:
    """One topic the text is about: its name and the calibrated probability (0..1).

    `sentiment` is what the text feels about this very topic, "" where it feels one thing throughout or nobody knows.
    """

    topic: str
    confidence: float
    sentiment: Sentiment | Literal[""] = ""

    def as_json(self) -> dict[str, str | float]:
        """The topic as it is stored with a reading."""
        row: dict[str, str | float] = {"topic": self.topic, "confidence": self.confidence}
        return row | {"sentiment": self.sentiment} if self.sentiment else row


@dataclass(frozen=True, slots=True)
class Reading:
    """The model's view of one text.

    `sentiment` and `kind` are "unsure" below the calibrated threshold; `topics` holds only topics
    above theirs, surest first. `confidence` is the calibrated probability (0..1) of the sentiment.
    `mixed` marks texts that praise and complain at once. `model` names the weights that read it.
    `faq` names the question of faq.yaml that the text asks, "" where it asks none of them.
    """

    sentiment: Sentiment = "unsure"
    confidence: float = 0.0
    mixed: bool = False
    kind: Kind = "unsure"
    kind_confidence: float = 0.0
    topics: tuple[TopicScore, ...] = ()
    language: str = ""
    model: str = ""
    faq: str = ""

    @property
    def topic_names(self) -> tuple[str, ...]:
        """The topics' names, surest first."""
        return tuple(score.topic for score in self.topics)


UNREAD = Reading()
"""Stands where no model has read the text (yet): unsure in everything."""
