"""Lets several processes train one network: each learns on its own core, and now and then they take the mean.

Small matrices leave a second thread half idle (1.5 times as fast as one), so each process has one, and they
average their weights every twenty steps (local SGD, Stich 2019).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, distributed, multiprocessing, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from nlp.train_doubt import drawn_by_doubt
from nlp.train_export import load_checkpoint
from nlp.train_heads import HeadsPlan, alone, gather, save_checkpoint, train
from nlp.train_start import lessons

MEETING = "meeting"
EVERY = 20
"""Steps between two meetings."""


class Together:
    """One of `of` processes that meet through a file; the first one speaks for all and writes the checkpoints."""

    def __init__(self, number: int, of: int, file: Path) -> None:
        distributed.init_process_group("gloo", init_method=f"file://{file}", rank=number, world_size=of)
        self._of = of
        self._spent = 0.0

    def __call__(self, model: nn.Module, step: int, spent: float) -> float:
        """Take the mean of all processes' weights and minutes at every `EVERY`th step; all must come."""
        if step % EVERY == 0:
            weights = [p for p in model.parameters() if p.requires_grad]
            with torch.no_grad():
                shared: Tensor = torch.cat([parameters_to_vector(weights), torch.tensor([spent])])
                distributed.all_reduce(shared)
                shared /= self._of
                vector_to_parameters(shared[:-1], weights)
            self._spent = float(shared[-1])
        return self._spent


def train_together(plan: HeadsPlan, processes: int) -> None:
    """Train by `plan` in so many processes, one thread and one seed each; the first one saves and tells."""
    torch.set_num_threads(processes)
    examples, _ = gather(plan)
    lessons(plan.base, plan.start, examples)  # once, before the processes part
    if plan.by_doubt:
        drawn_by_doubt(load_checkpoint(plan.start), plan.start, examples)
    if processes == 1:
        _train_one(0, plan, 1)
        return
    plan.out.mkdir(parents=True, exist_ok=True)
    meeting = plan.out / MEETING
    meeting.unlink(missing_ok=True)
    multiprocessing.spawn(_train_one, (plan, processes), nprocs=processes)
    meeting.unlink(missing_ok=True)


def _train_one(number: int, plan: HeadsPlan, of: int) -> None:
    own = replace(plan, seed=plan.seed + 1000 * number)
    meet = Together(number, of, plan.out / MEETING) if of > 1 else alone
    first = number == 0
    train(
        own,
        _tell if first else _say_nothing,
        lambda model, tokenizer, _: save_checkpoint(model, tokenizer, plan.out) if first else None,
        meet=meet,
    )


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def _say_nothing(line: str) -> None:
    """The other processes keep quiet."""
