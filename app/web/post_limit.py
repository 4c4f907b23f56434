"""Slows down who posts to public pages by the hundred: so many a minute from one network address, in this process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

PER_MINUTE = 30
"""More than a tour group behind one hotel address sends in a minute, far less than a script."""


@dataclass(slots=True)
class PostLimit:
    """Counts the posts of the running minute; nothing is remembered of the one before."""

    per_minute: int = PER_MINUTE
    minute: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def allows(self, who: str, now: datetime) -> bool:
        """Whether one more post from `who` is taken; it counts either way."""
        minute = int(now.timestamp()) // 60
        if minute != self.minute:
            self.minute, self.seen = minute, Counter()
        self.seen[who] += 1
        return self.seen[who] <= self.per_minute
