"""`echoloop init`: an experience that works at once, a flow to start from, and nothing overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.app.cli.conftest import Echoloop


def test_a_first_experience_is_right_at_once(folder: Path, echoloop: Echoloop) -> None:
    """Without any change it has no problem, green transcripts, and can be published."""
    shutil.rmtree(folder / "experience")
    assert echoloop("init").returncode == 0
    assert echoloop("check").stdout == "no problems\n"
    assert "3 green, 0 red" in echoloop("test").stdout
    assert echoloop("migrate").returncode == 0
    assert echoloop("publish").stdout.startswith("Published: bundle ")


def test_a_flow_to_start_from(folder: Path, echoloop: Echoloop) -> None:
    """A new flow comes with its transcripts, is right at once, and never takes the place of another."""
    shutil.rmtree(folder / "experience")
    assert echoloop("init").returncode == 0
    assert "flows/hotel_stay.yaml" in echoloop("init", "--flow", "hotel_stay").stdout
    assert echoloop("check").stdout == "no problems\n"
    assert "2 green, 0 red" in echoloop("test", "-k", "hotel_stay").stdout
    assert echoloop("init", "--flow", "hotel_stay").returncode == 1
    assert "cannot be the name" in echoloop("init", "--flow", "Hotel stay").stderr


def test_files_without_a_version_are_upgraded(folder: Path, echoloop: Echoloop) -> None:
    """Shown first, then written; afterwards the check is content."""
    file = folder / "experience" / "flows" / "tip_packing.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("echoloop: 1\n", ""), encoding="utf-8")
    assert "+echoloop: 1" in echoloop("upgrade", "--show").stdout
    assert echoloop("check").returncode == 1
    assert "1 file(s) upgraded" in echoloop("upgrade").stdout
    assert echoloop("check").returncode == 0


def test_pictures_and_schemas(folder: Path, echoloop: Echoloop) -> None:
    """A flow is drawn as Mermaid and as SVG; schemas are written where bundles do not look."""
    assert echoloop("diagram", "tip_packing").stdout.startswith("flowchart TD")
    assert "written" in echoloop("diagram", "tip_packing", "--format", "svg", "-o", "tip.svg").stdout
    assert (folder / "tip.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "did you mean" in echoloop("diagram", "tip_pack").stderr
    before = echoloop("check").stdout
    assert "experience/.schemas/flow.json" in echoloop("schema").stdout
    assert (folder / "experience" / ".schemas" / "flow.json").is_file()
    assert echoloop("check").stdout == before
    assert '"title": "Echoloop: brand"' in echoloop("schema", "brand").stdout
