"""Draws a prompt for a customer in Slack's Block Kit: as a direct message, and on the App Home.

Everything is escaped and stands in `verbatim` text, so that neither a customer's nor an author's words become a
mention, a channel or a link. The one exception: a https address that the author's own text names stays a link. Limits
are Slack's: 50 blocks a message, 3000 characters a section, 25 buttons a block, 75 characters a button.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bots.long_text import parts
from bots.slack_card import escaped
from conversation.capabilities import CAPABILITIES
from conversation.messages import Choice, Prompt

Block = dict[str, Any]

ANSWER = "answer_"
"""How the action ids of customers' buttons begin; the desk's begin with "case_"."""

SECTION_LIMIT = CAPABILITIES["slack"].text_length
PER_ROW = CAPABILITIES["slack"].buttons_per_row
LABEL_LIMIT = CAPABILITIES["slack"].label_length
ROWS_LIMIT = 30  # of 50 blocks; the rest is for the text
NOTICE_LIMIT = 300  # characters of the line that a notification shows
PICTURE_URL_LIMIT = 3000
ALT_LIMIT = 2000
OURS = ("privacy_link", "invite.link")
"""Values that are links of the company's own."""

_LINK = re.compile(r"https://[^\s<>|\"'`]*[^\s<>|\"'`.,;:!?)\]]")


def notice(text: str) -> str:
    """What a notification shows of a message."""
    return escaped(parts(text, NOTICE_LIMIT)[0])


def blocks(text: str, prompt: Prompt, picture: str = "") -> list[Block]:
    """The filled text and the prompt's buttons, above them the picture at this address."""
    links = frozenset(_LINK.findall(prompt.template)) | {prompt.values.get(name, "") for name in OURS}
    return [*_picture(prompt, picture), *(_section(part, links) for part in _sections(text)), *_buttons(prompt)]


def _picture(prompt: Prompt, picture: str) -> list[Block]:
    if not picture:
        return []
    words = prompt.media.alt if prompt.media else ""
    return [{"type": "image", "image_url": picture[:PICTURE_URL_LIMIT], "alt_text": words[:ALT_LIMIT] or "…"}]


def without_buttons(shown: Sequence[Block]) -> list[Block]:
    """A message's blocks once it is answered."""
    return [block for block in shown if block.get("type") != "actions"]


def home(shown: Sequence[Block]) -> Block:
    """The App Home with these blocks."""
    return {"type": "home", "blocks": list(shown)}


def _sections(text: str) -> list[str]:
    """The text in parts that fit even when escaped."""
    found: list[str] = []
    for part in parts(text, SECTION_LIMIT):
        room = SECTION_LIMIT
        pieces = [part]
        while any(len(escaped(piece)) > SECTION_LIMIT for piece in pieces):
            room //= 2
            pieces = parts(part, room)
        found.extend(pieces)
    return found


def _section(text: str, links: frozenset[str]) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _linked(text, links), "verbatim": True}}


def _linked(text: str, links: frozenset[str]) -> str:
    """Escaped, with the company's own links alive where there is room for their brackets."""
    pieces: list[str] = []
    last = 0
    for found in _LINK.finditer(text):
        if found.group() in links:
            pieces += [escaped(text[last : found.start()]), f"<{escaped(found.group())}>"]
            last = found.end()
    alive = "".join([*pieces, escaped(text[last:])])
    return alive if len(alive) <= SECTION_LIMIT else escaped(text)


def _buttons(prompt: Prompt) -> list[Block]:
    """The choices in rows of equal length; those without a payload are typed instead."""
    tappable = tuple(choice for choice in prompt.choices if choice.payload)
    rows = _rows(tappable, prompt)[:ROWS_LIMIT]
    return [
        {
            "type": "actions",
            "elements": [_button(choice, f"{ANSWER}{row}_{place}") for place, choice in enumerate(line)],
        }
        for row, line in enumerate(rows)
    ]


def _rows(choices: tuple[Choice, ...], prompt: Prompt) -> list[tuple[Choice, ...]]:
    if not choices:
        return []
    per_row = 1 if prompt.layout == "column" and len(choices) <= ROWS_LIMIT else PER_ROW
    count = -(-len(choices) // per_row)
    size = -(-len(choices) // count)
    return [choices[start : start + size] for start in range(0, len(choices), size)]


def _button(choice: Choice, name: str) -> Block:
    label = choice.label if len(choice.label) <= LABEL_LIMIT else choice.label[: LABEL_LIMIT - 1] + "…"
    return {
        "type": "button",
        "action_id": name,
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "value": choice.payload,
    }
