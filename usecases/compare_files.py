"""Compares two experiences file by file, as a diff that people and tools can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff


def compare_files(old: Mapping[str, str], new: Mapping[str, str], *, was: str, now: str) -> Iterator[str]:
    """Lines of a unified diff, without line ends; nothing where both are the same. `was` and `now` name the sides."""
    for file in sorted({*old, *new}):
        before, after = old.get(file), new.get(file)
        if before != after:
            yield from unified_diff(
                (before or "").splitlines(),
                (after or "").splitlines(),
                f"{was}/{file}" if before is not None else "/dev/null",
                f"{now}/{file}" if after is not None else "/dev/null",
                lineterm="",
            )


def changed_files(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[int, int, int]:
    """How many files are new, changed and gone."""
    changed = sum(old[file] != new[file] for file in old.keys() & new.keys())
    return len(new.keys() - old.keys()), changed, len(old.keys() - new.keys())
