"""The dashboard: scores with n and interval, latest answers with readings, open cases, planned contacts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from app.web.page_texts import TEXTS, page_language
from app.web.pictures import TrendPoint, trend, whisker
from authoring.experience import Experience
from conversation.messages import Language
from insights.scores import Score, ces, csat, nps
from storage.database import Store
from storage.reports import BandCount, count_bands, latest_answers, open_cases, planned_contacts
from storage.transactions import Transaction

DAYS = 90  # a quarter: long enough for n, short enough to be news
MONTHS = 12
AHEAD_DAYS = 14
FEWEST = 5  # below this many answers an interval spans nearly the whole scale: a figure would only mislead

BANDS: dict[str, tuple[str, str, str]] = {
    "nps": ("detractor", "passive", "promoter"),
    "csat": ("dissatisfied", "neutral", "satisfied"),
    "ces": ("hard", "neutral", "easy"),
}


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


def score_of(scale: str, counts: dict[str, int]) -> Score | None:
    """The scale's score of these bands; None below the fewest answers a figure needs."""
    bad, middle, good = (counts.get(band, 0) for band in BANDS[scale])
    if bad + middle + good < FEWEST:
        return None
    if scale == "nps":
        return nps(promoters=good, passives=middle, detractors=bad)
    measure = csat if scale == "csat" else ces
    return measure(good, bad + middle + good)


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
        bands=[(band, counts.get(band, 0), counts.get(band, 0) * 100 / n if n else 0.0) for band in BANDS[scale]],
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


def templates_of() -> Jinja2Templates:
    """The pages' templates; everything that customers typed is escaped."""
    return Jinja2Templates(directory=Path(__file__).parent / "templates")


def router(
    *, store: Store, now: Callable[[], datetime], experience: Callable[[], Awaitable[Experience]], sandbox_url: str = ""
) -> APIRouter:
    """The dashboard's page. `now` is the business clock, `sandbox_url` leads back to the demo's phones."""
    doors = APIRouter()
    templates = templates_of()

    @doors.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def dashboard(request: Request, lang: str = "") -> HTMLResponse:
        language = page_language(lang, request.headers.get("accept-language", ""))
        moment = now()
        ours = await experience()
        zone = ZoneInfo(ours.brand.zone)
        local = moment.astimezone(zone)

        def load(tx: Transaction) -> dict[str, object]:
            return {
                "cards": [score_card(tx, scale, now=local, language=language) for scale in BANDS],
                "answers": latest_answers(tx, limit=16),
                "cases": open_cases(tx, limit=20),
                "contacts": planned_contacts(tx, until=moment + timedelta(days=AHEAD_DAYS), limit=25),
            }

        def ago(when: datetime) -> str:
            if abs(when - moment) < timedelta(minutes=1):
                return TEXTS[language]["just_now"]
            return format_timedelta(when - moment, granularity="minute", add_direction=True, locale=language)

        def topic(name: str) -> str:
            known = ours.topics.get(name)
            return (getattr(known.text, language) if known else "") or name.replace("_", " ")

        def at(when: datetime, of_zone: str = "") -> str:
            return format_datetime(
                when, "EEE d. MMM, HH:mm", tzinfo=ZoneInfo(of_zone) if of_zone else zone, locale=language
            )

        page = await store.read(load)
        return templates.TemplateResponse(
            request,
            "dashboard.html",
            {
                **page,
                "t": TEXTS[language],
                "language": language,
                "brand": ours.brand,
                "topic": topic,
                "now": moment,
                "ago": ago,
                "at": at,
                "days": DAYS,
                "ahead": AHEAD_DAYS,
                "sandbox_url": sandbox_url,
            },
        )

    return doors
