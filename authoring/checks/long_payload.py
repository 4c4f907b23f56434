"""A button carries session, step and choice in 64 bytes: the names of step and choice have 50 signs together.

Longer names work, but travel as check sums that nobody can read in a log.

PASS:

    - ask_choice: topic
      en: What is it about?
      choices:
        refund: {en: Refund}
        damage: {en: Damage}

FAIL:

    - ask_choice: what_went_wrong_on_the_outward_journey
      en: What went wrong?
      choices:
        the_bus_was_late: {en: Late}
        the_bus_never_came: {en: Never}
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.choices import asked
from authoring.draft import Draft
from authoring.problems import Problem, problem
from conversation.limits import PAYLOAD_BYTES
from conversation.payload import SESSION_ID_LENGTH

CODE = "long-payload"

ROOM = PAYLOAD_BYTES - SESSION_ID_LENGTH - 2
"""Bytes for the two names: the session's id and two colons take the rest."""


def check(draft: Draft) -> Iterator[Problem]:
    """Choices whose name and step's name are too long together, once whatever the language."""
    seen: set[tuple[str, ...]] = set()
    for question in asked(draft):
        for value, _ in question.question.choices:
            size = len(f"{question.step.name}{value}".encode())
            path = (*question.path, "choices", f"{value}:")
            if size > ROOM and path not in seen:
                seen.add(path)
                message = f"the names of step and choice have {size} signs; a button carries {ROOM}"
                yield problem(draft.place(*path), CODE, message, "shorten the one or the other", "note")
