"""Brings the desk's cards up to date: every case with a stale card is drawn as it stands now, a storm as one list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from authoring.experience import Experience
from bots.card import Card, Shown, ShowOutcome
from bots.outcome import Refused, RetryLater
from storage.case_lists import CaseList, cases_of_list, claim_lists, settle_list
from storage.case_work import begin_card, case_facts, claim_cards, postpone_cards, settle_card
from storage.database import Store
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.case_board import storm_card
from usecases.case_card import card_of, place_of

if TYPE_CHECKING:  # Slack's libraries are loaded only where a desk is set up
    from bots.slack_desk import SlackDesk

LEASE = timedelta(seconds=60)
RETRY_AFTER = timedelta(seconds=5)
REFUSED_RETRY_AFTER = timedelta(minutes=10)  # a missing channel or right is mended by a person
STORM_LINES = 15
STORM_EVERY = timedelta(seconds=10)  # a list that changes all the time is drawn no more often


async def show_cases(store: Store, *, desk: SlackDesk, bundles: Bundles, now: datetime, limit: int = 20) -> int:
    """Show up to `limit` stale cards; returns how many were shown or postponed.

    The card is a projection: what changed while it was under way keeps it stale, and the last state wins. Before a
    first post its place is written down, so that after a lost answer or a crash the card is looked for there. A channel
    that takes nothing more for now postpones every card that waits for it, so that other channels go on.
    """
    if not await store.read(lambda tx: claim_cards(tx, now, 1) or claim_lists(tx, now)):
        return 0
    lists = await store.run(lambda tx: claim_lists(tx, now, until=now + LEASE))
    waiting = await store.run(lambda tx: claim_cards(tx, now, limit, until=now + LEASE))
    experience = await bundles.current()
    for found in lists:
        await _show_list(store, desk, experience, found, now)
    throttled: set[str] = set()
    for case_id in waiting:
        await _show(store, desk, experience, case_id, throttled, now)
    return len(waiting) + len(lists)


async def _show(
    store: Store, desk: SlackDesk, experience: Experience, case_id: str, throttled: set[str], now: datetime
) -> None:
    facts = await store.read(lambda tx: case_facts(tx, case_id))
    if facts is None or facts.case["team"] in throttled:
        return
    card = card_of(facts, experience, now)
    known, ts = str(facts.case["card_channel"]), str(facts.case["card_ts"])
    place = known or place_of(card, experience)
    if not known:
        await store.run(lambda tx: begin_card(tx, case_id, place))
    outcome = await desk.show(card, place, ts, maybe_posted=bool(known) and not ts)
    if isinstance(outcome, RetryLater):
        throttled.update(_teams_beside(experience, card.team))
    await store.run(lambda tx: _settle(tx, card, outcome, experience, now))


def _teams_beside(experience: Experience, name: str) -> list[str]:
    """Every team that is shown in the same channel."""
    team = experience.desk.teams.get(name)
    return [name, *(other.name for other in experience.desk.teams.values() if team and other.channel == team.channel)]


def _settle(tx: Transaction, card: Card, outcome: ShowOutcome, experience: Experience, now: datetime) -> None:
    """Keep what became of it; a card that no longer shows the case as it stands stays stale."""
    if isinstance(outcome, Shown):
        facts = case_facts(tx, card.case_id)
        behind = facts is not None and card_of(facts, experience, now) != card
        settle_card(tx, card.case_id, stale=behind, place=outcome.place, ts=outcome.ts)
        return
    retry_at = _retry_at(outcome, now)
    settle_card(tx, card.case_id, stale=True, retry_at=retry_at)
    if isinstance(outcome, RetryLater):
        postpone_cards(tx, _teams_beside(experience, card.team), retry_at)


def _retry_at(outcome: ShowOutcome, now: datetime) -> datetime:
    if isinstance(outcome, RetryLater) and outcome.after_s is not None:
        return now + timedelta(seconds=outcome.after_s)
    return now + (REFUSED_RETRY_AFTER if isinstance(outcome, Refused) else RETRY_AFTER)


async def _show_list(store: Store, desk: SlackDesk, experience: Experience, found: CaseList, now: datetime) -> None:
    lines, counts = await store.read(lambda tx: cases_of_list(tx, found.id, STORM_LINES))
    team = experience.desk.teams.get(found.team)
    place = found.place or (team.channel if team else f"#{found.team}")
    card = storm_card(found, lines, counts, experience)
    if not found.place:
        await store.run(lambda tx: settle_list(tx, found.id, stale=True, place=place))
    outcome = await desk.show_storm(card, place, found.ts, maybe_posted=bool(found.place) and not found.ts)
    await store.run(lambda tx: _settle_list(tx, found, counts, outcome, now))


def _settle_list(tx: Transaction, found: CaseList, counts: dict[str, int], outcome: ShowOutcome, now: datetime) -> None:
    if not isinstance(outcome, Shown):
        settle_list(tx, found.id, stale=True, retry_at=_retry_at(outcome, now))
        return
    _, newest = cases_of_list(tx, found.id, 0)
    behind = newest != counts
    retry_at = now + STORM_EVERY if behind else None
    settle_list(tx, found.id, stale=behind, place=outcome.place, ts=outcome.ts, retry_at=retry_at)
