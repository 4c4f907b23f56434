"""The operator's commands on a fresh folder, as a person types them: output, exit code, never a traceback."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from tests.app.cli.test_main import ROOT, echoloop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new installation with the shipped experience."""
    shutil.copytree(ROOT / "experience", tmp_path / "experience")
    return tmp_path


def test_the_way_from_nothing_to_published(folder: Path) -> None:
    """A command that needs tables says so; then migrate, publish, key, doctor work and say what they did."""
    early = echoloop("publish", cwd=folder)
    assert (early.returncode, "echoloop migrate" in early.stderr) == (2, True)
    assert echoloop("migrate", cwd=folder).returncode == 0
    assert "Published" in echoloop("publish", cwd=folder).stdout
    assert echoloop("key", "create", "crm", cwd=folder).stdout.startswith("el_")
    doctor = echoloop("doctor", cwd=folder)
    assert doctor.returncode == 0, doctor.stdout
    assert "is published" in doctor.stdout
    nobody = echoloop("why", "K-1", cwd=folder)
    assert (nobody.returncode, "Nobody is called K-1" in nobody.stderr) == (1, True)
    assert json.loads(echoloop("plan", "--format", "json", cwd=folder).stdout) == []


def test_a_mistake_in_experience_is_not_published(folder: Path) -> None:
    """The mistake is named at its place, the exit code is 1, and the doctor knows."""
    echoloop("migrate", cwd=folder)
    flow = folder / "experience" / "flows" / "welcome.yaml"
    flow.write_text(flow.read_text().replace("ask_consent: opinion", "ask_consnt: opinion"))
    refused = echoloop("publish", cwd=folder)
    assert refused.returncode == 1
    assert "welcome.yaml:" in refused.stderr
    assert echoloop("doctor", cwd=folder).returncode == 1


def test_init_makes_secrets_once(folder: Path) -> None:
    """.env is made readable by its owner only, and never overwritten."""
    assert echoloop("init", cwd=folder).returncode == 0
    env = folder / ".env"
    assert env.stat().st_mode & 0o077 == 0
    before = env.read_text()
    assert echoloop("init", cwd=folder).returncode == 1
    assert env.read_text() == before


def test_serve_on_a_taken_port_says_so(folder: Path) -> None:
    """Two servers on one port: the second names the port and the setting."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (folder / "config.yaml").write_text(f"server: {{port: {taken.getsockname()[1]}}}\n")
        done = echoloop("serve", cwd=folder)
    assert (done.returncode, "server.port" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
