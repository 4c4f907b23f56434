"""`echoloop publish` and `echoloop bundles`: the gate, the list, the difference, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Echoloop

BRAND = "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n"
TIP = "echoloop: 1\nflow: tip\npurpose: service\nsteps:\n  - say: tip\n    en: Pack light.\n"
GREEN = "flow: tip\nlanguage: en\ntranscript: |\n  bot: Pack light.\n"


@pytest.fixture
def small(folder: Path, echoloop: Echoloop) -> Path:
    """An installation with one flow, one transcript, and a database."""
    for file in sorted((folder / "experience").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    for name, text in {"brand.yaml": BRAND, "flows/tip.yaml": TIP, "transcripts/tip.yaml": GREEN}.items():
        (folder / "experience" / name).parent.mkdir(exist_ok=True)
        (folder / "experience" / name).write_text(text, encoding="utf-8")
    assert echoloop("migrate").returncode == 0
    return folder / "experience"


def test_a_red_transcript_keeps_a_bundle_from_being_published(small: Path, echoloop: Echoloop) -> None:
    """It is named with its line; with a reason the bundle goes out all the same."""
    (small / "flows" / "tip.yaml").write_text(TIP.replace("light", "heavily"), encoding="utf-8")
    refused = echoloop("publish")
    assert refused.returncode == 1
    assert "transcripts/tip.yaml:4:3 error transcript: expected bot: Pack light." in refused.stderr
    assert json.loads(echoloop("bundles", "list", "--format", "json").stdout) == []
    assert echoloop("publish", "--even-if-red", "the hotel burns").returncode == 0


def test_a_bundle_is_compared_and_taken_back(small: Path, echoloop: Echoloop, tmp_path: Path) -> None:
    """Publish, change, see the difference, publish, go back; the old files can be written out."""
    assert "3 files new" in echoloop("publish").stdout
    (small / "flows" / "tip.yaml").write_text(TIP + "    de: Pack wenig ein.\n", encoding="utf-8")
    changed = echoloop("bundles", "diff")
    assert (changed.returncode, "+    de: Pack wenig ein." in changed.stdout) == (1, True)
    assert "0 files new, 1 changed, 0 gone" in echoloop("publish").stdout
    assert echoloop("bundles", "diff").returncode == 0
    assert echoloop("bundles", "diff", "previous", "current").returncode == 1
    back = echoloop("bundles", "rollback", "previous")
    assert back.stdout.startswith("Current again: bundle ")
    rows = json.loads(echoloop("bundles", "list", "--format", "json").stdout)
    assert [row["current"] for row in rows] == [True, False]
    assert echoloop("bundles", "export", "current", str(tmp_path / "old")).returncode == 0
    assert (tmp_path / "old" / "flows" / "tip.yaml").read_text(encoding="utf-8") == TIP
    assert echoloop("bundles", "rollback", "zzz").returncode == 1
