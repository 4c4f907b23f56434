"""What every step that asks shares: reminders, tries, and the blocks that follow an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversation.steps.branching import Branching
from conversation.steps.step import Reminder

Understand = Literal["sentiment", "topics", "kind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(Branching):
    """A step that waits for an answer.

    `tries`: how many answers that are no answer are asked back before `if_not_understood` applies:
    "go_on" to the next step, or "end" the conversation politely. `optional`: "weiter"/"skip" passes on.
    `then` maps a band, choice or consent answer to the block that follows it; a missing key goes on below.
    """

    remind: tuple[Reminder, ...] = ()
    tries: int = 2
    if_not_understood: Literal["go_on", "end"] = "go_on"
    optional: bool = False
