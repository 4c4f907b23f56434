"""Reads desk.yaml: the teams and people that work cases, which case goes to whom, by when and with what means."""

from __future__ import annotations

import re
from datetime import time, timedelta

from yaml.nodes import MappingNode

from authoring.block import Block
from authoring.desk import (
    DEFAULT_ANSWER,
    DEFAULT_SOLVE,
    RIGHTS,
    Desk,
    DeskRule,
    Digests,
    Duty,
    Gesture,
    Member,
    Recovery,
    Request,
    Storm,
    Team,
    TeamDigest,
)
from authoring.header import version
from authoring.read_brand import LANGUAGES, zone
from authoring.read_condition import condition
from authoring.read_step_kinds import PRIORITIES
from authoring.read_wording import wording
from authoring.spot import Spot
from authoring.values import boolean, duration, list_of, map_of, name, named, one_of, text, whole
from conversation.conditions import Condition, Test
from conversation.steps.step import Wording
from conversation.typed.folding import fold
from journey.working_hours import ALWAYS, Hours

_HOUR = timedelta(hours=1)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SLACK = re.compile(r"[UW][A-Z0-9]{1,30}")


def read_desk(root: Spot) -> Desk:
    """The desk; missing parts keep their defaults."""
    block = Block(root.at(("desk",), root.node), "desk.yaml")
    version(block)
    desk = Desk(
        teams=named(block, "teams", _team, "and one key a team"),
        members=named(block, "members", _member),
        duty=named(block, "duty", _duty),
        rules=block.take_or("rules", list_of(_rule, "rules"), ()),
        one_case_hours=block.take_or("one_case_per", _window, 24),
        warn_at=block.take_or("warn_at", _warn_at, (50, 75, 90)),
        causes=block.take_or("causes", list_of(name, "causes"), ()),
        requests=named(block, "requests", _request),
        replies=named(block, "replies", wording),
        gestures=named(block, "gestures", _gesture),
        storm=block.take_or("storm", _storm, Storm()),
        recovery=block.take_or("recovery", _recovery, Recovery()),
        digests=block.take_or("digests", _digests, Digests()),
    )
    block.end()
    return desk


def _team(spot: Spot) -> Team:
    block = Block(spot, "team")
    team = Team(
        name=spot.path[-1],
        channel=block.need("channel", text, "", '"#care" (in quotes: # begins a comment)'),
        lead=block.take_or("lead", name, ""),
        on_duty=block.take_or("on_duty", text, ""),
        hours=block.take_or("hours", _hours, ALWAYS),
        first_answer={**DEFAULT_ANSWER, **block.take_or("first_answer", _targets, {})},
        solve={**DEFAULT_SOLVE, **block.take_or("solve", _targets, {})},
        gesture_budget=block.take_or("gesture_budget", whole(0, 1_000_000), 0),
        praise=block.take_or("praise", list_of(text, "names"), ()),
        language=block.take("language", one_of(LANGUAGES)),
        digest=block.take_or("digest", _team_digest, TeamDigest()),
    )
    block.end()
    return team


def _targets(spot: Spot) -> dict[str, timedelta] | None:
    """One length of time for every priority, or one for each."""
    if not isinstance(spot.node, MappingNode):
        same = duration(spot)
        return None if same is None else dict.fromkeys(PRIORITIES, same)
    block = Block(spot, "targets")
    read = {word: block.take(word, duration) for word in PRIORITIES}
    block.end()
    return {word: target for word, target in read.items() if target is not None}


def _hours(spot: Spot) -> Hours | None:
    """`always`, or `{days: mon-fri, from: "09:00", until: "18:00"}`."""
    if not isinstance(spot.node, MappingNode):
        return ALWAYS if one_of(("always",))(spot) else None
    block = Block(spot, "hours")
    hours = Hours(
        block.need("days", _days, (0, 1, 2, 3, 4), "mon-fri"),
        block.need("from", _clock, time(9), '"09:00"'),
        block.need("until", _clock, time(18), '"18:00"'),
    )
    block.end()
    if hours.start >= hours.end:
        spot.report("bad-range", "the hours end before they begin", "nights belong to the on-duty group: on_duty")
    return hours


def _days(spot: Spot) -> tuple[int, ...] | None:
    value = text(spot) or ""
    first, _, last = value.partition("-")
    if first not in _DAYS or (last or first) not in _DAYS or _DAYS.index(last or first) < _DAYS.index(first):
        spot.report("bad-phrase", f'"{value}" are no days of the week', "write mon-fri, mon-sun or sat")
        return None
    return tuple(range(_DAYS.index(first), _DAYS.index(last or first) + 1))


def _clock(spot: Spot) -> time | None:
    value = text(spot) or ""
    found = _CLOCK.fullmatch(value)
    if found is None:
        spot.report("bad-phrase", f'"{value}" is no time of day', 'write it in quotes, like "09:00"')
        return None
    return time(int(found[1]), int(found[2]))


def _member(spot: Spot) -> Member:
    block = Block(spot, "member")
    member = Member(
        name=spot.path[-1],
        slack=block.need("slack", _slack_id, "", "the person's member id in Slack, like U012AB3CD"),
        teams=block.take_or("teams", list_of(name, "teams"), ()),
        rights=block.take_or("rights", list_of(one_of(RIGHTS), "rights"), ()),
    )
    block.end()
    return member


def _slack_id(spot: Spot) -> str | None:
    value = text(spot) or ""
    if not _SLACK.fullmatch(value):
        spot.report("bad-name", f'"{value}" is no member id', "copy it from the person's profile in Slack: U012AB3CD")
        return None
    return value


def _duty(spot: Spot) -> Duty:
    block = Block(spot, "duty")
    duty = Duty(
        name=spot.path[-1],
        members=block.need("members", list_of(name, "members"), (), "[names from members:]"),
        channel=block.take_or("channel", text, ""),
    )
    block.end()
    return duty


def _rule(spot: Spot) -> DeskRule:
    block = Block(spot, "rule")
    rule = DeskRule(
        when=_folded(block.need("when", condition, Condition(), "{sentiment: negative}")),
        team=block.need("team", name, "", "a team from above"),
        priority=block.take_or("priority", one_of(PRIORITIES), "normal"),
        line=spot.place.line,
    )
    block.end()
    return rule


def _folded(when: Condition) -> Condition:
    """Words are compared as they sound, in small letters and without umlauts' dots."""
    tests = tuple(
        Test(test.name, tuple(fold(str(value)) for value in test.allowed)) if test.name == "words" else test
        for test in when.tests
    )
    return Condition(tests=tests, any_of=tuple(_folded(part) for part in when.any_of))


def _window(spot: Spot) -> int:
    """`{customer: 24h}`, in hours."""
    block = Block(spot, "one_case_per")
    window = block.need("customer", duration, timedelta(hours=24), "24h")
    block.end()
    return max(1, round(window / _HOUR))


def _warn_at(spot: Spot) -> tuple[int, int, int]:
    """`{owner: 50, lead: 75, team: 90}`, in percent of a target."""
    block = Block(spot, "warn_at")
    percent = whole(1, 99)
    owner = block.take_or("owner", percent, 50)
    lead = block.take_or("lead", percent, 75)
    team = block.take_or("team", percent, 90)
    block.end()
    if not owner <= lead <= team:
        spot.report("bad-range", "the owner is warned first, then the lead, then the team", "write rising numbers")
    return owner, lead, team


def _request(spot: Spot) -> Request | None:
    """A list of states, or what it is called with a map of states and what each is called."""
    if not isinstance(spot.node, MappingNode):
        states = list_of(name, "states")(spot)
        if states is None:
            return None
        return Request(name=spot.path[-1], states={state: Wording() for state in states})
    block = Block(spot, "request")
    request = Request(
        name=spot.path[-1],
        text=block.take_or("name", wording, Wording()),
        states=block.need("states", map_of(wording, "states"), {}, "{received: {de: …, en: …}}"),
    )
    block.end()
    return request


def _gesture(spot: Spot) -> Gesture:
    block = Block(spot, "gesture")
    gesture = Gesture(
        name=spot.path[-1],
        text=block.take_or("name", wording, Wording()),
        value=block.need("value", whole(1, 100_000), 1, "what it costs, in whole euros"),
    )
    block.end()
    return gesture


def _storm(spot: Spot) -> Storm:
    block = Block(spot, "storm")
    cases = block.need("cases", whole(2, 10_000), 10, "10")
    within = block.take_or("within", duration, timedelta(minutes=1))
    block.end()
    return Storm(cases=cases, minutes=max(1, round(within / timedelta(minutes=1))))


def _recovery(spot: Spot) -> Recovery:
    block = Block(spot, "recovery")
    recovery = Recovery(
        check=block.take_or("check", name, ""),
        check_after=block.take_or("check_after", duration, timedelta(days=1)),
        again=block.take_or("again", name, ""),
        again_after=block.take_or("again_after", duration, timedelta(days=14)),
    )
    block.end()
    return recovery


def _digests(spot: Spot) -> Digests:
    block = Block(spot, "digests")
    at = block.take_or("at", _clock, time(8))
    weekly = block.take_or("weekly_on", one_of(_DAYS), "mon")
    found = block.take_or("zone", zone, "")
    alerts = block.take_or("alerts", text, "")
    block.end()
    return Digests(at=at, weekly_on=_DAYS.index(weekly), zone=found, alerts=alerts)


def _team_digest(spot: Spot) -> TeamDigest:
    block = Block(spot, "digest")
    digest = TeamDigest(
        channel=block.take_or("channel", text, ""),
        at=block.take("at", _clock),
        zone=block.take_or("zone", zone, ""),
        daily=block.take_or("daily", boolean, default=True),
    )
    block.end()
    return digest
