"""Brings the desk's cards up to date: every case with a stale card is drawn as it stands now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from authoring.experience import Experience
from bots.card import Card, Shown, ShowOutcome
from bots.outcome import Refused, RetryLater
from storage.case_work import begin_card, case_facts, settle_card, stale_cards
from storage.database import Store
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.case_card import card_of, place_of

if TYPE_CHECKING:  # Slack's libraries are loaded only where a desk is set up
    from bots.slack_desk import SlackDesk

RETRY_AFTER = timedelta(seconds=5)
REFUSED_RETRY_AFTER = timedelta(minutes=10)  # a missing channel or right is mended by a person


async def show_cases(store: Store, *, desk: SlackDesk, bundles: Bundles, now: datetime, limit: int = 20) -> int:
    """Show up to `limit` stale cards; returns how many were shown or postponed.

    The card is a projection: what changed while it was under way keeps it stale, and the last state wins. Before a
    first post its place is written down, so that after a lost answer or a crash the card is looked for there.
    """
    waiting = await store.read(lambda tx: stale_cards(tx, now, limit))
    if not waiting:
        return 0
    experience = await bundles.current()
    for case_id in waiting:
        await _show(store, desk, experience, case_id, now)
    return len(waiting)


async def _show(store: Store, desk: SlackDesk, experience: Experience, case_id: str, now: datetime) -> None:
    facts = await store.read(lambda tx: case_facts(tx, case_id))
    if facts is None:
        return
    card = card_of(facts, experience)
    known, ts = str(facts.case["card_channel"]), str(facts.case["card_ts"])
    place = known or place_of(card, experience)
    if not known:
        await store.run(lambda tx: begin_card(tx, case_id, place))
    outcome = await desk.show(card, place, ts, maybe_posted=bool(known) and not ts)
    await store.run(lambda tx: _settle(tx, card, outcome, experience, now))


def _settle(tx: Transaction, card: Card, outcome: ShowOutcome, experience: Experience, now: datetime) -> None:
    """Keep what became of it; a card that no longer shows the case as it stands stays stale."""
    if isinstance(outcome, Shown):
        facts = case_facts(tx, card.case_id)
        behind = facts is not None and card_of(facts, experience) != card
        settle_card(tx, card.case_id, stale=behind, place=outcome.place, ts=outcome.ts)
        return
    retry_at = now + (REFUSED_RETRY_AFTER if isinstance(outcome, Refused) else RETRY_AFTER)
    if isinstance(outcome, RetryLater) and outcome.after_s is not None:
        retry_at = now + timedelta(seconds=outcome.after_s)
    settle_card(tx, card.case_id, stale=True, retry_at=retry_at)
