"""The demo notices changes in experience/."""

from __future__ import annotations

from pathlib import Path

from app.demo.reloading import fingerprint


def test_an_edit_a_new_and_a_removed_file_change_the_fingerprint(tmp_path: Path) -> None:
    """Nothing that an author can do to the folder goes unnoticed."""
    first = tmp_path / "one.yaml"
    first.write_text("a: 1")
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    first.write_text("a: 12")
    edited = fingerprint(tmp_path)
    (tmp_path / "two.yaml").write_text("b: 1")
    added = fingerprint(tmp_path)
    first.unlink()
    assert len({before, edited, added, fingerprint(tmp_path)}) == 4
