"""Chooses from which probability a topic of a company's own counts, on narrow topics that training never saw.

As a company would, it names ten topics at a time by five replies each, and looks where the other replies are found.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from nlp.topics import Embed, Floats, background, fit
from nlp.train_narrow import Narrow

ROUNDS, TOPICS, EXAMPLES = 12, 10, 5
RIGHT = 0.6
"""Share of the finds that must be right, well over half: one found wrongly misleads, one never found helps nobody."""

UNKNOWN = 0.5


def own_topic_threshold(embed: Embed, groups: Sequence[Narrow], seed: int = 4) -> float:
    """Return the lowest probability, in steps of .05, from which `RIGHT` of the finds among `groups` are right.

    `UNKNOWN` where there are no groups to choose by.
    """
    if len(groups) < 2:
        return UNKNOWN
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    others = embed(background())
    vectors = [embed(group.texts) for group in groups if len(group.texts) > EXAMPLES]
    rounds = [_one_round(vectors, others, chance) for _ in range(ROUNDS)]
    chances = np.concatenate([found for found, _ in rounds])
    truth = np.concatenate([about for _, about in rounds])
    steps = np.arange(0.1, 0.95, 0.05)
    good = [step for step in steps if (said := chances >= step).any() and truth[said].mean() >= RIGHT]
    return round(float(good[0] if good else steps[-1]), 2)


def _one_round(vectors: Sequence[Floats], others: Floats, chance: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each reply and each topic, the probability and whether it is about it."""
    chosen = chance.sample(range(len(vectors)), min(TOPICS, len(vectors)))
    orders = [chance.sample(range(len(vectors[topic])), len(vectors[topic])) for topic in chosen]
    probes = [fit(vectors[t][order[:EXAMPLES]], others) for t, order in zip(chosen, orders, strict=True)]
    asked = [(n, vectors[t][row]) for n, t in enumerate(chosen) for row in orders[n][EXAMPLES:]]
    found = [probe.chance(vector) for _, vector in asked for probe in probes]
    about = [n == topic for topic, _ in asked for n in range(len(probes))]
    return np.array(found), np.array(about)
