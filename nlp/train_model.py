"""The network in PyTorch: one encoder, one pass, four heads and an embedding (training and export only)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

SENTIMENT_CLASSES = ("negative", "neutral", "positive")
KIND_CLASSES = ("feedback", "question", "request", "idea", "thanks", "opt_out", "other")


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


class ReadingNet(nn.Module):
    """Encoder and heads; `forward` returns sentiment, mixed, kind and topic logits and a unit embedding."""

    def __init__(self, config: BertConfig, topics: int) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.dropout = nn.Dropout(0.15)
        self.attend = nn.Linear(width, 4)
        self.dense = nn.Linear(width * 5, width)
        self.sentiment = nn.Linear(width, len(SENTIMENT_CLASSES))
        self.mixed = nn.Linear(width, 1)
        self.kind = nn.Linear(width, len(KIND_CLASSES))
        self.topics = nn.Linear(width, topics)
        self.project = nn.Linear(width, width)
        nn.init.eye_(self.project.weight)
        nn.init.zeros_(self.project.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mean = mean_pool(hidden, attention_mask)
        scores = self.attend(hidden).masked_fill(attention_mask.unsqueeze(-1) == 0, -1e4)
        looked = torch.einsum("blk,bld->bkd", scores.softmax(1), hidden).flatten(1)
        state = self.dropout(torch.nn.functional.gelu(self.dense(self.dropout(torch.cat([mean, looked], 1)))))
        embedding = torch.nn.functional.normalize(self.project(mean), dim=-1)
        return (
            self.sentiment(state),
            self.mixed(state).squeeze(-1),
            self.kind(state),
            self.topics(state),
            embedding,
        )
