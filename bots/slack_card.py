"""Draws a case's card in Slack's Block Kit.

Whatever a customer or a flow's author wrote is escaped and stands in `verbatim` text: it can become neither a mention
nor a link nor a channel name. Limits are Slack's: 3000 characters a section, 75 a button, 2000 a button's value.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bots.card import Card, CardLine
from bots.slack_forms import menu
from bots.slack_words import WORDS, said

Block = dict[str, Any]

SECTION_LIMIT = 2900  # of 3000, so that a cut text's dots and quotation marks fit
HEADER_LIMIT, VALUE_LIMIT = 150, 2000
LINES_SHOWN, LINE_LIMIT = 8, 280
CAUSES_SHOWN = 40
FELT = {"positive": "👍 ", "negative": "👎 "}  # about a topic, where the text is of two minds


def escaped(text: str) -> str:
    """Text that Slack shows as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def summary(card: Card) -> str:
    """The card in one line, for notifications: nothing a customer wrote."""
    score = f" · {_score(card)}" if card.score else ""
    return f"C-{card.number} · {card.team}{score} · {said(card.words, card.state)}"


def blocks(card: Card) -> list[Block]:
    """The card: what happened, why a person should look, what was said, what to do."""
    words = WORDS[card.words]
    found = [_header(card), _section(_facts(card), "facts")]
    if about := _about(card):
        found.append(_context(about))
    if card.text:
        found.append(_section(_quoted(card.text), "text"))
    if card.reading.model:
        found.append(_context(_reading(card)))
    found.append(_section(f"*{words['why']}*\n{_reasons(card)}", "why"))
    if card.lines:
        found.append(_section(f"*{words['said']}*\n{_lines(card)}", "said"))
    if card.note:
        found.append(_context(f"*{words['note']}* {_cut(card.note, LINE_LIMIT)}"))
    if card.page:
        found.append(_context(words[f"page_{card.page}"]))
    if extra := _extra(card):
        found.append(_section(extra, "extra"))
    found.append(_context(_times(card)))
    found.append(_context(words["guard"]))
    found.append(_buttons(card))
    return found


def when(moment: datetime) -> str:
    """A moment in the reader's own zone, as Slack draws it; UTC where it cannot."""
    plain = moment.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{plain}>"


def _header(card: Card) -> Block:
    text = f"C-{card.number} · {card.customer or said(card.words, 'somebody')} · {said(card.words, card.state)}"
    return {"type": "header", "text": {"type": "plain_text", "text": text[:HEADER_LIMIT], "emoji": False}}


def _facts(card: Card) -> str:
    facts = [f"*{said(card.words, card.priority)}*", escaped(card.team)]
    if card.score:
        facts.append(f"*{_score(card)}*")
    if card.channel:
        facts.append(f"{said(card.words, 'page') if card.page else card.channel}, {card.language}")
    if card.source:
        facts.append(said(card.words, f"source_{card.source}"))
    if card.owner:
        facts.append(f"{said(card.words, 'owner')} {escaped(card.owner)}")
    if card.hand_overs:
        facts.append(f"{card.hand_overs} × {said(card.words, 'hand_overs')}")
    if card.outcome:
        facts.append(said(card.words, card.outcome) + (f" ({escaped(card.cause)})" if card.cause else ""))
    return " · ".join(facts)


def _about(card: Card) -> str:
    """The customer, beyond his name: what kind of customer, how much, how it has been so far, which trip."""
    parts = [
        f"{said(card.words, word)}: {_cut(text, 120)}"
        for word, text in (
            ("persona", card.persona),
            ("value", card.value),
            ("experience", card.experience),
            ("purchase", card.purchase),
        )
        if text
    ]
    parts += [f"{_cut(name, 60)} {when(at)}" for name, at in card.contacts[:3]]
    return " · ".join(parts)


def _extra(card: Card) -> str:
    """What has been agreed or is wished, a line each."""
    rows = []
    if card.call_back_at is not None:
        rows.append(f"*{said(card.words, 'call_back')}* {when(card.call_back_at)}")
    if card.snoozed_until is not None:
        rows.append(f"{said(card.words, 'snoozed')} {when(card.snoozed_until)}")
    if (request := card.request) is not None:
        parts = [f"*{_cut(request.name, 80)}* {_cut(request.state, 120)}", _cut(request.reference, 60)]
        parts += [_cut(", ".join(request.items), 400), f"📷 {request.photos}" if request.photos else ""]
        rows.append(" · ".join(part for part in parts if part))
    if card.gestures:
        rows.append(f"{said(card.words, 'gestures')}: {_cut(', '.join(card.gestures), 300)}")
    if card.recovery:
        rows.append(f"{said(card.words, 'recovery')}: {_cut(card.recovery, 200)}")
    if card.merged:
        rows.append(f"{said(card.words, 'with_cases')}: {_cut(', '.join(card.merged), 400)}")
    rows += [f"<{url}|{escaped(name)}>" for name, url in card.links[:5]]
    return "\n".join(rows)


def _score(card: Card) -> str:
    if card.score is None:
        return ""
    band = said(card.words, card.score.band)
    if card.score.scale == "expectation":  # its three values are words, their numbers say nothing to a reader
        return f"{said(card.words, 'expectation')}: {band}"
    return f"{card.score.scale.upper()} {card.score.value:g}/{card.score.highest:g} ({band})"


def _reading(card: Card) -> str:
    reading = card.reading
    parts = [f"{said(card.words, reading.sentiment)} {reading.confidence:.0%}"]
    if reading.mixed:
        parts.append(said(card.words, "mixed"))
    parts += [f"{topic.topic} {FELT.get(topic.sentiment, '')}{topic.confidence:.0%}" for topic in reading.topics[:5]]
    return " · ".join(parts)


def _reasons(card: Card) -> str:
    rows = [
        "• " + " · ".join(escaped(part) for part in (reason.flow, reason.by, reason.request) if part)
        for reason in card.reasons[:10]
    ]
    return "\n".join(rows) or "–"


def _lines(card: Card) -> str:
    """The newest things said, oldest of them first, as many as fit."""
    rows: list[str] = []
    for line in reversed(card.lines[-LINES_SHOWN:]):
        row = f"*{_speaker(card, line)}* {_cut(line.text, LINE_LIMIT)}"
        if sum(len(known) + 1 for known in rows) + len(row) > SECTION_LIMIT - 100:
            break
        rows.insert(0, row)
    return "\n".join(rows)


def _speaker(card: Card, line: CardLine) -> str:
    names = {"customer": card.customer or said(card.words, "somebody"), "bot": said(card.words, "bot")}
    return escaped(names.get(line.who, line.who))


def _times(card: Card) -> str:
    words = WORDS[card.words]
    parts = [f"{words['opened_at']} {when(card.opened_at)}"]
    if card.answered_at:
        parts.append(f"{words['answered_at']} {when(card.answered_at)}")
    elif card.state != "resolved":
        parts.append(f"{words['due_at']} {when(card.answer_due_at)}")
    if card.solve_due_at is not None and card.state != "resolved":
        parts.append(f"{words['solve_by']} {when(card.solve_due_at)}")
    if card.window_closed:
        parts.append(f"⚠ {words['window_closed']}")
    elif card.window_until is not None:
        parts.append(f"{words['window']} {when(card.window_until)}")
    return " · ".join(parts)


def _buttons(card: Card) -> Block:
    words = WORDS[card.words]
    causes = list(card.causes[:CAUSES_SHOWN])
    value = json.dumps({"case": card.case_id, "number": card.number, "words": card.words, "causes": causes})
    if len(value) > VALUE_LIMIT:
        value = json.dumps({"case": card.case_id, "number": card.number, "words": card.words, "causes": []})
    names = {"open": ("claim", "answer", "resolve"), "claimed": ("answer", "resolve"), "resolved": ("reopen",)}
    elements: list[Block] = [
        {
            "type": "button",
            "action_id": f"case_{name}",
            "text": {"type": "plain_text", "text": words[name], "emoji": False},
            "value": value,
        }
        for name in names[card.state]
    ]
    elements[0]["style"] = "primary"
    elements.append(_menu(card))
    return {"type": "actions", "block_id": "case", "elements": elements}


def _menu(card: Card) -> Block:
    """Everything else that can be done, one entry each."""
    entries = menu(can_work=card.state != "resolved")
    options = [
        {"text": {"type": "plain_text", "text": said(card.words, f"menu_{name}")}, "value": f"{name}:{card.case_id}"}
        for name in entries
    ]
    placeholder = {"type": "plain_text", "text": said(card.words, "more")}
    return {"type": "static_select", "action_id": "case_more", "placeholder": placeholder, "options": options}


def _quoted(text: str) -> str:
    return "\n".join(f">{line}" for line in _cut(text, SECTION_LIMIT - 400).splitlines()[:40])


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters after escaping, never half an escape."""
    flat = escaped(text)
    while len(flat) > limit:
        text = text[: max(1, len(text) - max(1, len(flat) - limit))]
        flat = escaped(text) if len(text) > 1 else ""
        if len(flat) < limit:
            return flat + "…"
    return flat


def _section(text: str, name: str) -> Block:
    return {"type": "section", "block_id": name, "text": _mrkdwn(text[: SECTION_LIMIT + 100])}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
