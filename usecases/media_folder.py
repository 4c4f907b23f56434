"""The folder of customers' photos and files: outside the database, readable for this installation alone."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """Files by their names, as storage/media_files.py keeps them."""

    path: Path

    async def write(self, file: str, content: bytes) -> None:
        """Put a file there, whole or not at all."""
        await asyncio.to_thread(self._write, file, content)

    async def read(self, file: str) -> bytes | None:
        """A file's bytes; None where it is not there (any more)."""
        return await asyncio.to_thread(self._read, file)

    async def delete(self, file: str) -> None:
        """Delete a file; one that is gone already is fine."""
        await asyncio.to_thread(self._place(file).unlink, missing_ok=True)

    def _write(self, file: str, content: bytes) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        place, half = self._place(file), self._place(f"{file}.part")
        half.touch(mode=0o600)
        with half.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.replace(place)

    def _read(self, file: str) -> bytes | None:
        try:
            return self._place(file).read_bytes()
        except OSError:
            return None

    def _place(self, file: str) -> Path:
        return self.path / Path(file).name
