"""Runs the int8 network: texts in, logits and embeddings out, one thread, one forward pass.

Loaded lazily by the reader: importing this module imports neither transformers nor onnxruntime.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp.tidy import tidy

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MOST_PIECES = 256
"""Word pieces of a text that the model reads; the rest of a longer text is not seen."""

OLD_THRESHOLD = 0.55
"""From which probability an own topic counted before models said so themselves."""

BLOCK = "128"
"""Numbers that share a scale where products are reckoned in blocks: onnxruntime's 32 cost 6 % of a text's time."""
SLOWER = "SkipLayerNormFusion"
"""A step of onnxruntime that makes one operator of two, which takes twice as long as they do: 8 % of a text's time."""

EXACT = "session.x64quantprecision"
"""Sums int8 products without clipping them at 16 bits, as x86 processors without VNNI do otherwise.

Exact, 98.5 % of the readings are the unrounded network's and not 97.8 %, in no more time. VNNI never clips.
"""
PROCESSOR = Path("/proc/cpuinfo")

Floats = NDArray[np.float32]


class ModelUnavailableError(RuntimeError):
    """The model's files or libraries are missing or broken; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """reading.json: what the classes are called and when a confidence is enough."""

    name: str
    sentiments: tuple[str, ...]
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    temperatures: dict[str, float]
    floors: dict[str, float]
    topic_thresholds: tuple[float, ...]
    own_topic_threshold: float


@dataclass(frozen=True, slots=True)
class Outputs:
    """Raw logits and unit embeddings, one row a text."""

    sentiment: Floats
    mixed: Floats
    kind: Floats
    topics: Floats
    embedding: Floats


class OnnxModel:
    """The network of one folder (model.onnx, tokenizer.json, reading.json); raises ModelUnavailableError."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.settings = read_settings(folder)
        self._tokenizer = _load_tokenizer(folder)
        self._session = _load_session(folder, threads)

    def run(self, texts: Sequence[str]) -> Outputs:
        """Return the outputs for `texts`, in their order.

        Every text goes through alone: int8 scales are taken over a whole batch, so a text's reading would
        otherwise depend on its neighbours, and padding would cost what batching saves.
        """
        rows = [self._run_one(text) for text in texts]
        if not rows:
            return self._empty()
        return Outputs(*(np.concatenate(column) for column in zip(*rows, strict=True)))

    def _run_one(self, text: str) -> list[Floats]:
        ids = np.array([self._tokenizer.encode(tidy(text)).ids], dtype=np.int64)
        return list(self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)}))

    def _empty(self) -> Outputs:
        none = np.zeros((0, 0), dtype=np.float32)
        return Outputs(none, none[:, 0] if none.shape[1] else np.zeros(0, dtype=np.float32), none, none, none)


def read_settings(folder: Path) -> ModelSettings:
    """Return reading.json of `folder`."""
    try:
        raw = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
        return ModelSettings(
            name=raw["name"],
            sentiments=tuple(raw["sentiments"]),
            kinds=tuple(raw["kinds"]),
            topics=tuple(raw["topics"]),
            temperatures=dict(raw["temperatures"]),
            floors=dict(raw["floors"]),
            topic_thresholds=tuple(raw["topic_thresholds"][topic] for topic in raw["topics"]),
            own_topic_threshold=float(raw.get("own_topic_threshold", OLD_THRESHOLD)),
        )
    except FileNotFoundError as error:
        message = f"no model in {folder}: reading.json is missing; restore nlp/model or run 'echoloop train'"
        raise ModelUnavailableError(message) from error
    except (ValueError, KeyError, TypeError) as error:
        message = f"{folder / 'reading.json'} is broken ({error!r}); restore nlp/model or run 'echoloop train'"
        raise ModelUnavailableError(message) from error


def _worth_saying(entry: logging.LogRecord) -> bool:
    """Without PyTorch, transformers warns at import; the tokenizer needs none."""
    return "PyTorch was not found" not in entry.getMessage()


def _load_tokenizer(folder: Path) -> Tokenizer:
    logging.getLogger("transformers").addFilter(_worth_saying)
    try:
        from transformers import PreTrainedTokenizerFast

        loaded: Tokenizer = PreTrainedTokenizerFast.from_pretrained(str(folder)).backend_tokenizer
    except ImportError as error:
        message = "transformers is not installed; run 'make install'"
        raise ModelUnavailableError(message) from error
    except Exception as error:  # the tokenizer's own library raises bare Exception
        message = f"{folder / 'tokenizer.json'} cannot be read; restore nlp/model or run 'echoloop train'"
        raise ModelUnavailableError(message) from error
    loaded.no_padding()
    loaded.enable_truncation(MOST_PIECES)
    return loaded


def clips_sums(processor: Path) -> bool:
    """Whether Linux' description of the processor names x86's flags, and VNNI not among them."""
    try:
        told = processor.read_text(encoding="utf-8", errors="replace")
    except OSError:  # no Linux: as onnxruntime would have it
        return False
    flags = next((line for line in told.splitlines() if line.startswith("flags")), "")
    return "avx" in flags and "vnni" not in flags


def _load_session(folder: Path, threads: int) -> InferenceSession:
    try:
        import onnxruntime
    except ImportError as error:
        message = "onnxruntime is not installed; run 'make install'"
        raise ModelUnavailableError(message) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, threads)
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena keeps the largest text's memory for ever
    options.log_severity_level = 3
    options.add_session_config_entry("session.qdq_matmulnbits_block_size", BLOCK)
    options.add_session_config_entry(EXACT, "1" if clips_sums(PROCESSOR) else "0")
    path, where = str(folder / "model.onnx"), ["CPUExecutionProvider"]
    try:
        return onnxruntime.InferenceSession(path, options, providers=where, disabled_optimizers=[SLOWER])
    except Exception as error:  # onnxruntime raises its own bare exceptions
        message = f"{folder / 'model.onnx'} cannot be loaded; restore nlp/model or run 'echoloop train'"
        raise ModelUnavailableError(message) from error
