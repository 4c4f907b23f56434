"""Golden stories of journeys are lived by the product itself: what comes when, and what becomes of each contact."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.load_files import load_files
from authoring.read_experience import read_experience
from authoring.read_journey_transcripts import read_journey_transcripts
from tests.usecases.agency import AGENCY
from usecases.run_journey_transcripts import run_journey_transcripts

pytestmark = pytest.mark.anyio
EXPERIENCE = Path(__file__).parents[2] / "experience"
TRIP = """\
journey: trip
language: en
customer: {first_name: Ada, zone: Europe/Berlin}
consented: [survey, marketing]
purchase: {departs_at: 2027-07-10 06:00, returns_at: 2027-07-24 20:00}
starts: 2027-01-08 12:00
transcript: |
  event: booked
  until 4w before departure at 10:00
  bot at 2027-02-05 12:00: Here is tip_one.
  bot at 2027-03-09 09:00: Here is tip_two.
  bot at 10:00: Here is balance.
"""


async def run(text: str, folder: Path) -> list[tuple[int, str, str]]:
    """Line, message and way out of each problem of one transcript."""
    experience, problems = read_experience(AGENCY)
    assert experience is not None, problems
    stories, unread = read_journey_transcripts({"transcripts/trip.yaml": text})
    assert unread == []
    (result,) = await run_journey_transcripts(experience, stories, folder)
    return [(one.line, one.message, one.way_out.splitlines()[0]) for one in result.problems]


async def test_a_story_goes_as_written(tmp_path: Path) -> None:
    """Booked in January, tips on the way, the balance at ten; after STOP nothing comes; each contact's fate is told."""
    fates = "contacts: {balance: sent, tips: [sent, sent], post_trip: refused}\nconsents: {survey: withdrawn}\n"
    assert await run(f"{TRIP}  you: STOP\n  bot: …\n  until 21d after return\n{fates}", tmp_path) == []


async def test_a_message_at_another_time_is_told(tmp_path: Path) -> None:
    """The expected and the real time stand beside each other, on the customer's clock."""
    found = await run(TRIP.replace("bot at 10:00", "bot at 11:00"), tmp_path)
    assert found == [(12, "expected bot at 11:00: Here is balance.", "got bot at 2027-06-12 10:00: Here is balance.")]


async def test_a_message_that_nobody_expects_is_told(tmp_path: Path) -> None:
    """What comes on the way must be written down: silence is asserted too."""
    found = await run(TRIP.replace("  bot at 2027-03-09 09:00: Here is tip_two.\n", ""), tmp_path)
    assert found == [(11, "expected bot at 10:00: Here is balance.", "got bot at 2027-03-09 09:00: Here is tip_two.")]


async def test_the_fate_of_a_contact_is_compared_with_its_rule(tmp_path: Path) -> None:
    """A contact that became something else names the rule that decided."""
    paid = TRIP.replace("  until", "  event: balance_paid\n  until").replace("  bot at 10:00: Here is balance.\n", "")
    found = await run(paid + "contacts: {balance: sent}\n", tmp_path)
    assert found == [(13, "expected balance: sent", "got dropped (unless: balance_paid)")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("until 4w before hotline_call", "nobody knows yet when that is"),
        ("until 2026-01-01 10:00", "that is over: it is 2027-06-12 10:00 already"),
        ("event: rebooked\n    departs_at: soon", "purchase Invalid isoformat string: 'soon'"),
    ],
)
async def test_what_cannot_be_is_told_at_its_line(line: str, message: str, tmp_path: Path) -> None:
    """A moment that nobody knows, a clock that would run backwards, a date that is none."""
    assert [(at, said) for at, said, _ in await run(f"{TRIP}  {line}\n", tmp_path)] == [(13, message)]


async def test_the_shipped_stories_are_green(tmp_path: Path) -> None:
    """A whole year, STOPP at the balance reminder, and a customer who agreed to nothing."""
    files = load_files(EXPERIENCE)
    experience, _ = read_experience(files)
    stories, unread = read_journey_transcripts(files)
    assert experience is not None
    assert (unread, len(stories) >= 3) == ([], True)
    assert [result.problems for result in await run_journey_transcripts(experience, stories, tmp_path)] == [()] * len(
        stories
    )
