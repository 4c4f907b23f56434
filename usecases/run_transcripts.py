"""Runs golden conversations against their flows: each line as it should be said, and what should have come of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from authoring.experience import Experience
from authoring.problems import Place, Problem, pick, problem
from authoring.transcript import BotSays, CustomerSays, Line, TimeComes, TimePasses, Transcript
from conversation.brand import Brand
from conversation.customer import Customer
from conversation.effects import GrantConsent, OpenCase, PlanContact, WithdrawConsent
from conversation.steps.ask_consent import AskConsent
from usecases.rehearse import Message, Rehearsal

CODE = "transcript"
STARTS = datetime(2027, 3, 1, 10, 0)  # noqa: DTZ001  # local time: the customer's zone is added
"""When a transcript begins that does not say so: a Monday morning."""

WAY_OUT = "mend the flow, or the transcript where the flow is right"


@dataclass(frozen=True, slots=True)
class TranscriptResult:
    """One transcript's outcome: green where there are no problems. `rehearsal` is None where there is no such flow."""

    transcript: Transcript
    problems: tuple[Problem, ...] = ()
    rehearsal: Rehearsal | None = None


def run_transcripts(experience: Experience, transcripts: Sequence[Transcript]) -> list[TranscriptResult]:
    """Run each transcript; the first line that differs ends it, expectations at the end are all compared."""
    return [_run(experience, transcript) for transcript in transcripts]


def _run(experience: Experience, transcript: Transcript) -> TranscriptResult:
    flow = experience.flows.get(transcript.flow)
    if flow is None:
        place = transcript.places.get("flow", Place(transcript.file))
        message = f'there is no flow "{transcript.flow}"'
        return TranscriptResult(transcript, (problem(place, CODE, message, pick(transcript.flow, experience.flows)),))
    rehearsal = Rehearsal(flow, customer_of(transcript, flow.brand), begins(transcript, flow.brand), transcript.returns)
    wrong = _talk(rehearsal, transcript)
    if wrong is not None:
        return TranscriptResult(transcript, (wrong,), rehearsal)
    compared = (expect(rehearsal, transcript) for expect in EXPECTATIONS)
    return TranscriptResult(transcript, tuple(found for found in compared if found is not None), rehearsal)


def customer_of(transcript: Transcript, brand: Brand) -> Customer:
    """The customer a transcript describes."""
    known = transcript.customer
    return Customer(
        id="1",
        channel=transcript.channel,
        language=transcript.language,
        form=transcript.form or brand.form,
        facts=transcript.facts,
        first_name=known.get("first_name", ""),
        last_name=known.get("last_name", ""),
        salutation=known.get("salutation", ""),
        zone=known.get("zone", brand.zone),
    )


def begins(transcript: Transcript, brand: Brand) -> datetime:
    """When a transcript's first line is said, in UTC."""
    zone = ZoneInfo(transcript.customer.get("zone", brand.zone))
    return (transcript.starts or STARTS).replace(tzinfo=zone).astimezone(UTC)


def _talk(rehearsal: Rehearsal, transcript: Transcript) -> Problem | None:
    """The first line that goes otherwise; None where all of them are said."""
    heard = 0
    zone = ZoneInfo(rehearsal.customer.zone)
    for line in transcript.lines:
        waiting = rehearsal.messages[heard:]
        if isinstance(line, BotSays):
            if (wrong := _hear(line, waiting, zone)) is not None:
                return wrong
            heard += 1
        elif waiting:
            return differs(line.place, "nothing from the bot before this line", f"bot: {waiting[0].text}")
        elif (wrong := _move(rehearsal, line, zone)) is not None:
            return wrong
    if len(rehearsal.messages) == heard:
        return None
    place = transcript.lines[-1].place if transcript.lines else transcript.places["transcript"]
    return differs(place, "nothing more from the bot after this line", f"bot: {rehearsal.messages[heard].text}")


def _hear(line: BotSays, waiting: list[Message], zone: ZoneInfo) -> Problem | None:
    if not waiting or not says(line.text, waiting[0].text):
        return differs(line.place, f"bot: {line.text}", f"bot: {waiting[0].text}" if waiting else "silence")
    if not told_at(line, waiting[0].at, zone):
        return differs(line.place, f"bot at {line.at:%H:%M}", f"bot at {shown_time(waiting[0].at, zone)}")
    return None


def _move(rehearsal: Rehearsal, line: Line, zone: ZoneInfo) -> Problem | None:
    match line:
        case CustomerSays(text=text, reading=reading):
            rehearsal.write(text, reading)
        case TimePasses(span=span):
            rehearsal.wait(span)
        case TimeComes(until=datetime() as until) if until.replace(tzinfo=zone) >= rehearsal.now:
            rehearsal.wait(until.replace(tzinfo=zone) - rehearsal.now)
        case TimeComes(until=datetime()):
            return problem(line.place, CODE, "that moment is over already", "name a later one")
        case _:
            way_out = "write journey: and its name in place of flow:"
            return problem(line.place, CODE, "a flow alone knows no events and no moments of a journey", way_out)
    return None


def told_at(line: BotSays, at: datetime, zone: ZoneInfo) -> bool:
    """Whether a message came when the line says, on the customer's clock; a line without a time does not care."""
    local = at.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
    return line.at is None or line.at in (local, local.time())


def shown_time(at: datetime, zone: ZoneInfo) -> str:
    """Day and time on the customer's clock."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def says(expected: str, got: str) -> bool:
    """Whether the texts agree: white space does not count, … stands for anything (or for itself)."""
    parts = [re.escape(" ".join(part.split())) for part in expected.split("…")]
    return re.fullmatch(r"\s*.*\s*".join(parts), " ".join(got.split()), re.DOTALL) is not None


def differs(place: Place, expected: str, got: str) -> Problem:
    """What should have been, and what was."""

    def shown(text: str) -> str:
        return " ".join(text.split())

    return problem(place, CODE, f"expected {shown(expected)}", f"got {shown(got)}\n    {WAY_OUT}")


def _ends(rehearsal: Rehearsal, transcript: Transcript) -> Problem | None:
    got = rehearsal.session.state
    if transcript.ends in (None, got):
        return None
    return differs(transcript.places["ends"], f"ends: {transcript.ends}", f"ends: {got}")


def _answers(rehearsal: Rehearsal, transcript: Transcript) -> Problem | None:
    given = {answer.step: answer for answer in rehearsal.session.answers}
    for step, expected in (transcript.answers or {}).items():
        answer = given.get(step)
        got = {str(answer.value), answer.band, answer.text} if answer else set()
        if not any(says(expected, str(one)) for one in got):
            value = f"{step}: {answer.value}" if answer else f"no answer to {step}"
            return differs(transcript.places["answers"], f"{step}: {expected}", value)
    return None


def _case(rehearsal: Rehearsal, transcript: Transcript) -> Problem | None:
    if transcript.opens_case is None:
        return None
    cases = [effect for _, effect in rehearsal.effects if isinstance(effect, OpenCase)]
    got = [{"team": case.team, "priority": case.priority, "request": case.request} for case in cases]
    if not transcript.opens_case:
        return differs(transcript.places["opens_case"], "no case", f"a case for {cases[0].team}") if cases else None
    if any(transcript.opens_case.items() <= case.items() for case in got):
        return None
    return differs(transcript.places["opens_case"], f"a case with {transcript.opens_case}", str(got or "no case"))


def _consents(rehearsal: Rehearsal, transcript: Transcript) -> Problem | None:
    got: dict[str, str] = {}
    for answer in rehearsal.session.answers:
        place = rehearsal.flow.places.get(answer.step)
        if place is not None and isinstance(place.step, AskConsent):
            got[place.step.purpose] = "given" if answer.value is True else "declined"
    for _, effect in rehearsal.effects:
        if isinstance(effect, GrantConsent):
            got[effect.purpose] = "given"
        elif isinstance(effect, WithdrawConsent):
            got |= dict.fromkeys(effect.purposes, "withdrawn")
    for purpose, expected in (transcript.consents or {}).items():
        if got.get(purpose) != expected:
            return differs(transcript.places["consents"], f"{purpose}: {expected}", got.get(purpose, "not asked"))
    return None


def _plans(rehearsal: Rehearsal, transcript: Transcript) -> Problem | None:
    if transcript.plans is None:
        return None
    got = {effect.contact: effect.due_at - at for at, effect in rehearsal.effects if isinstance(effect, PlanContact)}
    shown = ", ".join(got) or "nothing planned"
    if set(got) != set(transcript.plans):
        return differs(transcript.places["plans"], ", ".join(transcript.plans) or "nothing planned", shown)
    for contact, after in transcript.plans.items():
        if after is not None and got[contact] != after:
            return differs(transcript.places["plans"], f"{contact} after {after}", f"after {got[contact]}")
    return None


EXPECTATIONS: tuple[Callable[[Rehearsal, Transcript], Problem | None], ...] = (
    _ends,
    _answers,
    _case,
    _consents,
    _plans,
)
