"""The probability from which a topic of a company's own counts is chosen where half of the finds are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.train_narrow import NARROW, Narrow, kept_apart, read_narrow, to_train
from nlp.train_own_topics import own_topic_threshold

GROUPS = [Narrow(f"topic {n}", tuple(f"{n} {reply}" for reply in range(10))) for n in range(12)]

NAMES = {group.texts[0].split()[0] for group in GROUPS}


def embed(texts: Sequence[str], apart: float) -> np.ndarray:
    """Put each group of `GROUPS` in a direction of its own, the clearer the larger `apart`; other texts anywhere."""
    rows = []
    for number, text in enumerate(texts):
        row = np.random.default_rng(len(text) * 1000 + number).normal(size=24)
        group = text.split()[0]
        if group in NAMES:
            row[int(group)] += apart
        rows.append(row / np.linalg.norm(row))
    return np.array(rows, dtype=np.float32)


def test_a_clear_embedding_lets_topics_count_earlier() -> None:
    """Where topics lie well apart a low probability will do; where nothing tells them apart none is low enough."""
    clear = own_topic_threshold(lambda texts: embed(texts, 12.0), GROUPS)
    dim = own_topic_threshold(lambda texts: embed(texts, 0.0), GROUPS)
    assert 0.1 <= clear < dim <= 0.95


def test_training_and_choosing_share_no_topic() -> None:
    """Every narrow topic is for one of the two."""
    groups = read_narrow(NARROW)
    apart, trained = kept_apart(groups), to_train(groups)
    assert len(apart) + len(trained) == len(groups) > 400
    assert not {one.name for one in apart} & {one.name for one in trained}
