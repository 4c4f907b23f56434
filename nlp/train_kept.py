"""Keeps what a network made of each training text in a file, so that a later run looks at new texts only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import torch
from torch import Tensor


def kept(file: Path, texts: Iterable[str], make: Callable[[Sequence[str]], Tensor]) -> tuple[list[str], Tensor]:
    """Return all texts that `file` knows and their rows (texts, width); `make` is asked for those it lacks."""
    seen = torch.load(file, weights_only=True) if file.exists() else {"texts": [], "vectors": torch.zeros(0)}
    known, vectors = seen["texts"], seen["vectors"]
    old = set(known)
    new = [text for text in dict.fromkeys(texts) if text not in old]
    if new:
        made = make(new)
        known, vectors = known + new, torch.cat([vectors, made]) if known else made
        torch.save({"texts": known, "vectors": vectors}, file)
    return known, vectors
