"""The operator's commands on a fresh folder, as a person types them: output, exit code, never a traceback."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from tests.app.cli.conftest import Echoloop


def test_the_way_from_nothing_to_published(echoloop: Echoloop) -> None:
    """A command that needs tables says so; then migrate, publish, key, doctor work and say what they did."""
    early = echoloop("publish")
    assert (early.returncode, "echoloop migrate" in early.stderr) == (2, True)
    assert echoloop("migrate").returncode == 0
    assert "Published" in echoloop("publish").stdout
    assert echoloop("key", "create", "crm").stdout.startswith("el_")
    doctor = echoloop("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "is published" in doctor.stdout
    nobody = echoloop("why", "K-1")
    assert (nobody.returncode, "Nobody is called K-1" in nobody.stderr) == (1, True)
    assert json.loads(echoloop("plan", "--format", "json").stdout) == []


def test_a_key_is_listed_without_itself_and_can_be_revoked_once(echoloop: Echoloop) -> None:
    """The key is shown at its creation only; revoking what is not valid is refused."""
    echoloop("migrate")
    made = echoloop("key", "create", "crm")
    key_id = made.stderr.split()[1]
    listed = echoloop("key", "list").stdout
    assert key_id in listed
    assert made.stdout.strip() not in listed
    assert echoloop("key", "revoke", key_id).returncode == 0
    assert echoloop("key", "revoke", key_id).returncode == 1


def test_a_mistake_in_experience_is_not_published(echoloop: Echoloop, folder: Path) -> None:
    """The mistake is named at its place, the exit code is 1, and the doctor knows."""
    echoloop("migrate")
    flow = folder / "experience" / "flows" / "welcome.yaml"
    flow.write_text(flow.read_text().replace("ask_consent: opinion", "ask_consnt: opinion"))
    refused = echoloop("publish")
    assert refused.returncode == 1
    assert "welcome.yaml:" in refused.stderr
    assert echoloop("doctor").returncode == 1


def test_init_makes_secrets_once(echoloop: Echoloop, folder: Path) -> None:
    """.env is made readable by its owner only, and never overwritten."""
    assert echoloop("init").returncode == 0
    env = folder / ".env"
    assert env.stat().st_mode & 0o077 == 0
    before = env.read_text()
    assert echoloop("init").returncode == 1
    assert env.read_text() == before


def test_serve_on_a_taken_port_says_so(echoloop: Echoloop, folder: Path) -> None:
    """Two servers on one port: the second names the port and the setting."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (folder / "config.yaml").write_text(f"server: {{port: {taken.getsockname()[1]}}}\n")
        done = echoloop("serve")
    assert (done.returncode, "server.port" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


def test_a_bug_is_one_line_and_not_a_traceback(echoloop: Echoloop, folder: Path) -> None:
    """What nobody expected still ends with 2, one line, and how to see more."""
    (folder / "var").write_text("a file where a folder should be")
    done = echoloop("migrate")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "--debug" in done.stderr
