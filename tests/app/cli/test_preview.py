"""`echoloop preview`: shown, kept, and watched by `echoloop test`."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.app.cli.conftest import Echoloop


def test_previews_are_kept_and_watched(folder: Path, echoloop: Echoloop) -> None:
    """Kept once, nothing is to do; a changed text turns the tests red until it is kept anew; a flow gone goes too."""
    shown = echoloop("preview", "tip_packing").stdout
    assert "== for_whom · de · " in shown
    shutil.rmtree(folder / "experience" / "previews")
    assert " written, 0 deleted, 0 as they were" in echoloop("preview", "--update").stdout
    kept = folder / "experience" / "previews" / "tip_packing.txt"
    assert kept.read_text(encoding="utf-8") == shown
    assert "0 written, 0 deleted" in echoloop("preview", "--update").stdout
    kept.write_text(shown.replace("pack", "carry"), encoding="utf-8")
    red = echoloop("test")
    assert red.returncode == 1
    assert "error preview: tip_packing reads differently now" in red.stdout
    (kept.parent / "gone.txt").write_text("x", encoding="utf-8")
    assert "1 written, 1 deleted" in echoloop("preview", "--update").stdout
