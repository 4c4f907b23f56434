"""How a question is shown beside its text: its choices, their layout, and the labels of a scale's two ends."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.messages import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`choices` are (value, label) pairs in the customer's language; `low` and `high` label a scale's ends."""

    choices: tuple[tuple[str, str], ...] = ()
    layout: Layout = "none"
    low: str = ""
    high: str = ""


NO_QUESTION = Question()
"""Stands where nothing is asked, or where the answer is free text."""
