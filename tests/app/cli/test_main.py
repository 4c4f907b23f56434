"""The command line as a whole: help, did-you-mean, exit codes, and starting quickly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.lazy import load
from app.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[3]


def echoloop(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli.main", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "COLUMNS": "120", "LANG": "C.UTF-8"},
        check=False,
    )


def test_help_lists_commands_without_importing_them() -> None:
    """The help needs neither database, web nor model."""
    code = (
        "import sys; from typer.testing import CliRunner; from app.cli.main import cli\n"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0\n"
        "assert not {'sqlalchemy', 'fastapi', 'onnxruntime', 'transformers', 'pydantic'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_mistyped_command_is_usage_error_2_with_a_hint() -> None:
    """`chek` is answered with did-you-mean."""
    done = echoloop("chek")
    assert done.returncode == 2
    assert "'check'" in done.stderr


def test_wrong_settings_end_with_2_and_no_traceback(tmp_path: Path) -> None:
    """A person reads the key and the way out, never a traceback."""
    (tmp_path / "config.yaml").write_text("server: {prot: 1}\n")
    done = echoloop("doctor", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert 'did you mean "port"' in done.stderr


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_can_be_loaded_and_says_what_it_does(name: str) -> None:
    """No entry of the list points into nothing."""
    command = load(name, COMMANDS[name])
    assert command.help or command.commands
    assert COMMANDS[name].summary.endswith(".")
