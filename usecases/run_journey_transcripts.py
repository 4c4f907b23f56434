"""Runs golden stories of journeys: each on a fresh database in a folder of its own, line by line as it should go."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from authoring.experience import Experience
from authoring.problems import Problem, pick, problem
from authoring.read_journey_transcripts import unknown_journey
from authoring.transcript import BotSays, CustomerSays, Happens, JourneyTranscript, Line, TimeComes, TimePasses
from bots.recording import Recorded
from conversation.wording import fill
from storage.database import open_store
from storage.migrate import upgrade
from usecases.live_journey import LiveJourney, begin
from usecases.run_transcripts import CODE, STARTS, differs, says, shown_time, told_at

EMPTY = "empty.db"
STATES = {"opened": "sent"}
"""A contact that was opened was sent; the other states are called as the transcript calls them."""


@dataclass(frozen=True, slots=True)
class StoryResult:
    """One transcript's outcome: green where there are no problems. `flows` names the flows that were opened."""

    transcript: JourneyTranscript
    problems: tuple[Problem, ...] = ()


async def run_journey_transcripts(
    experience: Experience, transcripts: Sequence[JourneyTranscript], folder: Path
) -> list[StoryResult]:
    """Run each transcript with a database in `folder`, which should be empty and may be deleted afterwards."""
    if transcripts:
        upgrade(f"sqlite:///{folder / EMPTY}")
    return [await _run(experience, transcript, folder, place) for place, transcript in enumerate(transcripts)]


async def _run(experience: Experience, transcript: JourneyTranscript, folder: Path, number: int) -> StoryResult:
    if transcript.journey not in experience.journeys:
        way_out = pick(transcript.journey, experience.journeys)
        return StoryResult(transcript, (unknown_journey(transcript, way_out),))
    shutil.copy(folder / EMPTY, folder / f"{number}.db")
    store = open_store(f"sqlite:///{folder / f'{number}.db'}")
    try:
        zone = ZoneInfo(transcript.customer.get("zone", experience.brand.zone))
        starts = (transcript.starts or STARTS).replace(tzinfo=zone).astimezone(UTC)
        life = await begin(store, experience, transcript, starts)
        found = await _live(life, transcript)
        return StoryResult(transcript, tuple([found] if found else await _compare(life, transcript)))
    finally:
        await store.close()


async def _live(life: LiveJourney, transcript: JourneyTranscript) -> Problem | None:
    """The first line that goes otherwise; None where all of them go as written."""
    heard = 0
    for line in transcript.lines:
        waiting = life.sent[heard:]
        if isinstance(line, BotSays):
            if (found := _hear(line, waiting, life.zone)) is not None:
                return found
            heard += 1
        elif waiting:
            return differs(line.place, "nothing from the bot before this line", _shown(waiting[0], life.zone))
        elif (found := await _move(life, line)) is not None:
            return found
    if len(life.sent) == heard:
        return None
    place = transcript.lines[-1].place if transcript.lines else transcript.places["transcript"]
    return differs(place, "nothing more from the bot after this line", _shown(life.sent[heard], life.zone))


def _hear(line: BotSays, waiting: list[Recorded], zone: ZoneInfo) -> Problem | None:
    if not waiting:
        return differs(line.place, f"bot: {line.text}", "silence")
    message = waiting[0]
    if not says(line.text, fill(message.prompt, message.at)) or not told_at(line, message.at, zone):
        at = f" at {line.at:%H:%M}" if line.at else ""
        return differs(line.place, f"bot{at}: {line.text}", _shown(message, zone))
    return None


def _shown(message: Recorded, zone: ZoneInfo) -> str:
    return f"bot at {shown_time(message.at, zone)}: {fill(message.prompt, message.at)}"


async def _move(life: LiveJourney, line: Line) -> Problem | None:
    match line:
        case CustomerSays(text=text, reading=reading):
            await life.write(text, reading)
        case TimePasses(span=span):
            await life.wait(span)
        case TimeComes():
            return await _advance(life, line)
        case Happens(place=place, event=event, data=data):
            wrong = await life.happen(event, data)
            if wrong:
                return problem(place, CODE, f"{wrong[0].field} {wrong[0].message}", wrong[0].way_out)
        case _:
            pass
    return None


async def _advance(life: LiveJourney, line: TimeComes) -> Problem | None:
    until = line.until
    at = until.replace(tzinfo=life.zone) if isinstance(until, datetime) else await life.moment(until)
    if at is None:
        return problem(line.place, CODE, "nobody knows yet when that is", "report the event or the purchase first")
    if at < life.now:
        message = f"that is over: it is {shown_time(life.now, life.zone)} already"
        return problem(line.place, CODE, message, "name a later moment")
    await life.advance(at.astimezone(UTC))
    return None


async def _compare(life: LiveJourney, transcript: JourneyTranscript) -> list[Problem]:
    """What should have become of contacts and consents."""
    found: list[Problem] = []
    rows = await life.contacts()
    for contact, expected in (transcript.contacts or {}).items():
        mine = [row for row in rows if row.contact == contact]
        got = tuple(STATES.get(row.state, row.state) for row in mine)
        if got != expected:
            rules = ", ".join(f"{fate} ({row.rule})" if row.rule else fate for fate, row in zip(got, mine, strict=True))
            place = transcript.places["contacts"]
            found.append(differs(place, f"{contact}: {', '.join(expected)}", rules or "not planned at all"))
    words = {True: "given", False: "withdrawn"}
    ledger = {purpose: words[granted] for purpose, granted in (await life.consents()).items()}
    for purpose, word in (transcript.consents or {}).items():
        if ledger.get(purpose, "not asked") != word:
            place = transcript.places["consents"]
            found.append(differs(place, f"{purpose}: {word}", ledger.get(purpose, "not asked")))
    return found
