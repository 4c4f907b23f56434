"""Takes in a review that was written elsewhere: a response with a source, for topics and words, never for a score."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from conversation.reading import Reading
from storage.customers import add_customer, find_record
from storage.reviews import add_review, has_review
from storage.transactions import Transaction

REVIEWS_OF = "reviews_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewData:
    """One review: `id` is the source's own. Stars are kept as they are and enter no score."""

    source: str
    id: str
    text: str
    at: datetime
    stars: float | None = None
    language: str = "de"
    touchpoint: str = ""


@dataclass(frozen=True, slots=True)
class KeptReview:
    """The review is a response now; `repeated` where it was before."""

    response_id: str
    repeated: bool


def review_in(
    tx: Transaction, data: ReviewData, *, reading: Reading | None, new_id: Callable[[], str], now: datetime
) -> KeptReview:
    """Keep a review, once. Nobody we know has written it: all reviews of one source belong to one nameless customer."""
    response_id = "r" + hashlib.sha256(f"{data.source}\x1f{data.id}".encode()).hexdigest()[:15]
    if has_review(tx, response_id):
        return KeptReview(response_id, repeated=True)
    writer = f"reviews-{data.source}"
    if find_record(tx, writer) is None:
        row = {"id": writer, "attributes": {REVIEWS_OF: data.source}, "created_at": now, "updated_at": now}
        add_customer(tx, row)
    add_review(
        tx,
        response={
            "id": response_id,
            "customer_id": writer,
            "flow": f"review_{data.source}",
            "touchpoint": data.touchpoint,
            "channel": "review",
            "language": data.language,
            "state": "completed",
            "started_at": data.at,
            "ended_at": data.at,
        },
        text=data.text,
        stars=data.stars,
        reading=reading,
        reading_id=new_id(),
        at=data.at,
    )
    return KeptReview(response_id, repeated=False)
