"""The command line inside the test's own process: as a person types it, without a second interpreter's start."""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from app.cli.main import run

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


Echoloop = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new installation with the shipped experience, and the working directory."""
    shutil.copytree(ROOT / "experience", tmp_path / "experience")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def echoloop(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Echoloop]:
    """Runs one command in `folder`; logs are as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def call(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["echoloop", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    yield call
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
