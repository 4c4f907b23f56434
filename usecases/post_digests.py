"""Posts each team's digest when its hour has come: once a day or week, whoever ticks and however often."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from authoring.desk import Team
from authoring.experience import Experience
from insights.digest import Digest
from storage.columns import JsonObject
from storage.database import Store
from storage.desk_posts import add_posts, has_post
from storage.transactions import Transaction
from usecases.bundles import Bundles, NoBundleError
from usecases.see_digest import is_weekly, see_digest, zone_of
from usecases.topic_labels import topic_labels

LATEST = timedelta(hours=12)
"""A digest that is later than this is left out: the next one is near."""


async def post_digests(store: Store, *, bundles: Bundles, now: datetime) -> int:
    """Post what is due of each team; returns how many digests were new.

    They are counted beside the writer, so that nobody waits for them; whoever is slower finds its key taken.
    """

    def due(tx: Transaction) -> list[JsonObject]:
        try:
            experience = bundles.load_current(tx)
        except NoBundleError:
            return []
        rows = (_due(tx, experience, team, now) for team in experience.desk.teams.values())
        return [row for row in rows if row is not None]

    rows = await store.read(due)
    if not rows:
        return 0
    empty, told = ([row for row in rows if bool(row["body"]) is full] for full in (False, True))

    def write(tx: Transaction) -> int:
        add_posts(tx, empty)
        return add_posts(tx, told)

    return await store.run(write)


def due_day(team: Team, experience: Experience, now: datetime) -> date | None:
    """The day whose digest is due now, None before its hour and long after it."""
    zone = zone_of(team, experience)
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), team.digest.at or experience.desk.digests.at, zone)
    if not at <= local < at + LATEST:
        return None
    return local.date() if team.digest.daily or is_weekly(experience.desk, local.date()) else None


def send_digest(tx: Transaction, experience: Experience, team: Team, digest: Digest, now: datetime) -> bool:
    """Put a digest on its way, also where there is nothing to tell; False where the team has got it already."""
    return add_posts(tx, [_row(team, digest, now) | {"body": body_of(digest, team, experience)}]) == 1


def _due(tx: Transaction, experience: Experience, team: Team, now: datetime) -> JsonObject | None:
    """The post of a digest that is due, without a body where there is nothing to tell; None where none is due."""
    day = due_day(team, experience, now)
    if day is None or has_post(tx, _key(team, day, week=is_weekly(experience.desk, day))):
        return None
    digest = see_digest(tx, experience, team, day=day, week=is_weekly(experience.desk, day), now=now)
    if digest.empty:
        return _row(team, digest, now) | {"body": {}, "state": "sent", "outcome": "nothing to tell"}
    return _row(team, digest, now) | {"body": body_of(digest, team, experience)}


def _row(team: Team, digest: Digest, now: datetime) -> JsonObject:
    place = team.digest.channel or team.channel
    return {"key": _key(team, digest.until, week=digest.week), "due_at": now, "place": place}


def _key(team: Team, day: date, *, week: bool) -> str:
    return f"digest:{team.name}:{'week' if week else 'day'}:{day}"


def body_of(digest: Digest, team: Team, experience: Experience) -> JsonObject:
    """The post: its words and blocks as they are now, and the points of its picture, which is drawn when it is sent."""
    from bots.slack_digest import blocks, summary

    words = experience.desk_language(team.name)
    labels = topic_labels(experience, words)
    points = [[point.day.isoformat(), asdict(point.score) if point.score else None] for point in digest.trend]
    drawn = any(score for _, score in points)
    body: JsonObject = {"text": summary(digest, words), "blocks": blocks(digest, words, labels)}
    return body | ({"trend": points, "words": words} if drawn else {})
