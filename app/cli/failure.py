"""An expected failure of a command: one line of what, one of the way out, and an exit code."""

from __future__ import annotations

from dataclasses import dataclass

FOUND_PROBLEMS = 1
CANNOT_WORK = 2


@dataclass
class CommandError(Exception):
    """Ends a command without a traceback: `code` 1 = what was looked at has problems, 2 = the command cannot work."""

    what: str
    way_out: str = ""
    code: int = CANNOT_WORK

    def __str__(self) -> str:
        """What a person reads."""
        return f"{self.what}\n  → {self.way_out}" if self.way_out else self.what
