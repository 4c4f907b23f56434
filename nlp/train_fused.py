"""The network as it is written to a file: each layer's attention is one operator, and its three products are one.

PyTorch's exporter takes attention apart into thirty small steps, which cost a text of a dozen pieces more than the
products do. `MultiHeadAttention` is onnxruntime's own operator for them (docs/ContribOperators.md there).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertSelfAttention

from nlp.train_model import ReadingNet

OPERATOR = "com.microsoft::MultiHeadAttention"
PARTS, WHOLE = ("query", "key", "value"), "project"
_SELF = ".attention.self."


class FusedAttention(nn.Module):
    """A layer's attention with query, key and value side by side; only the exporter can run it."""

    def __init__(self, parted: BertSelfAttention) -> None:
        super().__init__()
        self.heads = parted.num_attention_heads
        self.project = nn.Linear(parted.query.in_features, len(PARTS) * parted.all_head_size)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return what the pieces (texts, pieces, width) take from each other; `mask` is int32 (texts, pieces)."""
        query, key, value = self.project(hidden).chunk(len(PARTS), -1)
        given = (query, key, value, None, mask)
        return torch.onnx.ops.symbolic(
            OPERATOR, given, {"num_heads": self.heads}, dtype=hidden.dtype, shape=hidden.shape, version=1
        )


class FusedNet(ReadingNet):
    """What `ReadingNet` reckons, in a third of the steps."""

    def __init__(self, config: BertConfig, topics: int) -> None:
        super().__init__(config, topics)
        for layer in self.encoder.encoder.layer:
            layer.attention.self = FusedAttention(layer.attention.self)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        mask = attention_mask.to(torch.int32)
        layers = [self.encoder.embeddings(input_ids=input_ids)]
        for layer in self.encoder.encoder.layer:
            met = layer.attention.output(layer.attention.self(layers[-1], mask), layers[-1])
            layers.append(cast(Tensor, layer.output(layer.intermediate(met), met)))
        return self.read(layers, attention_mask)


def fuse(net: ReadingNet) -> FusedNet:
    """Return a copy of `net` to write to a file."""
    fused = FusedNet(net.encoder.config, net.topics.out_features)
    fused.load_state_dict(side_by_side(net.state_dict()))
    fused.eval()
    return fused


def side_by_side(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a `ReadingNet` as a `FusedNet` names them."""
    kept = {name: weight for name, weight in state.items() if _SELF not in name}
    first = f"{_SELF}{PARTS[0]}."
    for name in (name for name in state if first in name):
        parts = [state[name.replace(first, f"{_SELF}{part}.")] for part in PARTS]
        kept[name.replace(first, f"{_SELF}{WHOLE}.")] = torch.cat(parts)
    return kept


def apart(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a `FusedNet` as a `ReadingNet` names them."""
    kept = {name: weight for name, weight in state.items() if _SELF not in name}
    whole = f"{_SELF}{WHOLE}."
    for name in (name for name in state if whole in name):
        for part, weight in zip(PARTS, state[name].chunk(len(PARTS)), strict=True):
            kept[name.replace(whole, f"{_SELF}{part}.")] = weight.clone()
    return kept
