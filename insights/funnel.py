"""From the question to the last answer: how many were asked, how many answered at all, how many to the end."""

from __future__ import annotations

from dataclasses import dataclass

from insights.banded import FEWEST
from insights.scores import Score, csat


@dataclass(frozen=True, slots=True)
class Funnel:
    """One flow: contacts opened, those with at least one answer, and those answered to the end."""

    flow: str
    asked: int
    answered: int
    completed: int

    @property
    def answer_rate(self) -> Score | None:
        """Of those asked, who answered anything; None for too few."""
        return csat(self.answered, self.asked) if self.asked >= FEWEST else None

    @property
    def completion_rate(self) -> Score | None:
        """Of those who began, who went to the end; None for too few."""
        return csat(self.completed, self.answered) if self.answered >= FEWEST else None
