"""The operator's commands on a fresh folder, as a person types them: output, exit code, never a traceback."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from app.cli.lazy import Entry
from app.cli.main import COMMANDS
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


@pytest.mark.parametrize(
    "url",
    ["nonsense", "oracle7://x/y", "sqlite://", "sqlite:///taken/echoloop.db", "sqlite:///rubbish.db", "sqlite:////"],
)
def test_a_database_that_cannot_be_opened_is_told_with_its_setting(
    echoloop: Echoloop, folder: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Every command that needs it says what is wrong and which setting to look at; the doctor finds it too."""
    (folder / "taken").write_text("a file where a folder should be")
    (folder / "rubbish.db").write_text("no database, only a few words that somebody wrote into a file of this name")
    monkeypatch.setenv("ECHOLOOP_DATABASE__URL", url)
    for command in ("migrate", "plan", "serve"):
        done = echoloop(command)
        assert done.returncode == 2
        assert "The database cannot be opened" in done.stderr
        assert "database.url" in done.stderr
        assert "Traceback" not in done.stderr
    assert echoloop("doctor").returncode == 1


def test_a_command_that_needs_something_published_says_so(echoloop: Echoloop) -> None:
    """`plan` before the first `publish` names the command that is missing."""
    echoloop("migrate")
    done = echoloop("plan")
    assert (done.returncode, "echoloop publish" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", ["serve", "publish"])
def test_a_missing_experience_is_named_with_its_folder(
    echoloop: Echoloop, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Not "no problems found in nothing": the folder that was looked for."""
    echoloop("migrate")
    monkeypatch.setenv("ECHOLOOP_EXPERIENCE_DIR", "elsewhere")
    monkeypatch.setenv("ECHOLOOP_SERVER__PORT", "0")
    done = echoloop(command)
    assert (done.returncode, "elsewhere" in done.stderr) == (2, True)


def broken() -> None:
    """A command with a bug."""
    raise RuntimeError("nobody thought of this")


def test_a_bug_is_one_line_and_not_a_traceback(echoloop: Echoloop, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody expected still ends with 2, one line, and how to see more."""
    monkeypatch.setitem(COMMANDS, "break", Entry(f"{__name__}:broken", "Has a bug."))
    done = echoloop("break")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "--debug" in done.stderr
