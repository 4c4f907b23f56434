"""Reads the block text of a transcript: `bot:`, `you:`, `read as:`, `+24h`; indented lines go on with what is above.

    bot: Hi Ada! How likely are you to recommend Sonnweg? …
    +24h
    bot at 10:00: One number is enough.
    you: Bus #7 came: *never*
      and nobody told us
      read as: negative, punctuality_delivery

In a transcript of a journey also what the company reports, and the way to a moment:

    event: booked
      departs_at: 2027-07-10 06:00
    until 4w before departure at 10:00
    until 2027-05-31 12:00

Because it is block text, nothing that customers type can break it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from authoring.problems import Place, Problem, pick, problem
from authoring.transcript import BotSays, CustomerSays, Happens, Line, TimeComes, TimePasses
from conversation.reading import KINDS_OF_TEXT, SENTIMENTS, TOPICS, Reading, TopicScore
from journey.phrases import PhraseProblem, parse_moment

_TURN = re.compile(
    r"(?P<who>bot|you)(?:(?<=bot) at (?:(?P<day>\d{4}-\d\d-\d\d) )?(?P<clock>\d\d:\d\d))?:(?:\s(?P<text>.*))?"
)
_EVENT = re.compile(r"event:\s*(?P<name>[a-z][a-z0-9_]{0,39})")
_DATUM = re.compile(r"\s+(?P<key>[a-z][a-z0-9_]*):\s+(?P<value>.+)")
_UNTIL = re.compile(r"until\s+(?P<moment>.+)")
_READ_AS = re.compile(r"\s+read as:\s*(?P<words>.*)")
_TIME = re.compile(r"\+\s*(?P<count>[1-9][0-9]{0,3})\s*(?P<unit>min|h|d|w)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(slots=True)
class _Script:
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_lines(text: str, first: Place, topics: tuple[str, ...] = ()) -> tuple[tuple[Line, ...], list[Problem]]:
    """The lines of a transcript; `first` is the place of the first one, `topics` are the company's own."""
    script = _Script()
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            _read(script, line.rstrip(), Place(first.file, first.line + number, first.column), topics)
    return tuple(script.lines), script.problems


def _read(script: _Script, line: str, place: Place, topics: tuple[str, ...]) -> None:
    if (match := _TURN.fullmatch(line)) is not None:
        text = (match["text"] or "").strip()
        said = BotSays(place, text, _clock(match)) if match["who"] == "bot" else CustomerSays(place, text)
        script.lines.append(said)
    elif (match := _EVENT.fullmatch(line)) is not None:
        script.lines.append(Happens(place, match["name"]))
    elif (match := _UNTIL.fullmatch(line)) is not None:
        _until(script, match["moment"], place)
    elif (match := _TIME.fullmatch(line)) is not None:
        script.lines.append(TimePasses(place, timedelta(**{_UNITS[match["unit"]]: int(match["count"])})))
    elif not _belongs(script, line, place, topics):
        script.problems.append(_stray(line, place))


def _clock(match: re.Match[str]) -> time | datetime | None:
    """When the bot should say it, where that is written."""
    try:
        clock = time.fromisoformat(match["clock"]) if match["clock"] else None
        return datetime.combine(date.fromisoformat(match["day"]), clock) if clock and match["day"] else clock
    except ValueError:
        return None


def _until(script: _Script, words: str, place: Place) -> None:
    """A day and time, or a moment of the journey."""
    try:
        script.lines.append(TimeComes(place, datetime.fromisoformat(words)))
    except ValueError:
        moment = parse_moment(words)
        if isinstance(moment, PhraseProblem):
            way_out = f"{moment.way_out}, or write a day and a time, like until 2027-05-31 12:00"
            script.problems.append(problem(place, "transcript", moment.message, way_out))
        else:
            script.lines.append(TimeComes(place, moment))


def _datum(script: _Script, last: Happens, line: str) -> bool:
    """A fact of the purchase below an event."""
    match = _DATUM.fullmatch(line)
    if match is not None:
        script.lines[-1] = replace(last, data={**last.data, match["key"]: match["value"].strip()})
    return match is not None


def _belongs(script: _Script, line: str, place: Place, topics: tuple[str, ...]) -> bool:
    """Whether the line goes on with the one above: a reading, or more of the text."""
    last = script.lines[-1] if script.lines else None
    if not line[0].isspace() or last is None or isinstance(last, TimePasses | TimeComes):
        return False
    if isinstance(last, Happens):
        return _datum(script, last, line)
    match = _READ_AS.fullmatch(line)
    if match is None:
        script.lines[-1] = replace(last, text=f"{last.text}\n{line.strip()}")
    elif isinstance(last, CustomerSays):
        script.lines[-1] = replace(last, reading=_reading(match["words"], place, topics, script.problems))
    else:
        way_out = "put read as: below a line of you:"
        script.problems.append(problem(place, "transcript", "only what the customer writes is read", way_out))
    return True


def _reading(words: str, place: Place, topics: tuple[str, ...], problems: list[Problem]) -> Reading:
    said = [word.strip() for word in words.split(",") if word.strip()]
    known = dict.fromkeys((*SENTIMENTS, *KINDS_OF_TEXT, "mixed", *TOPICS, *topics))
    problems.extend(
        problem(place, "transcript", f'the model never reads "{word}"', pick(word, known))
        for word in said
        if word not in known
    )
    sentiment = next((word for word in SENTIMENTS if word in said), "unsure")
    kind = next((word for word in KINDS_OF_TEXT if word in said and word not in ("unsure", "other")), "feedback")
    return Reading(
        sentiment=sentiment,  # type: ignore[arg-type]  # a word of SENTIMENTS
        confidence=0.0 if sentiment == "unsure" else 1.0,
        mixed="mixed" in said,
        kind=kind,  # type: ignore[arg-type]  # a word of KINDS_OF_TEXT
        kind_confidence=1.0,
        topics=tuple(_topics(said, topics)),
        model="transcript",
    )


def _topics(said: list[str], own: tuple[str, ...]) -> Iterator[TopicScore]:
    return (TopicScore(word, 1.0) for word in said if word in TOPICS or word in own)


def _stray(line: str, place: Place) -> Problem:
    if line.startswith("+"):
        message, way_out = f'"{line}" is no time to pass', "write + and min, h, d or w, like +30min, +24h, +3d"
    elif line[0].isspace():
        message, way_out = "there is nothing above that this line could go on with", "begin with bot: or you:"
    else:
        message = f'"{line[:20]}" is neither bot: nor you: nor +24h (nor event: or until)'
        way_out = "indent it by two spaces if it goes on with the text above"
    return problem(place, "transcript", message, way_out)
