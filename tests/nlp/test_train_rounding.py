"""Training feels what int8 rounds away: a whisper beside a shout is lost, and only while training."""

from __future__ import annotations

import importlib.util

import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the [torch] extra")


def test_each_text_has_a_scale_of_its_own() -> None:
    """Beside 255 a half is rounded away; in a text without loud numbers it stays. The gradient passes."""
    import torch

    from nlp.train_rounding import rounded

    numbers = torch.tensor([[[255.0, 0.4]], [[1.0, 0.4]]], requires_grad=True)
    found = rounded(numbers)
    assert found[0].tolist() == [[255.0, 0.0]]
    assert found[1].tolist()[0] == pytest.approx([1.0, 0.4], abs=0.002)
    found.sum().backward()
    assert numbers.grad is not None
    assert numbers.grad.tolist() == [[[1.0, 1.0]], [[1.0, 1.0]]]


def test_reading_is_not_rounded() -> None:
    """The same part gives other numbers in training, and the exact ones when it reads."""
    import torch
    from transformers import BertConfig, BertModel

    from nlp.train_rounding import feel_rounding

    config = BertConfig(
        vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    torch.manual_seed(1)
    encoder = BertModel(config, add_pooling_layer=False).train(False)
    ids = torch.tensor([[2, 7, 8, 3]])
    exact = encoder(ids).last_hidden_state
    feel_rounding(encoder)
    assert torch.equal(encoder(ids).last_hidden_state, exact)
    assert not torch.equal(encoder.train()(ids).last_hidden_state, exact)
