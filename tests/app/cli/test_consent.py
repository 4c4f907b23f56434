"""`echoloop consent`: the ledger as it stands, and lines by hand that carry their proof."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Echoloop


@pytest.fixture
def ready(folder: Path, echoloop: Echoloop) -> Path:
    """An installation with one customer who said yes to surveys in an import."""
    assert echoloop("migrate").returncode == 0
    assert echoloop("publish").returncode == 0
    given = "number,consent.survey,consent_version,consent_confirmed\nK-1,yes,2027-01,by SMS on 3 May\n"
    (folder / "c.csv").write_text(given)
    assert echoloop("import", "customers", "c.csv").returncode == 0
    return folder


@pytest.mark.usefixtures("ready")
def test_the_ledger_is_shown_with_text_and_source(echoloop: Echoloop) -> None:
    """For people and for programs; an unknown customer ends with 1."""
    shown = echoloop("consent", "K-1").stdout
    assert "survey: yes" in shown
    assert "text 2027-01, import, confirmed: by SMS on 3 May" in shown
    told = json.loads(echoloop("consent", "K-1", "--format", "json").stdout)
    assert told["consents"] == {"survey": True}
    assert echoloop("consent", "nobody").returncode == 1


@pytest.mark.usefixtures("ready")
def test_a_yes_by_hand_needs_its_proof(echoloop: Echoloop) -> None:
    """Without proof or version nothing is written; with both the line says where the customer's words are kept."""
    bare = echoloop("consent", "K-1", "--grant", "marketing")
    assert (bare.returncode, "needs its proof" in bare.stderr) == (2, True)
    done = echoloop("consent", "K-1", "--grant", "marketing", "--proof", "form 12", "--version", "2027-02")
    assert (done.returncode, "text 2027-02, by hand: form 12" in done.stdout) == (0, True)
    told = json.loads(echoloop("consent", "K-1", "--format", "json").stdout)
    assert (told["consents"], told["waiting"]) == ({"survey": True, "marketing": False}, ["marketing"])
    assert "marketing: not yet, a yes waits until he confirms it himself (not asked yet)" in done.stdout
    given = ("--grant", "marketing", "--proof", "double opt-in of 3 May", "--version", "2027-02", "--confirmed")
    assert "marketing: yes\n" in echoloop("consent", "K-1", *given).stdout
    assert "marketing yes" in echoloop("why", "K-1").stdout
    assert echoloop("consent", "K-1", "--confirmed").returncode == 2


@pytest.mark.usefixtures("ready")
def test_a_withdrawal_is_a_line_more(echoloop: Echoloop) -> None:
    """It counts at once, and the yes of before stays in the ledger."""
    assert "survey: no" in echoloop("consent", "K-1", "--withdraw", "survey").stdout
    told = json.loads(echoloop("consent", "K-1", "--format", "json").stdout)
    assert [line["granted"] for line in told["ledger"]] == [True, False]
    assert echoloop("consent", "K-1", "--withdraw", "survey", "--grant", "survey").returncode == 2
