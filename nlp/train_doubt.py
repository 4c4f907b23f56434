"""Says how often a training line is drawn: what the network that training goes on from reads badly comes oftener.

Most of the corpus is read right already, and to see it once more teaches little. The doubt is the loss by the labels of
now, from readings kept in the checkpoint's folder: a line labelled anew counts at once, without being read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from conversation.reading import TOPICS
from nlp.train_batch import batch
from nlp.train_data import Example
from nlp.train_kept import kept
from nlp.train_model import KIND_CLASSES, SENTIMENT_CLASSES, ReadingNet, short_numbers

LEAST, MOST = 0.45, 2.0
"""What is read right for sure is still drawn, so that it stays known; one wrong label must not fill the batches."""
SHORT = 45
"""Letters; a longer text is drawn more seldom: replies have 40 on average, and a step's time grows with them."""

_SIDES = (len(SENTIMENT_CLASSES), len(KIND_CLASSES), len(TOPICS))


def drawn_by_doubt(net: ReadingNet, folder: Path, examples: Sequence[Example]) -> list[float]:
    """Return by what the odds of each example are multiplied; `net` reads the texts that `folder` has no reading of."""
    texts, readings = kept(
        folder / "readings.pt",
        (example.text for example in examples),
        lambda new: _read(net, Tokenizer.from_file(str(folder / "tokenizer.json")), new),
    )
    rows = {text: row for row, text in enumerate(texts)}
    doubt = _doubt(readings[[rows[example.text] for example in examples]].float(), examples)
    short = torch.tensor([min(1.0, SHORT / len(example.text)) ** 0.7 for example in examples])
    return ((LEAST + doubt).clamp(max=MOST) * short).tolist()  # type: ignore[no-any-return]


def _read(net: ReadingNet, tokenizer: Tokenizer, texts: Sequence[str]) -> Tensor:
    """Return log probabilities of sentiment and kind and the topics' logits side by side, in half precision."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    read = torch.zeros(len(texts), sum(_SIDES), dtype=torch.half)
    net.train(False)
    with torch.no_grad(), short_numbers():
        for start in range(0, len(order), 128):
            part = order[start : start + 128]
            sentiment, _, kind, topics, _ = net(*batch(tokenizer, [texts[i] for i in part]))
            sides = (sentiment.float().log_softmax(1), kind.float().log_softmax(1), topics.float())
            read[part] = torch.cat(sides, 1).half()
    return read


def _doubt(readings: Tensor, examples: Sequence[Example]) -> Tensor:
    """Return each example's loss by its labels, the heads weighed; a label that nobody gave raises no doubt."""
    sentiment, kind, topics = readings.split(_SIDES, dim=1)
    doubt = 0.5 * _missed(sentiment, [SENTIMENT_CLASSES.index(e.sentiment) if e.sentiment else None for e in examples])
    doubt += 0.3 * _missed(kind, [KIND_CLASSES.index(e.kind) if e.kind else None for e in examples])
    right = torch.tensor([[float(topic in (e.topics or ())) for topic in TOPICS] for e in examples])
    each = nn.functional.binary_cross_entropy_with_logits(topics, right, reduction="none").sum(1)
    return doubt + 0.12 * each * torch.tensor([float(e.topics is not None) for e in examples])


def _missed(logs: Tensor, labels: Sequence[int | None]) -> Tensor:
    """Return minus the log probability of each row's label, 0 where there is none."""
    known = torch.tensor([float(label is not None) for label in labels])
    places = torch.tensor([label or 0 for label in labels])
    return -logs.gather(1, places[:, None]).squeeze(1) * known
