"""One score as our pages draw it: figure, n, interval, bands and twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from markupsafe import Markup

from app.web.page_texts import TEXTS
from app.web.pictures import TrendPoint, trend, whisker
from conversation.messages import Language
from conversation.scales import SCALES
from insights.banded import score_of
from insights.scores import Score
from storage.reports import BandCount, count_bands
from storage.transactions import Transaction

DAYS = 90  # a quarter: long enough for n, short enough to be news
MONTHS = 12

SCORES = ("nps", "csat", "ces")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCard:
    """One score as the dashboard draws it; `score` is None where too few answered."""

    name: str
    n: int
    sample: int
    score: Score | None
    bands: list[tuple[str, int, float]]  # band, count, share in percent
    trend: Markup
    whisker: Markup
    percent: bool


def months_before(now: datetime) -> list[tuple[datetime, datetime]]:
    """The last twelve calendar months up to now, as [since, until)."""
    starts = []
    year, month = now.year, now.month
    for _ in range(MONTHS):
        starts.append(now.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    starts.reverse()
    return list(zip(starts, [*starts[1:], now + timedelta(seconds=1)], strict=True))


def score_card(tx: Transaction, scale: str, *, now: datetime, language: Language) -> ScoreCard:
    """Everything about one score: the last quarter's figure, its bands, and twelve months."""
    rows = count_bands(tx, scale=scale, since=now - timedelta(days=DAYS), until=now + timedelta(seconds=1))
    counts = {row.band: row.count for row in rows}
    n = sum(counts.values())
    bottom, top = (-100.0, 100.0) if scale == "nps" else (0.0, 100.0)
    score = score_of(scale, counts)
    text = TEXTS[language]
    points = [month_point(tx, scale, since, until, language) for since, until in months_before(now)]
    return ScoreCard(
        name=scale,
        n=n,
        sample=sum(row.sample for row in rows),
        score=score,
        bands=[
            (band, counts.get(band, 0), counts.get(band, 0) * 100 / n if n else 0.0) for band in SCALES[scale].bands
        ],
        trend=Markup("")
        if all(point.value is None for point in points)
        else trend(points, bottom=bottom, top=top, title=text["trend"].format(name=text[scale])),
        whisker=whisker(
            value=score.value,
            low=score.low,
            high=score.high,
            bottom=bottom,
            top=top,
            title=text["interval"].format(low=round(score.low), high=round(score.high)),
        )
        if score
        else Markup(""),
        percent=scale != "nps",
    )


def month_point(tx: Transaction, scale: str, since: datetime, until: datetime, language: Language) -> TrendPoint:
    """One month of the trend."""
    rows: list[BandCount] = count_bands(tx, scale=scale, since=since, until=until)
    score = score_of(scale, {row.band: row.count for row in rows})
    label = format_date(since.date(), "MMM yy", locale=language)
    n = sum(row.count for row in rows)
    if score is None:
        return TrendPoint(label=label, value=None, low=0, high=0, n=n)
    return TrendPoint(label=label, value=score.value, low=score.low, high=score.high, n=n)
