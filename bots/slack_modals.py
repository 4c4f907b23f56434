"""The desk's two modals: answering the customer, and resolving a case."""

from __future__ import annotations

import json
from typing import Any

from bots.case_actions import OUTCOMES
from bots.slack_words import WORDS
from conversation.messages import Language

ANSWER_LIMIT = 3000  # characters, Slack's limit of an input
LABEL_LIMIT = 75

Json = dict[str, Any]


def answer_modal(
    case_id: str,
    number: int,
    words: Language,
    replies: tuple[tuple[str, str], ...] = (),
    *,
    to: tuple[tuple[str, str], ...] = (),
    text: str = "",
) -> Json:
    """What the customer is to read: written here, or a saved text; `to`: of several, whom."""
    field: Json = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": ANSWER_LIMIT}
    if text:
        field["initial_value"] = text[:ANSWER_LIMIT]
    label = _plain(WORDS[words]["answer_label"])
    blocks: list[Json] = []
    if to:
        blocks.append(_select("to", WORDS[words]["whom_label"], list(to[:100]), optional=False))
    blocks.append({"type": "input", "block_id": "text", "optional": True, "label": label, "element": field})
    if replies:
        blocks.append(_select("reply", WORDS[words]["reply_label"], list(replies[:100]), optional=True))
    return _modal("case_answer_sent", f"C-{number}", case_id, words, blocks)


def resolve_modal(case_id: str, number: int, words: Language, causes: list[str]) -> Json:
    """How it ended, what caused it, a note."""
    table = WORDS[words]
    outcomes = [(name, table[name]) for name in OUTCOMES]
    blocks = [_select("outcome", table["outcome_label"], outcomes, optional=False)]
    if causes:
        blocks.append(_select("cause", table["cause_label"], [(cause, cause) for cause in causes], optional=True))
    blocks.append(
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": _plain(table["note_label"]),
            "element": {"type": "plain_text_input", "action_id": "note", "multiline": True},
        }
    )
    return _modal("case_resolve_sent", f"C-{number}", case_id, words, blocks)


def field_of(view: Json, name: str) -> str:
    """What was typed into, or chosen in, the field of this name."""
    values = view.get("state", {}).get("values", {}).get(name, {}).get(name, {})
    chosen = values.get("selected_option")
    return str((chosen or {}).get("value") or values.get("value") or "").strip()


def case_of(view: Json) -> str:
    """The case a modal belongs to."""
    return str(json.loads(view.get("private_metadata") or "{}").get("case", ""))


def _modal(callback: str, title: str, case_id: str, words: Language, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(title),
        "submit": _plain(WORDS[words]["send"]),
        "close": _plain(WORDS[words]["close"]),
        "private_metadata": json.dumps({"case": case_id, "words": words}),
        "blocks": blocks,
    }


def _select(name: str, label: str, options: list[tuple[str, str]], *, optional: bool) -> Json:
    shown = [{"text": _plain(text[:LABEL_LIMIT]), "value": value[:LABEL_LIMIT]} for value, text in options]
    element: Json = {"type": "static_select", "action_id": name, "options": shown}
    if not optional:
        element["initial_option"] = shown[0]
    return {"type": "input", "block_id": name, "optional": optional, "label": _plain(label), "element": element}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
