"""The desk's lists in Block Kit: a member's App Home, and the one card of a storm."""

from __future__ import annotations

import json
from typing import Any

from bots.case_form import Board, BoardLine, StormCard
from bots.slack_card import escaped, when
from bots.slack_words import said
from conversation.messages import Language

Block = dict[str, Any]

LINES = 20  # of each list; a view has 100 blocks at most
STORM_LINES = 15


def home_blocks(board: Board) -> list[Block]:
    """What one member has to do."""
    words = board.words
    counts = " · ".join(f"{said(words, word)}: *{count}*" for word, count in board.counts)
    shown: list[Block] = [_header(said(words, "home_title"))]
    if counts:
        shown.append(_context(counts))
    for name, lines in (("mine", board.mine), ("soon", board.soon), ("free", board.free)):
        shown.append({"type": "divider"})
        shown.append(_section(f"*{said(words, name)}*"))
        shown += [_line(line, words) for line in lines[:LINES]] or [_context(said(words, f"no_{name}"))]
        if len(lines) > LINES:
            shown.append(_context(said(words, "and_more").format(count=len(lines) - LINES)))
    shown.append({"type": "divider"})
    shown.append({"type": "actions", "block_id": "home", "elements": [_button("case_new", said(words, "new"), "new")]})
    return shown


def storm_summary(card: StormCard) -> str:
    """A storm in one line, for notifications."""
    total = sum(count for _, count in card.counts)
    return said(card.words, "storm_title").format(count=total, topic=card.topic)


def storm_blocks(card: StormCard) -> list[Block]:
    """One card for many cases: how many in which state, the most urgent ones to claim, and the next one."""
    words = card.words
    counts = " · ".join(f"{said(words, word)} *{count}*" for word, count in card.counts)
    shown = [
        _header(storm_summary(card)),
        _section(f"{said(words, 'storm_since')} {when(card.since)}\n{counts}"),
        _context(said(words, "storm_hint")),
    ]
    shown += [_line(line, words) for line in card.lines[:STORM_LINES]]
    free = next((line for line in card.lines if line.claimable), None)
    if free is not None:
        button = _button("case_claim", said(words, "claim_next"), _value(free, words), style="primary")
        shown.append({"type": "actions", "block_id": f"storm_{card.list_id}", "elements": [button]})
    return shown


def deciding(text: str, called: list[str], case_id: str, gesture: str, words: Language) -> tuple[Block, ...]:
    """What the lead is asked, with the two answers."""
    value = json.dumps({"case": case_id, "gesture": gesture, "words": words})
    mention = " ".join(f"<@{person}>" for person in called)
    buttons = [
        _button("gesture_grant", said(words, "grant"), value, style="primary"),
        _button("gesture_refuse", said(words, "refuse"), value),
    ]
    asked = {"type": "section", "text": {"type": "mrkdwn", "text": f"{mention} {escaped(text)}".strip()[:3000]}}
    return (asked, {"type": "actions", "block_id": "decide", "elements": buttons})


def _line(line: BoardLine, words: Language) -> Block:
    """One case: its number, what it is about, when it is due; a button to take it or a link to its card."""
    parts = [f"*C-{line.number}*", escaped(line.team), said(words, line.priority)]
    if line.topic:
        parts.append(escaped(line.topic[:60]))
    if line.due_at is not None:
        parts.append(f"{said(words, 'due_at')} {when(line.due_at)}")
    block = _section(" · ".join(parts))
    if line.claimable:
        block["accessory"] = _button("case_claim", said(words, "claim"), _value(line, words))
    elif line.link:
        block["accessory"] = _button("case_open", said(words, "to_card"), str(line.number)) | {"url": line.link}
    return block


def _value(line: BoardLine, words: Language) -> str:
    return json.dumps({"case": line.case_id, "number": line.number, "words": words})


def _button(action: str, label: str, value: str, *, style: str = "") -> Block:
    text = {"type": "plain_text", "text": label[:75], "emoji": False}
    button: Block = {"type": "button", "action_id": action, "text": text, "value": value}
    return button | {"style": style} if style else button


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text[:150], "emoji": False}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000], "verbatim": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:2000], "verbatim": True}]}
