"""Writes down a rehearsal that went as it should, as a transcript that keeps it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from usecases.rehearse import Rehearsal


@dataclass(slots=True)
class Recording:
    """The lines of a transcript so far; `heard` counts the messages that are written down."""

    rehearsal: Rehearsal
    lines: list[str] = field(default_factory=list)
    heard: int = 0

    def hear(self) -> None:
        """What the bot has said since."""
        for message in self.rehearsal.messages[self.heard :]:
            self.lines.extend(_spoken("bot", message.text))
        self.heard = len(self.rehearsal.messages)

    def act(self, line: str) -> None:
        """One line of the customer, or time that passes, as it was typed while playing."""
        text, _, reading = line.partition(" // ")
        if text.startswith("+"):
            self.lines.append(text.strip())
            return
        self.lines.extend(_spoken("you", text))
        if reading:
            self.lines.append(f"  read as: {reading}")

    def transcript(self) -> str:
        """The file's text: who, what was said, and how it ended."""
        customer, session = self.rehearsal.customer, self.rehearsal.session
        head = [f"flow: {self.rehearsal.flow.name}", f"channel: {customer.channel}", f"language: {customer.language}"]
        head += [f"form: {customer.form}"] if customer.language == "de" else []
        head += [f"customer: {{first_name: {customer.first_name}}}"] if customer.first_name else []
        head += [f"starts: {_local(self.rehearsal)}", "transcript: |"]
        return "\n".join([*head, *(f"  {line}" for line in self.lines), f"ends: {session.state}"]) + "\n"


def _spoken(who: str, text: str) -> Sequence[str]:
    first, *more = text.splitlines() or [""]
    return [f"{who}: {first}", *(f"  {line}" for line in more if line.strip())]


def _local(rehearsal: Rehearsal) -> str:
    begun = rehearsal.session.started_at.astimezone(ZoneInfo(rehearsal.customer.zone))
    return f"{begun:%Y-%m-%d %H:%M}"
