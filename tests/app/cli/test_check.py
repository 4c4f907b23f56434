"""`echoloop check` names every mistake in one run, and its exit code says what it found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import cli

EXAMPLES = Path(__file__).parents[2] / "authoring" / "examples"

FIVE_MISTAKES = """\
echoloop: 1
flow: broken
purpose: survey
steps:
  - ask_score: recommend
    scale: nsp
    en: {{ hello }} How likely are you to recommend us?
    de: Wie wahrscheinlich empfiehlst du uns?
    remnd:
      - after: 24h
  - ask_text: why
    de: Bus #7 kam zu spät?
    en: What happened?
  - open_case: help
    team: caer
    de: Danke.
    en: Thank you.
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A small experience with a broken flow."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "brand.yaml").write_text("echoloop: 1\nname: Sonnweg\n", encoding="utf-8")
    (tmp_path / "desk.yaml").write_text('echoloop: 1\nteams: {care: {channel: "#care"}}\n', encoding="utf-8")
    (tmp_path / "flows" / "broken.yaml").write_text(FIVE_MISTAKES, encoding="utf-8")
    return tmp_path


def test_five_different_mistakes_are_five_messages_in_one_run(world: Path) -> None:
    """Each has its line, column, code and way out; the exit code is 1."""
    result = CliRunner().invoke(cli, ["check", str(world)])
    lines = result.stdout.splitlines()
    file = f"{world.as_posix()}/flows/broken.yaml"
    assert [line.split(": ")[0] for line in lines if not line.startswith(" ")] == [
        f"{file}:6:12 error unknown-scale",
        f"{file}:7:9 error yaml-braces",
        f"{file}:9:5 error unknown-key",
        f"{file}:12:13 error yaml-comment",
        f"{file}:15:11 error unknown-team",
        "5 errors, 0 notes",
    ]
    ways_out = [line.strip() for line in lines if line.startswith(" ")]
    assert ways_out[0].startswith('did you mean "nps"?')
    assert "write | after the key" in ways_out[1]
    assert ways_out[2].startswith('did you mean "remind"?')
    assert ways_out[4].startswith('did you mean "care"?')
    assert result.exit_code == 1


def test_programs_get_json_and_github_annotations(world: Path) -> None:
    """The same problems come in every format."""
    as_json = CliRunner().invoke(cli, ["check", str(world), "--format", "json"])
    assert [row["line"] for row in json.loads(as_json.stdout)] == [6, 7, 9, 12, 15]
    as_github = CliRunner().invoke(cli, ["check", str(world), "--format", "github"])
    assert as_github.stdout.count("::error file=") == 5
    assert (as_json.exit_code, as_github.exit_code) == (1, 1)


def test_one_file_can_be_checked_alone(world: Path) -> None:
    """The rest of the experience is read, but only this file's problems are shown."""
    result = CliRunner().invoke(cli, ["check", str(world / "brand.yaml")])
    assert (result.stdout, result.exit_code) == ("no problems\n", 0)


def test_a_good_experience_ends_with_zero() -> None:
    """The examples of the language have no problems."""
    result = CliRunner().invoke(cli, ["check", str(EXAMPLES)])
    assert (result.stdout, result.exit_code) == ("no problems\n", 0)


def test_nothing_to_check_is_wrong_usage(tmp_path: Path) -> None:
    """An empty or missing folder is told apart from a good experience."""
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(Exception, match="Name the folder"):
            CliRunner().invoke(cli, ["check", str(path)], catch_exceptions=False)


WHATSAPP = """\
channels:
  twilio:
    account_sid: AC1
    sms: {senders: {DE: "+4915112345678"}, price_per_segment: 0.075}
    whatsapp: {sender: "+4915112345678"}
"""
BEACH = """\
echoloop: 1
flow: beach
purpose: service
steps:
  - ask_text: wish
    de: Was wünscht ihr euch für die letzten Tage am Strand 🏖 und was hat euch bisher am besten gefallen?
    en: What do you wish for?
    remind:
      - after: 24h
        de: Noch etwas?
        en: Anything else?
"""


def test_the_settings_say_which_channels_count_and_what_they_cost(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With them, missing templates are named and a dear sign has its price; without them nobody knows."""
    monkeypatch.chdir(world)
    monkeypatch.setenv("ECHOLOOP_CHANNELS__TWILIO__AUTH_TOKEN", "secret")
    (world / "flows" / "broken.yaml").unlink()
    (world / "flows" / "beach.yaml").write_text(BEACH, encoding="utf-8")
    (world / "config.yaml").write_text(WHATSAPP, encoding="utf-8")
    alone = CliRunner().invoke(cli, ["check", "."]).stdout
    assert "2 segments long instead of 1\n" in alone
    assert "template-needed" not in alone
    told = CliRunner().invoke(cli, ["check", ".", "--with-settings"]).stdout
    assert "2 segments long instead of 1, 0.15 EUR instead of 0.075 EUR each time" in told
    assert "flows/beach.yaml:9:16 note template-needed: a reminder after a day or more" in told
    assert "no template is configured for beach/wish in de, en" in told
