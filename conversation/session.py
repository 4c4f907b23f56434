"""A session: one customer's walk through one flow. It serialises to JSON and back without loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from conversation.customer import Customer
from conversation.limits import QUESTION_HOLDS
from conversation.messages import Media
from conversation.reading import Reading

SessionState = Literal["asking", "completed", "expired", "stopped", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One typed answer: `value` is the number, key or text; `band` the scale's or choice's key for `then`.

    `text` is what the customer typed, `reading` what the model saw in it (or in the comment beside a score).
    """

    step: str
    kind: str
    value: str | int | float | bool | None
    band: str = ""
    scale: str = ""
    text: str = ""
    reading: Reading | None = None
    at: datetime
    message_id: str = ""
    media: tuple[Media, ...] = ()
    wording: str = ""  # which wording of a score's question was asked: another one starts a new series


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Where a conversation stands.

    `step` is the name of the step that waits for an answer ("" once the session is over); names are unique in a
    flow, so the name alone is the position. `due_at` is when the next reminder or the expiry is due, whichever
    comes first. `bundle` pins the published experience the session runs on.
    """

    id: str
    flow: str
    bundle: str
    customer: Customer
    state: SessionState = "asking"
    step: str = ""
    asked_at: datetime | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    reminders_sent: int = 0
    misunderstood: int = 0
    answers: tuple[Answer, ...] = ()
    done: tuple[str, ...] = ()  # steps that have left something behind: going back does not do them again
    spare_text: str = ""  # a comment that came with a score ("8, weil …"): the next ask_text takes it
    spare_reading: Reading | None = None
    steps_taken: int = 0
    started_at: datetime
    extra: dict[str, str] = field(default_factory=dict)

    def holds_others_back(self, now: datetime) -> bool:
        """Whether the customer may still be about to answer, so that no other conversation is opened meanwhile."""
        return self.state == "asking" and self.asked_at is not None and now - self.asked_at < QUESTION_HOLDS

    def answer_to(self, step: str) -> Answer | None:
        """The answer given at `step`, if any."""
        return next((answer for answer in self.answers if answer.step == step), None)

    def recall(self, name: str) -> Answer | None:
        """The answer to a step as an author names it: in a started flow the newest with that short name."""
        exact = self.answer_to(name)
        if exact is not None:
            return exact
        return next((answer for answer in reversed(self.answers) if answer.step.endswith("/" + name)), None)
