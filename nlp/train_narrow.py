"""Narrow topics: replies about the same small thing must land close together, whatever the language or the feeling.

Companies name topics of their own by a few examples (nlp/topics.py finds them by the embedding alone). Groups of ten
replies about 300 such things teach the embedding what "about the same" means; every eighth group is kept apart, to
choose by it from which probability a topic counts.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NARROW = Path(__file__).parent / "corpus/source/narrow_topics.txt"
KEPT_APART = 8


@dataclass(frozen=True, slots=True)
class Narrow:
    """One narrow topic and replies about it."""

    name: str
    texts: tuple[str, ...]


def read_narrow(path: Path) -> list[Narrow]:
    """Return the groups of a file of `## name` lines with replies below them; none where there is no file."""
    found: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if line.startswith("## "):
            found.append((line[3:].strip(), []))
        elif line.strip() and not line.startswith("#"):
            found[-1][1].append(line.strip())
    return [Narrow(name, tuple(texts)) for name, texts in found]


def to_train(groups: Sequence[Narrow]) -> list[Narrow]:
    """Return the groups the embedding learns from; the others, every eighth, are for choosing."""
    return [group for number, group in enumerate(groups) if number % KEPT_APART]


def kept_apart(groups: Sequence[Narrow]) -> list[Narrow]:
    """Return every eighth group: those the embedding never learns from."""
    return [group for number, group in enumerate(groups) if not number % KEPT_APART]


def draw_narrow(
    groups: Sequence[Narrow], chance: random.Random, *, topics: int = 20, each: int = 4
) -> tuple[list[str], list[int]]:
    """Return texts of some groups, shortest first, and the number of each text's group."""
    chosen = chance.sample(range(len(groups)), min(topics, len(groups)))
    drawn = [(text, number) for number in chosen for text in _some(groups[number].texts, each, chance)]
    drawn.sort(key=lambda one: len(one[0]))
    return [text for text, _ in drawn], [number for _, number in drawn]


def _some(texts: Sequence[str], each: int, chance: random.Random) -> list[str]:
    return chance.sample(texts, min(each, len(texts)))
