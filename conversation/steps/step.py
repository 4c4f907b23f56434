"""What every kind of step shares: a name, its wording, when it applies, and how patient it is."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import timedelta

from conversation.conditions import Condition
from conversation.picture import Shown as Shown
from conversation.texts import NO_TEXT as NO_TEXT
from conversation.texts import Wording as Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One more message to a silent customer: `after` counts from the question (or the reminder before)."""

    after: timedelta
    text: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a flow. `name` is unique in the file; `when` leaves the step out where it does not hold.

    `media` is a picture that goes with the text. `variants` are other wordings of it: each customer gets always the
    same one. Questions for a score have none: two wordings are two questions.
    """

    name: str
    text: Wording = NO_TEXT
    when: Condition | None = None
    media: Shown | None = None
    variants: tuple[Wording, ...] = ()


def wording_for(step: Step, customer_id: str) -> Wording:
    """The wording that this customer gets of the step, today and ever after."""
    if not step.variants:
        return step.text
    number = zlib.crc32(f"{customer_id}:{step.name}".encode()) % (len(step.variants) + 1)
    return step.text if number == 0 else step.variants[number - 1]


def wording_hash(text: Wording) -> str:
    """Eight characters that change with the wording in any language; white space does not count."""
    words = "\x1f".join(" ".join(part.split()) for part in (text.de, text.de_sie, text.en))
    return f"{zlib.crc32(words.encode()):08x}"
