"""What steps share that wait for an outcome of the house or of the company: a reward, a link, a seat, a call.

The engine leaves an effect and waits; the outcome comes back as the input CallReturned. What does not come back within
`wait` counts as the kind's FALLBACK, so that no conversation hangs on somebody else's machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from conversation.steps.branching import Branching

SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting(Branching):
    """A step that waits for an outcome, at most `wait` long."""

    wait: timedelta = SOON
