"""The network in PyTorch: one encoder, one pass, four heads and an embedding (training and export only)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

SENTIMENT_CLASSES = ("negative", "neutral", "positive")
KIND_CLASSES = ("feedback", "question", "request", "idea", "thanks", "opt_out", "other")


def short_numbers() -> torch.autocast:
    """Reckon in 16 bits (bfloat16) from here on, but only where the processor can.

    One without AVX-512 takes them apart in software: 4 texts a second instead of 54, measured on one core of such.
    """
    able = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=able)


def mean_pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the hidden states of real tokens."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-6)


class SharedDropout(nn.Module):
    """Drops the same places of the width for all pieces of a text (Gal and Ghahramani 2016): a fifth of the cost."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, hidden: Tensor) -> Tensor:
        if not self.training:
            return hidden
        kept = torch.rand(hidden.shape[0], 1, hidden.shape[-1]) >= self.share
        return hidden * (kept.to(hidden.dtype) / (1 - self.share))


def share_dropout(module: nn.Module) -> None:
    """Put `SharedDropout` in the place of every dropout below `module` that drops something."""
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout) and child.p > 0:
            setattr(module, name, SharedDropout(child.p))
        else:
            share_dropout(child)


class Placer(nn.Module):
    """Says where a text lies among all that could be said: a vector of the encoder's width, not yet of length one.

    It looks at the words as they come in, at layer 2 and at layer 6, and never at the last ones: these forget what a
    text is about once they know how it feels. On a fixed encoder the teacher's vectors are met with a cosine of .77 so,
    .66 by one matrix on the last layer's mean, .70 by one more transformer layer.
    """

    MEANS = (0, 6)
    LOOKS = ((2, 2), (6, 3))
    """Layers, and how many weighed means are taken of each beside the plain one."""
    INNER = 448

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width, last = config.hidden_size, config.num_hidden_layers
        self.means = [min(layer, last) for layer in self.MEANS]
        self.looks = [(min(layer, last), count) for layer, count in self.LOOKS]
        self.attend = nn.ModuleList([nn.Linear(width, count) for _, count in self.looks])
        self.dense = nn.Linear(width * (len(self.means) + sum(count for _, count in self.looks)), self.INNER)
        self.project = nn.Linear(self.INNER, width)

    def forward(self, layers: Sequence[Tensor], mask: Tensor) -> Tensor:
        """Return vectors (texts, width) from the hidden states of all layers, each (texts, pieces, width)."""
        seen = [mean_pool(layers[layer], mask) for layer in self.means]
        for attend, (layer, _) in zip(self.attend, self.looks, strict=True):
            seen.append(weighed_means(attend, layers[layer], mask))
        placed: Tensor = self.project(nn.functional.gelu(self.dense(torch.cat(seen, 1))))
        return placed


def weighed_means(attend: nn.Module, hidden: Tensor, mask: Tensor) -> Tensor:
    """Return as many means of the pieces as `attend` gives scores, each weighed by its own, side by side."""
    scores = attend(hidden).masked_fill(mask.unsqueeze(-1) == 0, -1e4)
    return torch.einsum("blk,bld->bkd", scores.softmax(1), hidden).flatten(1)


class ReadingNet(nn.Module):
    """Encoder and heads; `forward` returns sentiment, mixed, kind and topic logits and a unit embedding."""

    def __init__(self, config: BertConfig, topics: int) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.dropout = nn.Dropout(0.08)
        self.attend = nn.Linear(width, 4)
        self.dense = nn.Linear(width * 5, width)
        self.sentiment = nn.Linear(width, len(SENTIMENT_CLASSES))
        self.mixed = nn.Linear(width, 1)
        self.kind = nn.Linear(width, len(KIND_CLASSES))
        self.topics = nn.Linear(width, topics)
        self.place = Placer(config)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        layers = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        ).hidden_states
        return self.read(layers, attention_mask)

    def read(self, layers: Sequence[Tensor], attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return what the heads say of the hidden states of all layers, each (texts, pieces, width)."""
        seen = [mean_pool(layers[-1], attention_mask), weighed_means(self.attend, layers[-1], attention_mask)]
        state = self.dropout(nn.functional.gelu(self.dense(self.dropout(torch.cat(seen, 1)))))
        embedding = nn.functional.normalize(self.place(layers, attention_mask), dim=-1)
        return (
            self.sentiment(state),
            self.mixed(state).squeeze(-1),
            self.kind(state),
            self.topics(state),
            embedding,
        )
