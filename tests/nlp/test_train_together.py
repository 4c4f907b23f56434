"""Processes that train together go on from the mean of their weights."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the [torch] extra")


def meet_once(number: int, folder: Path) -> None:
    """Be one of two that hold the weights 1 and 3 and have spent 2 and 4 minutes."""
    import torch

    from nlp.train_together import EVERY, Together

    model = torch.nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.fill_(1.0 + 2 * number)
    together = Together(number, 2, folder / "meeting")
    early = together(model, EVERY - 1, 1.0)
    spent = together(model, EVERY, 2.0 + 2 * number)
    (folder / str(number)).write_text(f"{early} {spent} {float(model.weight)}", "utf-8")


def test_the_mean_counts_for_all(tmp_path: Path) -> None:
    """Between two meetings nothing is shared; at one, both get the same weights and the same minutes."""
    from torch import multiprocessing

    multiprocessing.spawn(meet_once, (tmp_path,), nprocs=2)
    assert (tmp_path / "0").read_text("utf-8") == (tmp_path / "1").read_text("utf-8") == "0.0 3.0 2.0"
