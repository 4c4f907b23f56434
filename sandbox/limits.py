"""Throttling as the platforms do it: so many messages a second over all chats, and short bursts to one."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Limits:
    """Throttling as the platform does it: messages a second over all chats, and a burst to one chat. 0 = none."""

    per_second: int = 0
    chat_burst: int = 3
    chat_seconds: float = 3
    _sent: deque[tuple[float, int | str]] = field(default_factory=lambda: deque(maxlen=10_000))

    def wait_for(self, chat_id: int | str) -> int:
        """Whole seconds until the chat may be written to again; 0 = now, and the message counts."""
        now = time.monotonic()
        if not self.per_second:
            return 0
        recent = sum(at > now - 1 for at, _ in self._sent)
        to_chat = sum(at > now - self.chat_seconds and chat == chat_id for at, chat in self._sent)
        if to_chat >= self.chat_burst:
            return max(1, round(self.chat_seconds))
        if recent >= self.per_second:
            return 1
        self._sent.append((now, chat_id))
        return 0
