"""Draws a case from its rows: the card that the desk sees, and the place it belongs to."""

from __future__ import annotations

from typing import cast

from authoring.experience import Experience
from bots.card import Card, CardLine, CardReason, CardScore, State
from bots.slack_words import said
from conversation.messages import Channel, Inbound, Language
from conversation.payload import unpack
from conversation.reading import UNREAD, Reading, Sentiment, TopicScore
from conversation.saved import load_inbound, load_prompt
from conversation.scales import SCALES
from conversation.wording import fill
from storage.case_work import CaseFacts
from storage.columns import JsonObject
from storage.transcript import Line


def card_of(facts: CaseFacts, experience: Experience) -> Card:
    """The card of a case; the desk's own language is the brand's first."""
    case, customer = facts.case, facts.customer
    told = _telling(facts.answers)
    notes = [str(event["text"]) for event in facts.events if event["kind"] == "note"]
    return Card(
        case_id=case["id"],
        number=case["number"],
        team=case["team"],
        priority=case["priority"],
        state=cast("State", case["state"]),
        owner=case["owner"],
        customer=customer["first_name"],
        channel=cast("Channel", facts.address.channel) if facts.address else "",
        language=cast("Language", customer["language"]),
        words=experience.brand.languages[0],
        score=_score(facts.answers),
        text=str(told["text"]) if told else _last_message(facts),
        reading=_reading(told),
        reasons=tuple(_reason(reason) for reason in case["reasons"]),
        lines=tuple(_line(line, facts) for line in facts.lines),
        note="\n".join([*notes[-1:], *_closed_channels(facts, experience.brand.languages[0])]),
        causes=experience.desk.causes,
        outcome=case["outcome"],
        cause=case["cause"],
        opened_at=case["opened_at"],
        answer_due_at=case["first_answer_due_at"],
        answered_at=case["first_answer_at"],
    )


def _closed_channels(facts: CaseFacts, words: Language) -> list[str]:
    """A line for each channel that the customer has stopped since the case was opened, and not started again."""
    latest = {str(event["text"]): event["kind"] for event in facts.events if event["kind"] in ("stopped", "started")}
    return [said(words, "stopped").format(channel=channel) for channel, kind in latest.items() if kind == "stopped"]


def place_of(card: Card, experience: Experience) -> str:
    """The channel of the card's team; a team that desk.yaml does not know has a channel of its own name."""
    team = experience.desk.teams.get(card.team)
    return team.channel if team else f"#{card.team}"


def _score(answers: list[JsonObject]) -> CardScore | None:
    """The session's first score: the question that opened the conversation."""
    for answer in answers:
        scale = SCALES.get(answer["scale"])
        if answer["score"] is not None and scale is not None:
            return CardScore(scale=scale.name, value=answer["score"], highest=scale.high, band=answer["band"])
    return None


def _telling(answers: list[JsonObject]) -> JsonObject | None:
    """The answer that says most in words."""
    worded = [answer for answer in answers if answer["kind"] == "ask_text" and answer["text"]]
    worded = worded or [answer for answer in answers if answer["model"] and answer["text"]]
    return max(worded, key=lambda answer: len(answer["text"])) if worded else None


def _reading(answer: JsonObject | None) -> Reading:
    if answer is None or not answer["model"]:
        return UNREAD
    return Reading(
        sentiment=cast("Sentiment", answer["sentiment"]),
        confidence=answer["confidence"],
        mixed=answer["mixed"],
        topics=tuple(TopicScore(topic["topic"], topic["confidence"]) for topic in answer["topics"] or ()),
        model=answer["model"],
    )


def _reason(reason: JsonObject) -> CardReason:
    return CardReason(by=reason.get("by", ""), flow=reason.get("flow", ""), request=reason.get("request", ""))


def _last_message(facts: CaseFacts) -> str:
    """Where the case came from no conversation of ours: what the customer wrote to open it."""
    heard = [load_inbound(line.body) for line in facts.lines if not line.ours]
    texts = [message.text for message in heard if message.kind != "start"]
    return next((text for text in reversed(texts) if text), "")


def _line(line: Line, facts: CaseFacts) -> CardLine:
    if not line.ours:
        message = load_inbound(line.body)
        return CardLine("customer", _shown(message), line.at)
    text = fill(load_prompt(line.body), line.at)
    people = {str(event["text"]): str(event["by"]) for event in facts.events if event["kind"] == "message_out"}
    return CardLine(people.get(text, "bot"), text, line.at)


def _shown(message: Inbound) -> str:
    """What the team reads of a customer's message; the token of a personal link is nobody's to read."""
    if message.kind == "start":
        return "/start"
    tapped = unpack(message.button)
    return message.text or (tapped[2] if tapped else f"[{message.kind}]")
