"""Tells the desk at once when a score really drops or a topic spikes: each once a week, not at every tick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from authoring.experience import Experience
from conversation.messages import Language
from insights.alerts import Drop, Spike, dropped, spikes
from storage.columns import JsonObject
from storage.database import Store
from storage.desk_posts import add_posts, has_post
from storage.digests import bands_of, heard_between
from storage.transactions import Transaction
from usecases.bundles import Bundles, NoBundleError
from usecases.see_digest import BASE, SCALES
from usecases.topic_labels import topic_labels

WEEK, DAY = timedelta(days=7), timedelta(days=1)

Alert = tuple[str, Drop | Spike]
"""What it is about, by a key that stays the same for a week, and the figures."""


async def watch_scores(store: Store, *, bundles: Bundles, now: datetime) -> int:
    """Look, and put alerts on their way that were not told this week; returns how many posts are new.

    Topics are looked at every time, scores once a day: more often would only find more chance. It is looked beside the
    writer, so that nobody waits; what was told already finds its key taken.
    """

    def look(tx: Transaction) -> tuple[list[JsonObject], list[JsonObject]]:
        try:
            experience = bundles.load_current(tx)
        except NoBundleError:
            return [], []
        local = now.astimezone(ZoneInfo(experience.desk.digests.zone or experience.brand.zone))
        alerts = list(_spikes(tx, now))
        marker = f"scores looked at:{local.date()}"
        looked: list[JsonObject] = []
        if local.time() >= experience.desk.digests.at and not has_post(tx, marker):
            alerts += _drops(tx, now)
            looked.append({"key": marker, "place": "-", "body": {}, "due_at": now, "state": "sent"})
        year, week, _ = local.isocalendar()
        told = [
            _row(alert, place, language, f"{year}-{week:02}", experience, now)
            for place, language in _readers(experience).items()
            for alert in alerts
        ]
        return looked, told

    looked, told = await store.read(look)
    if not looked and not told:
        return 0

    def write(tx: Transaction) -> int:
        add_posts(tx, looked)
        return add_posts(tx, told)

    return await store.run(write)


def _spikes(tx: Transaction, now: datetime) -> Iterator[Alert]:
    since = now - DAY
    heard, before = heard_between(tx, since, now), heard_between(tx, since - BASE, since)
    for spike in spikes([row.topics for row in heard], [row.topics for row in before]):
        yield f"topic:{spike.topic}", spike


def _drops(tx: Transaction, now: datetime) -> Iterator[Alert]:
    since = now - WEEK
    for scale in SCALES:
        drop = dropped(scale, bands_of(tx, scale, since, now), bands_of(tx, scale, since - BASE, since))
        if drop is not None:
            yield f"score:{scale}", drop


def _readers(experience: Experience) -> dict[str, Language]:
    """The channel of alerts; where there is none, that of each team's digest."""
    desk = experience.desk
    if desk.digests.alerts:
        return {desk.digests.alerts: experience.desk_language()}
    return {team.digest.channel or team.channel: experience.desk_language(team.name) for team in desk.teams.values()}


def _row(alert: Alert, place: str, language: Language, week: str, experience: Experience, now: datetime) -> JsonObject:
    from bots import slack_digest

    about, found = alert
    labels = topic_labels(experience, language)
    told = (
        slack_digest.dropped(found, language)
        if isinstance(found, Drop)
        else slack_digest.spiked(found, language, labels)
    )
    return {"key": f"alert:{about}:{week}:{place}", "place": place, "body": {"text": told}, "due_at": now}
