"""The picture that the phones send: a beach of three stripes, drawn here, nobody's photo."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 96, 64
STRIPES = ((0.45, (120, 190, 230)), (0.7, (40, 120, 170)), (1.0, (235, 215, 160)))  # sky, sea, sand


def sample_picture() -> bytes:
    """A small PNG."""
    rows = b"".join(b"\0" + bytes(_colour(y / HEIGHT)) * WIDTH for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _colour(height: float) -> tuple[int, int, int]:
    return next(colour for end, colour in STRIPES if height < end)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
