"""Loads the folder experience/ as text: the one place where authoring reads from disk."""

from __future__ import annotations

from pathlib import Path

SUFFIXES = (".yaml", ".yml")


def load_files(folder: Path) -> dict[str, str]:
    """All YAML files below `folder`: relative path with / → text. Bytes that are no UTF-8 become U+FFFD."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file() and not _hidden(path.relative_to(folder))
    }


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)
