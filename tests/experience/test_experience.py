"""What the customer-experience team ships with the product keeps its own promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from authoring.experience import Experience
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from authoring.read_transcripts import read_transcripts
from authoring.transcript import Transcript
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_consent import AskConsent
from conversation.steps.asking import Asking
from conversation.steps.open_case import OpenCase
from conversation.steps.step import NO_TEXT, Step
from conversation.texts import Wording
from usecases.run_transcripts import run_transcripts

FOLDER = Path(__file__).parents[2] / "experience"
FILES = load_files(FOLDER)
FLOWS = sorted(Path(file).stem for file in FILES if file.startswith("flows/"))

LABEL = 20
"""Letters that fit on a button of every channel."""

MESSAGE = 320
"""Letters that a text message should not exceed (two parts of an SMS), with a date in each placeholder."""


@pytest.fixture(scope="module")
def experience() -> Experience:
    """The shipped experience, read."""
    read, problems = read_experience(FILES)
    assert problems == []
    assert read is not None
    return read


@pytest.fixture(scope="module")
def transcripts() -> list[Transcript]:
    """All shipped transcripts, read."""
    read, problems = read_transcripts(FILES)
    assert problems == []
    return read


def steps_of(experience: Experience, flow: str) -> Iterator[Step]:
    """All steps of a flow, those under `then` included."""
    return (place.step for place in experience.flows[flow].places.values())


def wordings_of(step: Step) -> Iterator[Wording]:
    """All that a step says: its text, its reminders, its labels."""
    if step.text != NO_TEXT:
        yield step.text
    if isinstance(step, Asking):
        yield from (reminder.text for reminder in step.remind)
    if isinstance(step, AskChoice | AskConsent):
        yield from step.choices.values()


def test_every_transcript_is_green(experience: Experience, transcripts: list[Transcript]) -> None:
    """Each shipped conversation runs as it is written."""
    results = run_transcripts(experience, transcripts)
    assert len(results) >= 3 * len(FLOWS)
    assert [found for result in results for found in result.problems] == []


@pytest.mark.parametrize("flow", FLOWS)
def test_every_flow_is_rehearsed_in_each_form(flow: str, experience: Experience, transcripts: list[Transcript]) -> None:
    """Du, Sie and English each have a transcript, and so does a customer who falls silent or says STOP, where asked."""
    own = [one for one in transcripts if one.flow == flow]
    assert {"en" if one.language == "en" else one.form or "du" for one in own} == {"du", "sie", "en"}
    asks = any(isinstance(step, Asking) for step in steps_of(experience, flow))
    endings = {"completed", "expired", "stopped"} if asks else {"completed"}
    assert endings <= {one.ends for one in own}


@pytest.mark.parametrize("flow", FLOWS)
def test_every_way_to_a_case_is_rehearsed(flow: str, experience: Experience, transcripts: list[Transcript]) -> None:
    """A flow that can open a case has a transcript with one and a transcript without."""
    teams = {step.team for step in steps_of(experience, flow) if isinstance(step, OpenCase)}
    expected = [one.opens_case for one in transcripts if one.flow == flow and one.opens_case is not None]
    assert {case["team"] for case in expected if case} == teams
    assert not teams or {} in expected


@pytest.mark.parametrize("flow", FLOWS)
def test_every_text_is_written_in_each_form_and_short(flow: str, experience: Experience) -> None:
    """No customer gets a text in another form or language than his, and no text is a letter."""
    for step in steps_of(experience, flow):
        for text in wordings_of(step):
            for words in (text.de, text.de_sie, text.en):
                filled = re.sub(r"{{.*?}}", "24. Dezember 2027", words)
                assert 0 < len(filled) <= MESSAGE, f"{flow}: {step.name}: {filled}"


@pytest.mark.parametrize("flow", FLOWS)
def test_every_label_fits_on_a_button(flow: str, experience: Experience) -> None:
    """Labels are short enough for the channel with the smallest buttons."""
    for step in steps_of(experience, flow):
        if isinstance(step, AskChoice | AskConsent):
            long = [label for text in step.choices.values() for label in (text.de, text.de_sie, text.en)]
            assert max(map(len, long)) <= LABEL, f"{flow}: {step.name}"


@pytest.mark.parametrize("flow", FLOWS)
def test_promised_hours_are_the_desks_hours(flow: str, experience: Experience) -> None:
    """Where a text promises an answer within the hour, the team's target is an hour or less."""
    for step in steps_of(experience, flow):
        if isinstance(step, OpenCase) and "within the hour" in step.text.en:
            assert experience.desk.teams[step.team].first_answer["high"] <= timedelta(hours=1), f"{flow}: {step.name}"


def test_promised_frequency_is_the_contact_budget(experience: Experience) -> None:
    """What welcome says about how often we write is what the contact rules allow."""
    budgets = {
        budget.purposes: (budget.count, f"{budget.window.count}{budget.window.unit}")
        for budget in experience.rules.budgets
    }
    asked = {step.purpose: step.text.en for step in steps_of(experience, "welcome") if isinstance(step, AskConsent)}
    assert "three times a month at most" in asked["survey"]
    assert budgets[("survey",)] == (3, "30d")
    assert "once a month at most" in asked["marketing"]
    assert budgets[("marketing",)] == (1, "30d")


def test_recommending_never_leads_to_a_review_site(experience: Experience) -> None:
    """Only happy customers are invited to recommend, so nothing there may ask for a public review."""
    said = " ".join(
        words for step in steps_of(experience, "recommendation_invite") for words in (step.text.de, step.text.en)
    )
    assert not any(word in said.lower() for word in ("bewert", "review", "rating", "sterne", "stars"))


def test_the_catalogue_covers_every_phase(experience: Experience) -> None:
    """At least twenty touchpoints, analog and digital, over all nine phases."""
    touchpoints = experience.touchpoints.values()
    assert len(touchpoints) >= 20
    assert len({touchpoint.phase for touchpoint in touchpoints}) == 9
    assert {touchpoint.kind for touchpoint in touchpoints} == {"analog", "digital"}
