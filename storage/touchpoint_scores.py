"""How customers judged each touchpoint, as counts: the latest answer of each customer on each scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from storage.responses import answers, responses
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class TouchpointBand:
    """How many customers put a touchpoint into this band of a scale."""

    touchpoint: str
    scale: str
    band: str
    count: int
    sample: int


def touchpoint_bands(tx: Transaction, *, since: datetime, until: datetime) -> list[TouchpointBand]:
    """All touchpoints that were judged in [since, until); a customer counts once a touchpoint, with his last word."""
    latest = (
        select(
            responses.c.touchpoint,
            answers.c.scale,
            answers.c.band,
            responses.c.sample,
            func.row_number()
            .over(
                partition_by=(responses.c.touchpoint, answers.c.scale, responses.c.customer_id),
                order_by=(answers.c.at.desc(), answers.c.id.desc()),
            )
            .label("age"),
        )
        .join(responses, responses.c.id == answers.c.response_id)
        .where(responses.c.touchpoint != "", answers.c.score.is_not(None), answers.c.at >= since, answers.c.at < until)
        .subquery()
    )
    samples = func.sum(case((latest.c.sample, 1), else_=0))
    query = (
        select(latest.c.touchpoint, latest.c.scale, latest.c.band, func.count(), samples)
        .where(latest.c.age == 1)
        .group_by(latest.c.touchpoint, latest.c.scale, latest.c.band)
        .order_by(latest.c.touchpoint, latest.c.scale, latest.c.band)
    )
    return [TouchpointBand(*row) for row in tx.execute(query)]
