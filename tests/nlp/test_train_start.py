"""The teacher's vectors are found by the text they belong to."""

from __future__ import annotations

import importlib.util

import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the [torch] extra")


def test_a_text_the_teacher_never_saw_has_no_lesson() -> None:
    """Of three texts the two that are known come back with their places and vectors, in the order asked."""
    import torch

    from nlp.train_start import Lessons

    lessons = Lessons(["gut", "schlecht"], torch.eye(2).half())
    places, vectors = lessons.of(["schlecht", "gut und schlecht", "gut"])
    assert places == [0, 2]
    assert vectors.tolist() == [[0.0, 1.0], [1.0, 0.0]]
