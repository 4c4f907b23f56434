"""Runs the desk's rules over a conversation after a turn: the first one that holds sends the customer to a team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from authoring.desk import Desk, DeskRule
from authoring.experience import Experience
from conversation.conditions import Condition, Fact, holds
from conversation.escalation import BAD_BANDS, facts, words_of
from conversation.messages import Inbound
from conversation.reading import Reading
from conversation.typed.folding import words
from nlp.mask import mask
from storage.purchases import value_of
from storage.responses import low_scores_before
from usecases.batch import Batch, LiveSession
from usecases.open_case import Reason, add_reason

REPEATED_WITHIN = timedelta(days=365)


def apply_rules(batch: Batch, live: LiveSession, experience: Experience) -> None:
    """Once after each turn in which something was answered."""
    session, desk = live.session, experience.desk
    known = facts(session, touchpoint=session.extra.get("touchpoint", "")) | {"answered": False}
    known |= _asked_for(batch, live, desk, known)
    rule = next((rule for rule in desk.rules if holds(rule.when, known)), None)
    if rule is not None:
        reason = Reason(
            by=f"desk.yaml:{rule.line}",
            team=rule.team,
            priority=rule.priority,
            flow=session.flow,
            session_id=session.id,
            topic=_topic(known),
        )
        add_reason(batch, live.address.customer_id, reason, desk)
    pass_praise_on(batch, live, desk)


def pass_praise_on(batch: Batch, live: LiveSession, desk: Desk) -> None:
    """Who is praised by name hears of it: the team whose names stand in happy words, once a conversation."""
    happy = [each.text for each in live.session.answers if each.reading and each.reading.sentiment == "positive"]
    if not happy or not any(team.praise for team in desk.teams.values()):
        return
    said = set(words_of(happy))
    for team in desk.teams.values():
        if any(" ".join(words(name)) in said for name in team.praise):
            body = {"text": mask(max(happy, key=len)), "who": batch.customers[live.address.customer_id].first_name}
            key = f"praise:{live.session.id}:{team.name}"
            post = {"key": key, "place": team.channel, "body": body | {"kind": "praise"}, "due_at": batch.now}
            batch.saving.desk_posts.append(post)


def rule_for(message: Inbound, reading: Reading | None, desk: Desk, *, answered: bool = False) -> DeskRule | None:
    """The first rule that holds for something written out of the blue."""
    known: dict[str, Fact] = {"answered": answered, "customer.channel": message.channel}
    if reading is not None:
        known["sentiment"] = reading.sentiment
        known["confidence"] = round(100 * reading.confidence)
        known["kind"] = reading.kind
        known["mixed"] = reading.mixed
        known["topics"] = reading.topic_names
    if "words" in _names(desk):
        known["words"] = words_of([message.text])
    return next((rule for rule in desk.rules if holds(rule.when, known)), None)


def topic_of(reading: Reading | None) -> str:
    """What a text is mostly about, "" where nobody knows."""
    return next(iter(reading.topic_names), "") if reading is not None else ""


def _asked_for(batch: Batch, live: LiveSession, desk: Desk, known: dict[str, Fact]) -> dict[str, Fact]:
    """Facts that cost something are looked up only where a rule asks for them."""
    names, found = batch.facts_asked.get(live.session.bundle), dict[str, Fact]()
    if names is None:
        names = batch.facts_asked[live.session.bundle] = _names(desk)
    customer_id = live.address.customer_id
    if "words" in names:
        found["words"] = words_of(answer.text for answer in live.session.answers if answer.text)
    if "customer.value" in names and "customer.value" not in known:
        found["customer.value"] = value_of(batch.tx, customer_id)
    if "repeated_detractor" in names:
        low_now = known.get("touchpoint_score") in BAD_BANDS
        found["repeated_detractor"] = low_now and _low_before(batch, live) > 0
    return found


def _low_before(batch: Batch, live: LiveSession) -> int:
    since = batch.now - REPEATED_WITHIN
    return low_scores_before(
        batch.tx, live.address.customer_id, session_id=live.session.id, since=since, bands=set(BAD_BANDS)
    )


def _topic(known: dict[str, Fact]) -> str:
    topics = known.get("topics")
    first = str(topics[0]) if isinstance(topics, tuple) and topics else ""
    return "" if first == "unsure" else first


def _names(desk: Desk) -> set[str]:
    return {name for rule in desk.rules for name in _names_in(rule.when)}


def _names_in(when: Condition) -> Iterator[str]:
    yield from (test.name for test in when.tests)
    for part in when.any_of:
        yield from _names_in(part)
