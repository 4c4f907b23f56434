"""`echoloop play` talks to a flow through piped input: answers, time travel, state."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import cli

EXAMPLES = str(Path(__file__).parents[2] / "authoring" / "examples")


def play(lines: str, *options: str) -> str:
    """What the terminal shows."""
    result = CliRunner().invoke(cli, ["play", "post_trip_nps", "--experience", EXAMPLES, *options], input=lines)
    assert result.exit_code == 0
    return result.stdout


def test_a_conversation_is_shown_with_what_it_causes() -> None:
    """Questions with their buttons, answers with their bands, the case and its number."""
    shown = play("2\nBus #7 never came // negative, payment_refund\n?\n", "--lang", "en", "--name", "Ada")
    assert "Ada! How likely are you to recommend Sonnweg?" in shown
    assert "[0] [1] [2]" in shown
    assert "· recommend = 2 (detractor)" in shown
    assert "Your case is C-1." in shown
    assert "· a case for care, priority high" in shown
    assert "completed" in shown


def test_time_travels() -> None:
    """+24h brings the reminder."""
    assert "One number from 0 to 10 is all we need." in play("+24h\n", "--lang", "en")


def test_the_customer_of_a_transcript_can_be_played() -> None:
    """--as takes name, language and channel from a golden conversation."""
    assert "Ada! How likely" in play("", "--as", "unhappy")


def test_an_unknown_flow_is_named_with_its_neighbour() -> None:
    """A typing slip in the flow's name is no riddle."""
    with pytest.raises(Exception, match='did you mean "welcome"'):
        CliRunner().invoke(cli, ["play", "welcom", "--experience", EXAMPLES], catch_exceptions=False)


def test_a_channel_shows_what_it_can(tmp_path: Path) -> None:
    """By SMS the choices are written out; :channels shows the last message everywhere; :state where it stands."""
    shown = play(":state\n:channels\n", "--lang", "en", "--channel", "sms")
    assert "asking at recommend" in shown
    assert "-- telegram\n" in shown
    assert "[6] [7] [8] [9] [10]" in shown.partition("-- telegram")[2]
    assert "[6]" not in shown.partition(":channels")[0]


def test_a_customer_comes_from_a_file(tmp_path: Path) -> None:
    """Name, language and channel are his; a mistake in the file is shown at its line."""
    file = tmp_path / "grace.yaml"
    file.write_text("first_name: Grace\nlanguage: en\nchannel: sms\npurchase.destination: Crete\n", encoding="utf-8")
    assert "Grace! How likely" in play("", "--customer", str(file))
    file.write_text("first_name: Grace\nlanguage: fr\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["play", "welcome", "--experience", EXAMPLES, "--customer", str(file)])
    assert result.exit_code == 1
    assert f'{file}:2:11 error unknown-word: "fr" is not known here' in result.stdout
