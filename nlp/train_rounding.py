"""Lets the network feel in training what int8 will round away, so that it learns to read right all the same.

Int8 gives all of a text's numbers one scale. A few neurons of the base answer a hundred times louder than the others,
and what whispers beside them is lost: one reading in eighteen turned. The loud ones sit in the feed-forward parts;
there each text's numbers are rounded to 256 steps while the gradient passes (Jacob et al. 2018).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

STEPS = 255


def rounded(numbers: Tensor) -> Tensor:
    """Return `numbers` (texts, pieces, width) rounded to 256 steps between each text's least and greatest."""
    with torch.no_grad():
        low = numbers.amin((1, 2), keepdim=True).clamp(max=0)
        high = numbers.amax((1, 2), keepdim=True).clamp(min=0)
        step = ((high - low) / STEPS).clamp(min=1e-8)
        lost = ((numbers / step).round_() * step).sub_(numbers)
    return numbers + lost


def feel_rounding(encoder: nn.Module) -> None:
    """Round what goes into both matrices of every feed-forward part of `encoder`, in training alone."""
    for name, part in encoder.named_modules():
        if name.endswith("intermediate.dense") or (name.endswith("output.dense") and "attention" not in name):
            part.register_forward_pre_hook(_round_when_training)


def _round_when_training(part: nn.Module, given: tuple[Any, ...]) -> tuple[Any, ...] | None:
    return (rounded(given[0]), *given[1:]) if part.training else None
