"""The embedding of a text is its own: what stands beside it in a batch does not move it."""

from __future__ import annotations

import importlib.util

import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the [torch] extra")


def test_padding_moves_nothing() -> None:
    """A short text beside a long one gets the vector it gets alone, of length one; so do the labels' scores."""
    import torch
    from transformers import BertConfig

    from nlp.train_model import ReadingNet

    torch.manual_seed(3)
    net = ReadingNet(BertConfig(vocab_size=50, hidden_size=24, num_hidden_layers=2, num_attention_heads=12), 17).eval()
    alone = net(torch.tensor([[2, 9, 3]]), torch.tensor([[1, 1, 1]]))
    beside = net(torch.tensor([[2, 9, 3, 0, 0], [2, 5, 6, 7, 3]]), torch.tensor([[1, 1, 1, 0, 0], [1] * 5]))
    assert float(alone[4].detach().norm()) == pytest.approx(1.0, abs=1e-5)
    for one, other in zip(alone, beside, strict=True):
        assert torch.allclose(one[0], other[0], atol=1e-5)


@pytest.mark.parametrize(("able", "used"), [("AVX2", False), ("DEFAULT", False), ("AVX512", True)])
def test_sixteen_bits_only_where_the_processor_has_them(monkeypatch: pytest.MonkeyPatch, able: str, used: bool) -> None:
    """Without AVX-512 training reckons in 32 bits: 16 take thirteen times as long there."""
    import torch

    from nlp.train_model import short_numbers

    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: able)
    with short_numbers():
        assert (torch.eye(3) @ torch.eye(3)).dtype is (torch.bfloat16 if used else torch.float32)
