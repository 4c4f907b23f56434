"""Takes an int8 model back into the network, so that training can go on from the bundled weights.

An int8 weight is its number times a scale (one a column, one for a whole table of vectors); what quantising rounded
away is small beside what training moves. Names come from the network itself: the exporter keeps those of biases and
tables, and numbers the encoder's matrices in the order in which they are used.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig

from conversation.reading import TOPICS
from nlp.train_model import ReadingNet

_NUMBERED = re.compile(r"val_(\d+)_quantized")


MINILM: dict[str, object] = {
    "model_type": "bert",
    "hidden_size": 384,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "hidden_act": "gelu",
}
"""The encoder's shape: MiniLM-L6-H384 (Wang et al. 2020)."""


class NotOurModelError(ValueError):
    """The file was not written by nlp.train_export: a part of the network has no weights in it."""


def restore(model: Path, out: Path) -> None:
    """Write a checkpoint (net.pt, config, tokenizer) to `out` from the int8 model in the folder `model`.

    Raises NotOurModelError where the file does not fit the network.
    """
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    settings = MINILM | {"vocab_size": tokenizer.get_vocab_size()}
    (out / "config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    net = ReadingNet(BertConfig.from_pretrained(out), len(TOPICS))
    net.load_state_dict(_weights(model / "model.onnx", net))
    torch.save(net.state_dict(), out / "net.pt")
    net.encoder.save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(model / name, out / name)


def _weights(path: Path, net: ReadingNet) -> dict[str, Tensor]:
    graph = onnx.load(str(path)).graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    whole = {name.removesuffix("_quantized"): _whole(arrays, name) for name in arrays if name.endswith("_quantized")}
    names = sorted((name for name in arrays if _NUMBERED.fullmatch(name)), key=lambda name: int(name.split("_")[1]))
    numbered = iter(name.removesuffix("_quantized") for name in names)
    state = {}
    for name, wanted in net.state_dict().items():
        array = arrays.get(name)
        if array is None:
            array = whole[name] if name in whole else whole[_next(numbered, name)]
        state[name] = torch.tensor(array)
        if state[name].shape != wanted.shape:
            raise NotOurModelError(f"{path.name}: {name} has the shape {array.shape}, not {tuple(wanted.shape)}")
    return state


def _next(numbered: object, name: str) -> str:
    found = next(numbered, None)  # type: ignore[call-overload]
    if found is None:
        raise NotOurModelError(f"no weights for {name}")
    return str(found)


def _whole(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    scale, zero = (arrays[name.replace("_quantized", end)].astype(np.float32) for end in ("_scale", "_zero_point"))
    array = (arrays[name].astype(np.float32) - zero) * scale
    return array.T.copy() if arrays[name].dtype == np.int8 else array  # a product's matrix stands the other way round
