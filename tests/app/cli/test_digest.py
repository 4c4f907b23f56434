"""`echoloop digest`: a team's digest before anybody gets it, its picture, and the way to the team."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Echoloop


@pytest.fixture
def ready(folder: Path, echoloop: Echoloop) -> Path:
    """An installation without a single answer."""
    assert echoloop("migrate").returncode == 0
    assert echoloop("publish").returncode == 0
    return folder


@pytest.mark.usefixtures("ready")
def test_a_digest_is_shown_and_nothing_is_sent(echoloop: Echoloop) -> None:
    """For people and for programs; an unknown team ends with the teams there are."""
    shown = echoloop("digest", "--team", "care", "--week")
    assert (shown.returncode, "Die Woche bei care" in shown.stdout, "0 offen" in shown.stdout) == (0, True, True)
    told = json.loads(echoloop("digest", "--team", "care", "--format", "json").stdout)
    assert (told["team"], told["week"], told["comments"]) == ("care", False, 0)
    wrong = echoloop("digest", "--team", "caer")
    assert (wrong.returncode, "care, booking" in wrong.stderr) == (1, True)


@pytest.mark.usefixtures("ready")
def test_it_is_sent_once_and_a_trend_of_nothing_is_refused(echoloop: Echoloop) -> None:
    """--send puts it on its way; a second time the team has it already. Without answers there is no picture."""
    assert "on its way" in echoloop("digest", "--team", "care", "--send").stderr
    assert "already" in echoloop("digest", "--team", "care", "--send").stderr
    assert echoloop("digest", "--team", "care", "--out", "trend.png").returncode == 1
