"""Lays a prompt's choices out in rows of buttons, the same way on every channel that has buttons."""

from __future__ import annotations

from conversation.messages import Choice, Layout

ROW_LIMIT = 8  # buttons beside each other; beyond that a phone shows no label
ROW_CHARACTERS = 32  # labels of one row in all, on a narrow phone


def rows(choices: tuple[Choice, ...], layout: Layout) -> list[list[Choice]]:
    """The choices in rows: NPS as 0-5 and 6-10, short scales in one row, long labels below each other."""
    if layout == "column" or not _fits(choices):
        return [[choice] for choice in choices]
    if layout == "scale" and len(choices) == 11:
        return [list(choices[:6]), list(choices[6:])]
    return [list(choices[start : start + ROW_LIMIT]) for start in range(0, len(choices), ROW_LIMIT)]


def _fits(choices: tuple[Choice, ...]) -> bool:
    return all(
        sum(len(choice.label) for choice in choices[start : start + ROW_LIMIT]) <= ROW_CHARACTERS
        for start in range(0, len(choices), ROW_LIMIT)
    )
