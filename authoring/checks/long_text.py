"""A text fits into one message: 1024 characters on WhatsApp, 1600 by SMS, 3000 on Slack, 4096 on Telegram.

A longer one is sent in parts, and a question on WhatsApp loses its buttons. Names are counted as written.

PASS:

    - say: hello
      en: Hello

FAIL:

    - say: hello
      en: |
        Welcome to Sonnweg. We wish you a wonderful holiday with your family, and here is what you
        should know before you go: please have your passports ready, and those of the children; pack
        sun cream, hats, swimming things, and the favourite toy of each child. The bus leaves from
        terminal two, bay four, in front of the big clock, where our guide waits with an orange
        umbrella until everybody has come, or until half an hour after the plane has landed,
        whichever comes first. At the hotel you find a folder with the programme of the week, the
        opening hours of the kids' club, the times of the meals, and the number of the doctor. If
        anything is not as you expected it, tell us at once; we are there every day from eight in
        the morning until ten in the evening, and we answer within a quarter of an hour at most.
        Please do not wait until you are at home again, for then there is little that we can still
        do about it. On the last day the bus leaves three hours before your plane does; the hour
        hangs in the lobby from the evening before. And now: have a good trip, and do write to us!
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import said
from conversation.capabilities import CAPABILITIES

CODE = "long-text"


def check(draft: Draft) -> Iterator[Problem]:
    """Texts beyond what the narrowest channel takes in one message."""
    room, channel = min((CAPABILITIES[channel].text_length, channel) for channel in draft.channels)
    for text in said(draft):
        for key, words in text.written():
            if len(words) > room:
                message = f"{len(words)} characters; {channel.title()} takes {room} in one message"
                place = draft.text_place((*text.path, key))
                yield problem(place, CODE, message, "shorten it, or say it in two steps", "note")
