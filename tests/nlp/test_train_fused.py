"""What is written to a file reckons what was trained, and its weights find their way back."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

needed = ("torch", "onnx", "onnxscript")
pytestmark = [
    pytest.mark.skipif(not all(map(importlib.util.find_spec, needed)), reason="needs the [torch] extra"),
    pytest.mark.filterwarnings("default"),  # PyTorch's exporter warns about itself
]


def test_the_file_says_what_the_network_says(tmp_path: Path) -> None:
    """A small network and its file give the same logits, also for a text that is padded to a longer one's width."""
    import onnxruntime
    import torch
    from transformers import BertConfig

    from conversation.reading import TOPICS
    from nlp.train_export import export
    from nlp.train_model import ReadingNet

    torch.manual_seed(3)
    config = BertConfig(vocab_size=120, hidden_size=96, num_hidden_layers=3, num_attention_heads=12,
                        intermediate_size=384, max_position_embeddings=32, pad_token_id=0)  # fmt: skip
    net = ReadingNet(config, len(TOPICS)).eval()
    torch.save(net.state_dict(), tmp_path / "net.pt")
    config.save_pretrained(tmp_path)
    export(tmp_path, tmp_path / "out")
    ids = torch.tensor([[2, 50, 51, 52, 53, 3], [2, 60, 61, 3, 0, 0]])
    with torch.no_grad():
        wanted = net(ids, (ids != 0).long())
    file = onnxruntime.InferenceSession(tmp_path / "out" / "model-fp32.onnx")
    found = file.run(None, {"input_ids": ids.numpy(), "attention_mask": (ids != 0).long().numpy()})
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-4)


def test_weights_go_side_by_side_and_apart_again() -> None:
    """Every weight of a network is found again after it was laid side by side for the file."""
    import torch
    from transformers import BertConfig

    from nlp.train_fused import FusedNet, apart, side_by_side
    from nlp.train_model import ReadingNet

    config = BertConfig(vocab_size=9, hidden_size=24, num_hidden_layers=2, num_attention_heads=12, intermediate_size=96)
    before = ReadingNet(config, 3).state_dict()
    beside = side_by_side(before)
    assert beside.keys() == FusedNet(config, 3).state_dict().keys()
    after = apart(beside)
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], weight) for name, weight in before.items())
