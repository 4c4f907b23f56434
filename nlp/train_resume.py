"""Takes an int8 model back into the network, so that training can go on from the bundled weights.

An int8 weight is its number times a scale (one a column, one a row in a table of vectors); what quantising rounded
away is small beside what training moves. Names come from the network itself: the exporter keeps those of biases and
tables, and numbers the encoder's matrices in the order in which they are used.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from transformers import BertConfig

from conversation.reading import TOPICS
from nlp.train_export import ROW_SCALE, ROWS
from nlp.train_fused import FusedNet, apart
from nlp.train_model import ReadingNet

_NUMBERED = re.compile(r"val_(\d+)_quantized")


_LAYER = re.compile(r"encoder\.encoder\.layer\.(\d+)\.")
_WORDS = "encoder.embeddings.word_embeddings.weight"
_PLACES = "encoder.embeddings.position_embeddings.weight"


class NotOurModelError(ValueError):
    """The file was not written by this nlp.train_export: a part of the network has no weights in it."""

    def __init__(self, model: Path, part: str) -> None:
        super().__init__(
            f"{model} was not written by this version of Echoloop ({part}), so training cannot go on from it: "
            "`echoloop model promote bundled`, then train again"
        )


def restore(model: Path, out: Path) -> None:
    """Write a checkpoint (net.pt, config, tokenizer) to `out` from the int8 model in the folder `model`.

    Raises NotOurModelError where the file does not fit the network.
    """
    out.mkdir(parents=True, exist_ok=True)
    arrays = {each.name: numpy_helper.to_array(each) for each in onnx.load(str(model / "model.onnx")).graph.initializer}
    config = _config(arrays, model)
    net = ReadingNet(config, len(TOPICS))
    net.load_state_dict(apart(_weights(arrays, FusedNet(config, len(TOPICS)), model)))
    torch.save(net.state_dict(), out / "net.pt")
    net.encoder.save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(model / name, out / name)


def _config(arrays: Mapping[str, np.ndarray], model: Path) -> BertConfig:
    """Return the encoder's shape, as the tables and layers in the file tell it."""
    layers = {int(found[1]) for name in arrays if (found := _LAYER.match(name))}
    words, places = (arrays.get(f"{name}{ROWS}") for name in (_WORDS, _PLACES))
    if not layers or words is None or places is None:
        raise NotOurModelError(model, "it has no layers of ours")
    return BertConfig(
        vocab_size=len(words), hidden_size=words.shape[1], num_hidden_layers=max(layers) + 1, num_attention_heads=12,
        intermediate_size=4 * words.shape[1], max_position_embeddings=len(places), type_vocab_size=2, pad_token_id=0,
    )  # fmt: skip


def _weights(arrays: Mapping[str, np.ndarray], net: FusedNet, model: Path) -> dict[str, Tensor]:
    whole = {name.removesuffix("_quantized"): _whole(arrays, name) for name in arrays if name.endswith("_quantized")}
    names = sorted((name for name in arrays if _NUMBERED.fullmatch(name)), key=lambda name: int(name.split("_")[1]))
    whole |= {
        name.removesuffix(ROWS): arrays[name].astype(np.float32) * arrays[f"{name.removesuffix(ROWS)}{ROW_SCALE}"]
        for name in arrays
        if name.endswith(ROWS)
    }
    numbered = iter(name.removesuffix("_quantized") for name in names)
    state = {}
    for name, wanted in net.state_dict().items():
        array = arrays.get(name)
        if array is None:
            array = whole[name] if name in whole else whole[_next(numbered, name, model)]
        state[name] = torch.tensor(array)
        if state[name].shape != wanted.shape:
            raise NotOurModelError(model, f"{name} has the shape {array.shape}, not {tuple(wanted.shape)}")
    return state


def _next(numbered: object, name: str, model: Path) -> str:
    found = next(numbered, None)  # type: ignore[call-overload]
    if found is None:
        raise NotOurModelError(model, f"no weights for {name}")
    return str(found)


def _whole(arrays: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    scale, zero = (arrays[name.replace("_quantized", end)].astype(np.float32) for end in ("_scale", "_zero_point"))
    return ((arrays[name].astype(np.float32) - zero) * scale).T.copy()  # a product's matrix stands the other way round
