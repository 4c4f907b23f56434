"""Writes a trained network as an int8 ONNX file with its tokenizer, ready for the reader."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig

from conversation.reading import TOPICS
from nlp.train_fused import fuse
from nlp.train_model import ReadingNet

LOUD = (0, 4, 5)
"""Layers whose feed-forward output is reckoned in floating point: only its weights lie in the file as int8.

What goes into them has a few numbers a hundred times larger than the rest, which one scale for all would round away.
"""
SIDE_BY_SIDE = "place.dense.weight"
"""Reckoned so as well: means of several layers lie side by side there, each with a scale of its own."""
ROWS, ROW_SCALE = "_rows", "_row_scale"
"""Ends of the names of a table's numbers and of its rows' scales."""
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
        fuse(model),
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
    loud, tables = loud_nodes(graph.graph), [node for node in graph.graph.node if node.op_type == "Gather"]
    quantize_dynamic(
        whole,
        out / "model.onnx",
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[name for node in loud + tables for name in (node.name, f"{node.name}_MatMul")],  # was Gemm
        extra_options={"DefaultTensorType": TensorProto.FLOAT},  # its shapes end at an operator of onnxruntime
    )
    small = onnx.load(str(out / "model.onnx"))
    for node in loud:
        pack_weights(small.graph, node.input[1])
    for node in tables:
        pack_table(small.graph, node.name)
    onnx.save(small, str(out / "model.onnx"))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        if (checkpoint / name).exists():
            shutil.copy(checkpoint / name, out / name)


def loud_nodes(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Return the products whose weights alone become int8.

    These are the ends of the feed-forward parts of the layers `LOUD` (no other matrix is as tall), and `SIDE_BY_SIDE`.
    """
    shapes = {each.name: tuple(each.dims) for each in graph.initializer}
    ends = [node for node in graph.node if node.op_type == "MatMul" and _tall(shapes.get(node.input[1], ()))]
    return [ends[n] for n in LOUD if n < len(ends)] + [node for node in graph.node if SIDE_BY_SIDE in node.input]


def _tall(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] == 4 * shape[1]


def pack_weights(graph: onnx.GraphProto, name: str) -> None:
    """Put int8 numbers, a scale for each column and a DequantizeLinear in the place of the matrix `name`."""
    (matrix,) = (each for each in graph.initializer if each.name == name)
    whole = numpy_helper.to_array(matrix)
    scale = (np.abs(whole).max(0).clip(min=1e-8) / 127).astype(np.float32)
    packed = {
        f"{name}_quantized": np.round(whole / scale).astype(np.int8),
        f"{name}_scale": scale,
        f"{name}_zero_point": np.zeros(len(scale), dtype=np.int8),
    }
    graph.initializer.remove(matrix)
    graph.initializer.extend(numpy_helper.from_array(array, key) for key, array in packed.items())
    graph.node.insert(0, helper.make_node("DequantizeLinear", list(packed), [name], axis=1))


def pack_table(graph: onnx.GraphProto, lookup: str) -> None:
    """Put int8 numbers and a scale for each row in the place of the table that the Gather named `lookup` reads.

    One scale for the whole table, as onnxruntime takes it, moved word pieces by 3 % and places by 6 %.
    """
    (node,) = (each for each in graph.node if each.name == lookup)
    name, rows, (found,) = node.input[0], node.input[1], node.output
    (table,) = (each for each in graph.initializer if each.name == name)
    whole = numpy_helper.to_array(table)
    scale = (np.abs(whole).max(1, keepdims=True).clip(min=1e-8) / 127).astype(np.float32)
    graph.initializer.remove(table)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.round(whole / scale).astype(np.int8), f"{name}{ROWS}"),
            numpy_helper.from_array(scale, f"{name}{ROW_SCALE}"),
        ]
    )
    place = list(graph.node).index(node)
    graph.node.remove(node)
    steps = [
        helper.make_node("Gather", [f"{name}{ROWS}", rows], [f"{found}_int8"], axis=0),
        helper.make_node("Cast", [f"{found}_int8"], [f"{found}_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{name}{ROW_SCALE}", rows], [f"{found}_scale"], axis=0),
        helper.make_node("Mul", [f"{found}_float", f"{found}_scale"], [found]),
    ]
    for number, step in enumerate(steps):
        graph.node.insert(place + number, step)


def write_settings(out: Path, settings: dict[str, object]) -> None:
    """Write reading.json: the model's name, its classes, temperatures and thresholds."""
    (out / "reading.json").write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
