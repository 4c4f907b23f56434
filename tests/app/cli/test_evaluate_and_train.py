"""`echoloop evaluate` measures against labelled texts; `echoloop train` says in a line what it lacks."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.failure import CommandError
from app.cli.main import cli

ROWS = [
    {"text": "Das Essen war köstlich", "lang": "de", "sentiment": "positive", "topics": ["food_drink"]},
    {"text": "The room was filthy", "lang": "en", "sentiment": "negative", "topics": ["cleanliness"]},
    {"text": "Please stop sending me messages", "lang": "en", "sentiment": None, "topics": None, "kind": "opt_out"},
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A folder with one labelled set and one training file that is left out."""
    text = "".join(json.dumps(row) + "\n" for row in ROWS)
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat/dev.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "chat/train.jsonl").write_text("{}\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> str:
    """What a command writes to standard output."""
    done = CliRunner().invoke(cli, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_the_report_as_json(labelled: Path) -> None:
    """Scores by set and language, the baseline and the speed; labels that are missing are not counted."""
    report = json.loads(run("evaluate", "--data", str(labelled), "--format", "json"))
    assert [(one["name"], one["language"], one["n"]) for one in report["sets"]] == [
        ("chat/dev", "all", 3),
        ("chat/dev", "de", 1),
        ("chat/dev", "en", 2),
    ]
    everything = report["sets"][0]
    assert everything["sentiment"]["n"] == 2
    assert everything["sentiment"]["accuracy"] == 1.0
    assert everything["kind"]["opt_out_recall"] == 1.0
    assert set(report["baselines"]) == {"word counts", "TF-IDF + logistic regression", "VADER"}
    assert set(report["baselines"]["word counts"]["chat/dev"]) == {"accuracy", "macro_f1", "n"}
    assert report["speed"]["median_ms"] > 0


def test_the_report_as_tables(labelled: Path) -> None:
    """The same for people."""
    shown = run("evaluate", "--data", str(labelled / "chat/dev.jsonl"))
    assert "Sentiment" in shown
    assert "food_drink" in shown


def test_nothing_to_measure_is_said_in_a_line(tmp_path: Path) -> None:
    """An empty folder and a missing one end with the way out."""
    with pytest.raises(CommandError, match="no labelled texts"):
        run("evaluate", "--data", str(tmp_path))
    with pytest.raises(CommandError, match=r"no labelled texts|does not exist"):
        run("evaluate", "--data", str(tmp_path / "gone"))


def test_training_names_what_is_missing(tmp_path: Path) -> None:
    """Without PyTorch, or without data, one line says what to do."""
    way_out = "pip install" if importlib.util.find_spec("torch") is None else "--data"
    with pytest.raises(CommandError, match=way_out):
        run("train", "--data", str(tmp_path), "--base", str(tmp_path), "--work", str(tmp_path / "w"))


def test_the_report_as_a_picture(labelled: Path) -> None:
    """`--plot` draws calibration and topics; an ending that is no picture is explained."""
    picture = labelled / "report.png"
    run("evaluate", "--data", str(labelled / "chat/dev.jsonl"), "--plot", str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(CommandError, match=r"report\.txt cannot be drawn"):
        run("evaluate", "--data", str(labelled / "chat/dev.jsonl"), "--plot", str(labelled / "report.txt"))
