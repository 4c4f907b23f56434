"""A label fits on its button: 20 characters on WhatsApp (24 in its lists), 64 on Telegram, 75 on Slack.

What is longer cannot be tapped on WhatsApp, where the choices are then typed as numbers; Slack cuts it. Two labels
that read the same once they are cut are worse still.

PASS:

    - ask_choice: again
      en: Would you come again?
      choices:
        surely: {en: Surely}
        rather_not: {en: Rather not}

FAIL:

    - ask_choice: again
      en: Would you come again?
      choices:
        surely: {en: "Yes please, next summer"}
        rather_not: {en: Rather not}
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.choices import Asked, asked
from authoring.draft import Draft
from authoring.problems import Place, Problem, problem
from conversation.capabilities import CAPABILITIES, Capabilities
from conversation.steps.ask_score import AskScore

CODE = "long-label"


def check(draft: Draft) -> Iterator[Problem]:
    """Labels that some channel cannot show whole: for each the channel with the least room."""
    shown = {channel: CAPABILITIES[channel] for channel in draft.channels if CAPABILITIES[channel].buttons}
    for question in asked(draft):
        if isinstance(question.step, AskScore):
            continue
        count = len(question.question.choices)
        rooms = sorted((room, channel) for channel, able in shown.items() if (room := _room(able, count)))
        if not rooms:
            continue
        room, channel = rooms[0]
        for value, label in question.question.choices:
            if len(label) > room:
                message = f'"{label}" has {len(label)} characters; {channel.title()} shows {room} on a button'
                yield problem(_place(draft, question, value), CODE, message, "shorten it", "note")


def _room(able: Capabilities, count: int) -> int:
    """Characters of one of so many labels; 0 where the answers are typed anyhow."""
    if count <= able.buttons:
        return able.label_length
    return able.list_label_length if count <= able.list_rows else 0


def _place(draft: Draft, question: Asked, value: str) -> Place:
    return draft.text_place((*question.path, "choices", value, question.key))
