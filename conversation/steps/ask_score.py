"""ask_score: a number on a declared scale (nps, csat, ces, stars, smileys, thumbs, expectation)."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.steps.asking import Asking, Understand


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScore(Asking):
    """Asks for a score; `scale` names an entry of conversation.scales.SCALES, its bands are the keys of `then`."""

    scale: str
    understand: tuple[Understand, ...] = ("sentiment", "topics")
