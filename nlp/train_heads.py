"""Trains the heads and the encoder together on all labelled texts, for a set time.

Every batch mixes sets by their share; a label nobody gave adds nothing to the loss. The embedding is to lie where the
teacher puts each text, and now and then a batch of narrow topics draws together what is about the same.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from conversation.reading import TOPICS
from nlp.train_batch import Part, batch, draw
from nlp.train_data import TRAINING_SETS, Example, read_corpus, read_set
from nlp.train_doubt import drawn_by_doubt
from nlp.train_model import KIND_CLASSES, SENTIMENT_CLASSES, ReadingNet, share_dropout, short_numbers
from nlp.train_narrow import Narrow, draw_narrow, read_narrow, to_train
from nlp.train_rounding import feel_rounding
from nlp.train_start import Lessons, Say, lessons

FAST_ON_CPU: dict[str, Any] = {"attn_implementation": "eager", "attention_probs_dropout_prob": 0.0}
"""A batch of 128 takes 0.65 s on one core so, 0.81 s with attention's dropout, 1.46 s with fused attention and none."""
DROPOUT = {"hidden_dropout_prob": 0.05}
"""Half of what is usual: the network reads its own training lines no better than unseen ones (.87 both)."""
Meet = Callable[[nn.Module, int, float], float]
"""Gets network, steps done and minutes spent; returns the minutes that count (nlp/train_together.py)."""

LESSON = 3.0  # how much the teacher's vectors count beside the labels
NARROW_EVERY = 4  # steps between two batches of narrow topics
TEMPERATURE = 0.1  # of the contrast between narrow topics
FEEL_FROM = 0.4  # of the time int8's rounding is not felt yet: a step takes a sixth less without


@dataclass(frozen=True, slots=True)
class HeadsPlan:
    """Where things are and how long to train; `minutes` is wall time, `start` a checkpoint to go on from.

    `by_doubt` draws oftener what `start` reads badly; it has to be a network that can read.
    """

    data: Path
    corpus: Path
    start: Path
    base: Path
    out: Path
    minutes: float = 45.0
    size: int = 64
    corpus_share: float = 0.8
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    threads: int = 1
    seed: int = 13
    by_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """A batch's labels as tensors; -100 and NaN stand for labels nobody gave."""

    sentiment: Tensor
    kind: Tensor
    mixed: Tensor
    topics: Tensor
    weight: Tensor


def labels_of(examples: Sequence[Example]) -> Labels:
    """Return the labels of `examples` as tensors."""
    topics = torch.full((len(examples), len(TOPICS)), float("nan"))
    for row, example in enumerate(examples):
        if example.topics is not None:
            topics[row] = torch.tensor([float(topic in example.topics) for topic in TOPICS])
    return Labels(
        sentiment=torch.tensor([SENTIMENT_CLASSES.index(e.sentiment) if e.sentiment else -100 for e in examples]),
        kind=torch.tensor([KIND_CLASSES.index(e.kind) if e.kind else -100 for e in examples]),
        mixed=torch.tensor([float("nan") if e.mixed is None else float(e.mixed) for e in examples]),
        topics=topics,
        weight=torch.tensor([e.weight for e in examples]),
    )


def loss_of(outputs: Sequence[Tensor], labels: Labels) -> Tensor:
    """Return the weighed sum of the four heads' losses."""
    sentiment, mixed, kind, topics = outputs[:4]
    known = (labels.sentiment >= 0).float() * labels.weight
    feeling = nn.functional.cross_entropy(
        sentiment, labels.sentiment, ignore_index=-100, reduction="none", label_smoothing=0.05
    )
    total = (feeling * known).sum() / known.sum().clamp(min=1)
    if (labels.kind >= 0).any():
        total = total + 0.5 * nn.functional.cross_entropy(kind, labels.kind, ignore_index=-100, label_smoothing=0.02)
    given = ~labels.mixed.isnan()
    if given.any():
        total = total + 0.3 * nn.functional.binary_cross_entropy_with_logits(mixed[given], labels.mixed[given])
    given = ~labels.topics.isnan()
    if given.any():
        each = nn.functional.binary_cross_entropy_with_logits(topics[given], labels.topics[given], reduction="none")
        total = total + 8.0 * each.mean()
    return total


def gather(plan: HeadsPlan) -> tuple[list[Example], list[float]]:
    """Return all training examples and how often each is drawn: by its set's repeats, the corpus by its share."""
    examples: list[Example] = []
    odds: list[float] = []
    for text_set in TRAINING_SETS:
        part = read_set(plan.data, text_set)
        examples += part
        odds += [text_set.repeat] * len(part)
    own = read_corpus(plan.corpus / "train.jsonl")
    public = sum(odds)
    weights = [(3.0 if row.kind != "feedback" else 1.0) * (2.0 if row.source == "hand" else 1.0) for row in own]
    scale = plan.corpus_share / (1 - plan.corpus_share) * public / sum(weights)
    return examples + own, odds + [weight * scale for weight in weights]


def by_share(examples: Sequence[Example], odds: Sequence[float], factors: Sequence[float]) -> list[float]:
    """Return `odds` times `factors`, the corpus and the public sets each as often drawn as before."""
    own = ["/" not in example.source for example in examples]  # a public set is named by folder and file
    whole = {True: 0.0, False: 0.0}
    weighed = dict(whole)
    for mine, odd, factor in zip(own, odds, factors, strict=True):
        whole[mine] += odd
        weighed[mine] += odd * factor
    return [odd * factor * whole[mine] / weighed[mine] for mine, odd, factor in zip(own, odds, factors, strict=True)]


def alone(_model: nn.Module, _step: int, spent: float) -> float:
    """Meet nobody: one process trains."""
    return spent


def train(
    plan: HeadsPlan,
    say: Say,
    checkpoint: Callable[[ReadingNet, Tokenizer, float], None],
    every: float = 8.0,
    meet: Meet = alone,
) -> ReadingNet:
    """Train for `plan.minutes`; `checkpoint` gets model, tokenizer and minutes spent every `every` minutes."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    chance = random.Random(plan.seed)  # noqa: S311  # not for secrets
    tokenizer = Tokenizer.from_file(str(plan.start / "tokenizer.json"))
    config = BertConfig.from_pretrained(plan.start, **FAST_ON_CPU | DROPOUT)
    model = ReadingNet(config, len(TOPICS))
    model.encoder = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(torch.load(plan.start / "net.pt", weights_only=True))
    share_dropout(model.encoder)
    examples, odds = gather(plan)
    if plan.by_doubt:
        odds = by_share(examples, odds, drawn_by_doubt(model, plan.start, examples))
    lesson = lessons(plan.base, plan.start, examples)
    narrow = to_train(read_narrow(plan.corpus / "source" / "narrow_topics.txt"))
    rates = (plan.encoder_rate, plan.head_rate)
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in model.encoder.parameters() if p.requires_grad], "weight_decay": 0.01},
            {"params": [p for n, p in model.named_parameters() if not n.startswith("encoder")], "weight_decay": 0.01},
        ],
        fused=True,
    )
    begin, step, smooth, saved = time.monotonic(), 0, 0.0, 0.0
    parts: list[Part] = []
    felt = False
    model.train()
    while (spent := meet(model, step, (time.monotonic() - begin) / 60)) < plan.minutes:
        if not felt and spent >= FEEL_FROM * plan.minutes:
            feel_rounding(model.encoder)
            felt = True
        rate = min(1.0, (step + 1) / 150) * max(0.02, 1 - spent / plan.minutes)
        for group, top in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = top * rate
        parts = parts or draw(examples, odds, plan.size, chance, tokenizer)
        part = parts.pop()
        with short_numbers():
            outputs = model(part.ids, part.mask)
        loss = loss_of([output.float() for output in outputs], labels_of(part.examples))
        loss = loss + LESSON * _lesson_loss(outputs[4].float(), part, lesson)
        if narrow and step % NARROW_EVERY == 0:
            loss = loss + _narrow_loss(model, tokenizer, narrow, chance)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        smooth = 0.98 * smooth + 0.02 * float(loss.detach())
        if step % 50 == 0:
            say(f"{spent:5.1f} min step {step} loss {smooth / (1 - 0.98**step):.3f}")
        if spent - saved >= every:
            saved = spent
            model.eval()
            checkpoint(model, tokenizer, spent)
            model.train()
    model.eval()
    checkpoint(model, tokenizer, plan.minutes)
    return model


def _lesson_loss(embedding: Tensor, part: Part, lesson: Lessons) -> Tensor:
    known, wanted = lesson.of([example.text for example in part.examples])
    return (1 - (embedding[known] * wanted).sum(-1)).mean() if known else embedding.new_zeros(())


def _narrow_loss(model: ReadingNet, tokenizer: Tokenizer, narrow: Sequence[Narrow], chance: random.Random) -> Tensor:
    texts, group = draw_narrow(narrow, chance)
    ids, mask = batch(tokenizer, texts)
    with short_numbers():
        embedding = model(ids, mask)[4]
    return narrow_loss(embedding.float(), torch.tensor(group))


def narrow_loss(embedding: Tensor, group: Tensor) -> Tensor:
    """Return the supervised contrastive loss of unit vectors (Khosla et al. 2020, the loss outside the logarithm)."""
    alike = embedding @ embedding.T / TEMPERATURE
    itself = torch.eye(len(group), dtype=torch.bool)
    alike = alike.masked_fill(itself, -1e4)
    same = (group[:, None] == group[None, :]) & ~itself
    chance = alike - alike.logsumexp(1, keepdim=True)
    return -((chance * same).sum(1) / same.sum(1).clamp(min=1)).mean()


def save_checkpoint(model: ReadingNet, tokenizer: Tokenizer, folder: Path) -> None:
    """Write weights, encoder config and tokenizer for export."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), folder / "net.pt")
    model.encoder.config.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "heads.json").write_text(
        json.dumps({"sentiment": SENTIMENT_CLASSES, "kind": KIND_CLASSES, "topics": TOPICS}) + "\n", encoding="utf-8"
    )
