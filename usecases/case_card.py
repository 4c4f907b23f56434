"""Draws a case from its rows: the card that the desk sees, and the place it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from authoring.experience import Experience
from bots.card import Card, CardLine, CardReason, CardRequest, CardScore, PageStanding, State
from bots.slack_words import said
from conversation.conditions import holds
from conversation.messages import Channel, Inbound, Language
from conversation.payload import unpack
from conversation.reading import UNREAD, Reading, Sentiment, TopicScore
from conversation.saved import load_inbound, load_prompt
from conversation.scales import SCALES
from conversation.texts import choose
from conversation.wording import fill
from nlp.mask import mask
from storage.case_work import LINES, CaseFacts
from storage.columns import JsonObject
from storage.transcript import Line
from usecases.answer_unsolicited import NO_WORDS
from usecases.case_told import desk_words, named_by_case
from usecases.customer_facts import named_facts
from usecases.topic_labels import topic_labels

WINDOW = timedelta(hours=24)  # WhatsApp's, after the customer's last message


def card_of(facts: CaseFacts, experience: Experience, now: datetime) -> Card:
    """The card of a case, in its team's language. What names the customer is masked."""
    case, customer = facts.case, facts.customer
    words = experience.desk_language(case["team"])
    told = _telling(facts.answers)
    notes = [str(event["text"]) for event in facts.events if event["kind"] == "note"]
    others = {str(row["id"]): named_by_case(row, words) for row in facts.merged}
    window = _window(facts)
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
        words=words,
        score=_score(facts.answers),
        text=mask(str(told["text"]) if told else _last_message(facts)),
        reading=_reading(told, topic_labels(experience, words)),
        reasons=tuple(_reason(reason) for reason in case["reasons"]),
        lines=_lines(facts, others),
        note="\n".join([*notes[-1:], *_closed_channels(facts, words, others)]),
        causes=experience.desk.causes,
        outcome=case["outcome"],
        cause=case["cause"],
        opened_at=case["opened_at"],
        answer_due_at=case["first_answer_due_at"],
        answered_at=case["first_answer_at"],
        solve_due_at=case["solve_due_at"],
        source=case["source"],
        persona=_persona(facts, experience),
        value=_money(facts),
        experience=facts.experience,
        purchase=_purchase(facts),
        window_until=window if window and window > now else None,
        window_closed=window is not None and window <= now,
        contacts=facts.contacts,
        hand_overs=case["hand_overs"],
        snoozed_until=case["snoozed_until"],
        call_back_at=case["call_back_at"],
        request=_request(facts, experience),
        gestures=tuple(_gesture(row, experience, words) for row in facts.gestures if row["state"] == "granted"),
        recovery=_recovery(facts, words),
        links=_links(facts),
        merged=tuple(others.values()),
        page=cast("PageStanding", facts.page),
    )


def _window(facts: CaseFacts) -> datetime | None:
    """Until when free text may be written, where the channel has such a window."""
    address = facts.address
    if address is None or address.channel != "whatsapp" or address.last_inbound_at is None:
        return None
    return address.last_inbound_at + WINDOW


def _persona(facts: CaseFacts, experience: Experience) -> str:
    words = experience.desk_language(facts.case["team"])
    known = named_facts(facts.customer["attributes"], None)
    rules = [persona for persona in experience.personas.values() if persona.when is not None]
    found = next((persona for persona in rules if persona.when and holds(persona.when, known)), None)
    return (choose(found.text, words, "du") or found.name) if found else ""


def _money(facts: CaseFacts) -> str:
    bought = [row for row in facts.purchases if row["amount_minor"] and row["cancelled_at"] is None]
    total = sum(row["amount_minor"] for row in bought) // 100
    return f"{total} {bought[0]['currency']} ({len(bought)})" if bought else ""


def _purchase(facts: CaseFacts) -> str:
    """The trip that is or was on most recently."""
    if not facts.purchases:
        return ""
    newest = facts.purchases[0]
    days = [moment.strftime("%d.%m.%Y") for moment in (newest["departs_at"], newest["returns_at"]) if moment]
    return " ".join(part for part in (newest["destination"] or newest["kind"], "–".join(days)) if part)


def _request(facts: CaseFacts, experience: Experience) -> CardRequest | None:
    row, words = facts.request, experience.desk_language(facts.case["team"])
    if row is None:
        return None
    request = experience.desk.requests.get(row["kind"])
    state = request.states.get(row["state"]) if request else None
    return CardRequest(
        name=(choose(request.text, words, "du") if request else "") or row["kind"],
        state=(choose(state, words, "du") if state else "") or row["state"],
        items=tuple(mask(str(item)) for item in row["items"]),
        reference=mask(row["reference"]),
        photos=sum(
            each["kind"] == "message_in" and each["text"] == NO_WORDS and not each["about"] for each in facts.events
        ),
    )


def _gesture(row: JsonObject, experience: Experience, words: Language) -> str:
    gesture = experience.desk.gestures.get(row["kind"])
    label = choose(gesture.text, words, "du") if gesture else ""
    return f"{label or row['kind']} {row['cents'] // 100} €"


def _recovery(facts: CaseFacts, words: Language) -> str:
    row = facts.recovery
    if row is None or not (row["solved"] or row["score_after"] is not None):
        return ""
    told = desk_words(words)
    parts = [told[f"solved_{row['solved']}"]] if row["solved"] else []
    if row["score_after"] is not None:
        before = "–" if row["score_before"] is None else f"{row['score_before']:g}"
        parts.append(told["score_after"].format(before=before, after=f"{row['score_after']:g}"))
    return " ".join(parts)


def _links(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    """What the company itself links to its customer and purchase: attributes whose value is an address."""
    known = [
        *facts.customer["attributes"].items(),
        *(facts.purchases[0]["attributes"].items() if facts.purchases else ()),
    ]
    return tuple(
        (name, str(value)) for name, value in known if str(value).startswith("https://") and _plain(str(value))
    )


def _plain(url: str) -> bool:
    return not set(url) & set("<>|\n ")


def _closed_channels(facts: CaseFacts, words: Language, others: Mapping[str, str]) -> list[str]:
    """A line for each channel that a customer has stopped since the case was opened, and not started again."""
    changes = [event for event in facts.events if event["kind"] in ("stopped", "started")]
    latest = {(str(event["about"]), str(event["text"])): event["kind"] for event in changes}
    return [
        (f"{others.get(about, '–')}: " if about else "") + said(words, "stopped").format(channel=channel)
        for (about, channel), kind in latest.items()
        if kind == "stopped"
    ]


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


def _reading(answer: JsonObject | None, labels: Mapping[str, str]) -> Reading:
    if answer is None or not answer["model"]:
        return UNREAD
    return Reading(
        sentiment=cast("Sentiment", answer["sentiment"]),
        confidence=answer["confidence"],
        mixed=answer["mixed"],
        topics=tuple(
            TopicScore(labels.get(topic["topic"], topic["topic"]), topic["confidence"], topic.get("sentiment", ""))
            for topic in answer["topics"] or ()
        ),
        model=answer["model"],
    )


def _reason(reason: JsonObject) -> CardReason:
    return CardReason(by=reason.get("by", ""), flow=reason.get("flow", ""), request=reason.get("request", ""))


def _last_message(facts: CaseFacts) -> str:
    """Where the case came from no conversation of ours: what the customer wrote to open it."""
    heard = [load_inbound(line.body) for line in facts.lines if not line.ours]
    texts = [message.text for message in heard if message.kind != "start"]
    return next((text for text in reversed(texts) if text), "")


def _lines(facts: CaseFacts, others: Mapping[str, str]) -> tuple[CardLine, ...]:
    """The newest that was said with the customer and, since their cases go on here, with others; the oldest first."""
    lines = [_line(line, facts) for line in facts.lines]
    for event in facts.events:
        if event["about"] and event["text"] and event["kind"] in ("message_in", "message_out"):
            name = others.get(event["about"], "–")
            who = name if event["kind"] == "message_in" else f"{event['by']} → {name}"
            lines.append(CardLine(who, mask(str(event["text"])), event["at"]))
    return tuple(sorted(lines, key=lambda line: line.at)[-LINES:])


def _line(line: Line, facts: CaseFacts) -> CardLine:
    if not line.ours:
        message = load_inbound(line.body)
        return CardLine("customer", mask(_shown(message)), line.at)
    text = fill(load_prompt(line.body), line.at)
    people = {str(event["text"]): str(event["by"]) for event in facts.events if event["kind"] == "message_out"}
    return CardLine(people.get(text, "bot"), mask(text), line.at)


def _shown(message: Inbound) -> str:
    """What the team reads of a customer's message; the token of a personal link is nobody's to read."""
    if message.kind == "start":
        return "/start"
    tapped = unpack(message.button)
    return message.text or (tapped[2] if tapped else f"[{message.kind}]")
