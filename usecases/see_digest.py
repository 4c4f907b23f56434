"""Puts a team's digest together: what the day or the week has brought, against the four weeks before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from authoring.desk import Desk, Team
from authoring.experience import Experience
from insights.banded import score_of, thirds
from insights.closed_loop import (
    CaseOutcome,
    Recovered,
    closed_loop_rate,
    first_answer_time,
    first_contact_resolution,
    recovered,
)
from insights.digest import Digest, ScoreLine, TrendPoint, moved_topics
from insights.loyalty import Share
from insights.scores import Score
from insights.trends import score_change
from nlp.mask import mask
from storage.digests import (
    HeardRow,
    OutcomeRow,
    answered_of_asked,
    bands_of,
    heard_between,
    load_of,
    outcomes_between,
)
from storage.rewards import gifts_to_send
from storage.transactions import Transaction

SCALES = ("nps", "csat", "ces")
BASE = timedelta(days=28)  # what a period is compared with: the four weeks before
WEEKS = 12  # of the picture
QUOTES, SHORTEST, LONGEST = 2, 20, 280
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Whether the loop was closed, over so many cases; `rates` by the band the customer gave first ("" = none)."""

    cases: int
    rates: dict[str, Score]
    first_contact: Score | None
    first_answer: tuple[timedelta, int] | None
    recovered: Recovered | None


def zone_of(team: Team, experience: Experience) -> ZoneInfo:
    """Whose clock a team's digest keeps."""
    return ZoneInfo(team.digest.zone or experience.desk.digests.zone or experience.brand.zone)


def see_digest(tx: Transaction, experience: Experience, team: Team, *, day: date, week: bool, now: datetime) -> Digest:
    """The digest of the day, or the week, that ends with the beginning of `day` in the team's zone."""
    zone = zone_of(team, experience)
    first = day - timedelta(days=7 if week else 1)
    since, until = _midnight(first, zone), _midnight(day, zone)
    base = _midnight(first - BASE, zone)
    own = [point.name for point in experience.touchpoints.values() if point.owner == team.name]
    heard, before = heard_between(tx, since, until), heard_between(tx, base, since)
    outcomes = [outcome_of(row) for row in outcomes_between(tx, until - BASE, until, team=team.name)]
    load = load_of(tx, team.name, now, now + SOON)
    gifts = sum(gift.team == team.name and gift.due_at is not None and gift.due_at < now for gift in gifts_to_send(tx))
    overdue = {"call_backs": load.call_backs, "gestures": load.undecided, "gifts": gifts}
    return Digest(
        team=team.name,
        week=week,
        since=first,
        until=day,
        scores=[
            *_scores(tx, base, since, until, ()),
            *(line for line in _scores(tx, base, since, until, own) if own and line.n),
        ],
        comments=len(heard),
        moved=moved_topics([row.topics for row in heard], [row.topics for row in before]),
        best=_quotes(heard, "positive"),
        worst=_quotes(heard, "negative"),
        open=load.open,
        late=load.late,
        soon=load.soon,
        response=Share(*answered_of_asked(tx, since, until)),
        overdue={name: count for name, count in overdue.items() if count},
        loop={band: rate for band, rate in closed_loop_rate(outcomes).items() if band},
        first_contact=first_contact_resolution(outcomes),
        first_answer=first_answer_time(outcomes),
        trend=[
            _point(
                tx,
                _midnight(day - timedelta(days=7 * (back + 1)), zone),
                _midnight(day - timedelta(days=7 * back), zone),
            )
            for back in reversed(range(WEEKS))
        ],
    )


def see_loop(tx: Transaction, since: datetime, until: datetime) -> Loop:
    """The closed-loop figures of all teams' cases that were opened in [since, until)."""
    outcomes = [outcome_of(row) for row in outcomes_between(tx, since, until)]
    return Loop(
        cases=len(outcomes),
        rates=closed_loop_rate(outcomes),
        first_contact=first_contact_resolution(outcomes),
        first_answer=first_answer_time(outcomes),
        recovered=recovered(outcomes),
    )


def is_weekly(desk: Desk, day: date) -> bool:
    """Whether the digest of this day tells of a whole week."""
    return day.weekday() == desk.digests.weekly_on


def outcome_of(row: OutcomeRow) -> CaseOutcome:
    """A stored case as the closed-loop figures see it."""
    return CaseOutcome(
        band=row.band,
        answered=row.answered_at is not None,
        resolved=row.resolved,
        waited=row.answered_at - row.opened_at if row.answered_at else None,
        answers=row.answers,
        reopened=row.reopened,
        score_before=row.score_before,
        score_after=row.score_after,
        band_after=row.band_after,
    )


def _scores(
    tx: Transaction, base: datetime, since: datetime, until: datetime, touchpoints: Sequence[str]
) -> list[ScoreLine]:
    lines = []
    for scale in SCALES:
        now = bands_of(tx, scale, since, until, touchpoints=touchpoints)
        before = bands_of(tx, scale, base, since, touchpoints=touchpoints)
        lines.append(
            ScoreLine(
                scale=scale,
                n=sum(thirds(scale, now)),
                score=score_of(scale, now),
                change=score_change(scale, now, before),
                own=bool(touchpoints),
            )
        )
    return lines


def _point(tx: Transaction, since: datetime, until: datetime) -> TrendPoint:
    return TrendPoint(day=since.date(), score=score_of("nps", bands_of(tx, "nps", since, until)))


def _quotes(heard: Sequence[HeardRow], sentiment: str) -> list[str]:
    """What was said most clearly, masked; the model's surest first, texts alike once."""
    fitting = [row for row in heard if row.sentiment == sentiment and len(row.text.strip()) >= SHORTEST]
    surest = sorted(fitting, key=lambda row: (-row.confidence, -len(row.text)))
    shown = dict.fromkeys(mask(" ".join(row.text.split())) for row in surest)
    return [text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …" for text in shown][:QUOTES]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
