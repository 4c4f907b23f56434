"""Trains the model in use on, for minutes: on our own corpus, and on what people at the desk corrected.

Needs no public text set and no base encoder, so every installation can do it; PyTorch comes with the [torch] extra. The
embedding is held where it was, because the company's own topics and the questions' answers are found by it. A run that
was stopped goes on from its last checkpoint.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from nlp.train_batch import Part, draw
from nlp.train_calibrate import calibrate
from nlp.train_data import Example, read_corpus
from nlp.train_export import export, load_checkpoint
from nlp.train_heads import labels_of, loss_of, save_checkpoint
from nlp.train_model import ReadingNet, short_numbers
from nlp.train_resume import restore
from nlp.train_rounding import feel_rounding

CORPUS = Path(__file__).parent / "corpus"
CORRECTED = 4.0  # a corrected text counts as so many lines of the corpus
KEEP = 4.0  # how strongly the embedding is held where it was
SAVE_EVERY_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOnPlan:
    """Which model to train on from, where to, under which name, how long (minutes of wall time), and what
    people corrected."""

    model: Path
    out: Path
    work: Path
    name: str
    corrections: Sequence[Example] = ()
    minutes: float = 10.0
    threads: int = 2
    size: int = 32
    rate: float = 5e-5
    seed: int = 13


def train_on(plan: TrainOnPlan, step: Callable[[float, float], None]) -> Path:
    """Train, quantise, calibrate; returns the folder of the finished model. `step` hears minutes spent and loss."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    before, checkpoint = plan.work / "before", plan.work / "checkpoint"
    restore(plan.model, before)
    fixed = load_checkpoint(before)
    net = load_checkpoint(checkpoint if (checkpoint / "net.pt").exists() else before)
    tokenizer = Tokenizer.from_file(str(before / "tokenizer.json"))
    _train(plan, net, fixed, tokenizer, step, lambda: save_checkpoint(net, tokenizer, checkpoint))
    save_checkpoint(net, tokenizer, checkpoint)
    shutil.copy(before / "tokenizer_config.json", checkpoint)
    export(checkpoint, plan.out)
    (plan.out / "model-fp32.onnx").unlink()
    calibrate(plan.out, plan.name, {"own": read_corpus(CORPUS / "dev.jsonl")}, own="own")
    shutil.rmtree(plan.work)
    return plan.out


def _train(
    plan: TrainOnPlan,
    net: ReadingNet,
    fixed: ReadingNet,
    tokenizer: Tokenizer,
    step: Callable[[float, float], None],
    save: Callable[[], None],
) -> None:
    chance = random.Random(plan.seed)  # noqa: S311  # not for secrets
    corpus = read_corpus(CORPUS / "train.jsonl")
    examples = [*corpus, *plan.corrections]
    odds = [2.0 if one.source == "hand" else 1.0 for one in corpus] + [CORRECTED] * len(plan.corrections)
    optimizer = torch.optim.AdamW(net.parameters(), lr=plan.rate, weight_decay=0.01)
    begin = saved = time.monotonic()
    parts: list[Part] = []
    feel_rounding(net.encoder)
    net.train()
    while (spent := (time.monotonic() - begin) / 60) < plan.minutes:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * max(0.05, 1 - spent / plan.minutes)
        parts = parts or draw(examples, odds, plan.size, chance, tokenizer)
        loss = _loss(net, fixed, parts.pop())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        step(spent, float(loss.detach()))
        if time.monotonic() - saved > SAVE_EVERY_S:
            saved = time.monotonic()
            save()
    net.eval()


def _loss(net: ReadingNet, fixed: ReadingNet, part: Part) -> Tensor:
    with short_numbers():
        outputs = net(part.ids, part.mask)
        with torch.no_grad():
            held = fixed(part.ids, part.mask)[4]
    drift = (1 - (outputs[4].float() * held.float()).sum(-1)).mean()
    return loss_of([output.float() for output in outputs], labels_of(part.examples)) + KEEP * drift
