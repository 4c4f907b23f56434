"""`echoloop model` keeps trained models apart and lets one read only where it is no worse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.failure import CommandError
from app.cli.main import cli
from nlp.reader import BUNDLED_MODEL


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with scores that need not be measured."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ECHOLOOP_DATABASE__URL", f"sqlite:///{tmp_path / 'var/echoloop.db'}")
    for name, german in (("bundled", 0.7), ("better", 0.8), ("worse", 0.6)):
        path = tmp_path / f"var/models/{name}.scores.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([{"language": "de", "sentiment": german, "topics": 0.5, "kind": 0.8}]))
    return tmp_path


def model(*arguments: str) -> str:
    """What the command writes to standard output."""
    done = CliRunner().invoke(cli, ["model", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_a_better_model_is_added_promoted_and_rolled_back() -> None:
    """The whole way there and back, with the list saying who reads."""
    assert "better is kept" in model("add", str(BUNDLED_MODEL), "--name", "better")
    assert "better reads from now on" in model("promote", "better")
    assert any("●" in line and "better" in line for line in model("list").splitlines())
    assert "bundled reads again" in model("rollback")


def test_a_worse_model_stays_aside_unless_somebody_insists() -> None:
    """The figures are named, and `--anyway` is the way out."""
    model("add", str(BUNDLED_MODEL), "--name", "worse")
    with pytest.raises(CommandError, match=r"de: sentiment 0\.600, now 0\.700"):
        model("promote", "worse")
    assert "worse reads from now on" in model("promote", "worse", "--anyway")


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    """A typo is explained."""
    with pytest.raises(CommandError, match="there are: bundled"):
        model("promote", "bter")
