"""The two clocks of the house: wall time for signatures and leases, business time for calendars and due rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class Clocks:
    """Both clocks; the business clock runs `offset` ahead of the wall.

    Only the demo makes clocks that are `movable`, and only on loopback: elsewhere `move` is a bug and raises.
    """

    movable: bool = False
    offset: timedelta = field(default=timedelta(0))

    def wall(self) -> datetime:
        """The time it is."""
        return datetime.now(UTC)

    def business(self) -> datetime:
        """The time the company's calendar shows."""
        return self.wall() + self.offset

    def move(self, by: timedelta) -> datetime:
        """Move the business clock forward and return the new time. Raises ValueError backwards or where it is fixed."""
        if not self.movable:
            raise ValueError("this clock cannot be moved: only the demo's can")
        if by < timedelta(0):
            raise ValueError("the business clock only moves forward")
        self.offset += by
        return self.business()
