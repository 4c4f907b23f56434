"""Writes a trained network as an int8 ONNX file with its tokenizer, ready for the reader."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig

from conversation.reading import TOPICS
from nlp.train_model import ReadingNet

OUTPUTS = ("sentiment_logits", "mixed_logits", "kind_logits", "topic_logits", "unit_vector")


def load_checkpoint(folder: Path) -> ReadingNet:
    """Return the network of a checkpoint, ready to read (dropout off)."""
    model = ReadingNet(BertConfig.from_pretrained(folder), len(TOPICS))
    model.load_state_dict(torch.load(folder / "net.pt", weights_only=True))
    model.eval()
    return model


def export(checkpoint: Path, out: Path) -> None:
    """Write model.onnx (int8), model-fp32.onnx and the tokenizer of `checkpoint` to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    model = load_checkpoint(checkpoint)
    ids = torch.tensor([[2, 100, 101, 102, 3], [2, 100, 101, 3, 0]])
    whole = out / "model-fp32.onnx"
    batch, width = torch.export.Dim("batch"), torch.export.Dim("width", max=512)
    torch.onnx.export(
        model,
        (ids, (ids != 0).long()),
        str(whole),
        input_names=["input_ids", "attention_mask"],
        output_names=list(OUTPUTS),
        dynamic_shapes={"input_ids": {0: batch, 1: width}, "attention_mask": {0: batch, 1: width}},
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    graph = onnx.load(str(whole))
    del graph.graph.value_info[:]  # shapes of the traced batch would stop the quantiser
    for node in graph.graph.node:  # the tracer writes down where its source files lie
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.save(graph, str(whole))
    quantize_dynamic(whole, out / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        if (checkpoint / name).exists():
            shutil.copy(checkpoint / name, out / name)


def write_settings(out: Path, settings: dict[str, object]) -> None:
    """Write reading.json: the model's name, its classes, temperatures and thresholds."""
    (out / "reading.json").write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
