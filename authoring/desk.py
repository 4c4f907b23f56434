"""desk.yaml, read: who works cases, which case goes to whom and by when, and with what words and means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal

from conversation.conditions import Condition
from conversation.messages import Language
from conversation.steps.step import NO_TEXT, Wording
from journey.working_hours import ALWAYS, Hours

Priority = Literal["high", "normal", "low"]
HOUR = timedelta(hours=1)
DEFAULT_ANSWER: dict[str, timedelta] = {"high": HOUR, "normal": 4 * HOUR, "low": 24 * HOUR}
DEFAULT_SOLVE: dict[str, timedelta] = {"high": 24 * HOUR, "normal": 72 * HOUR, "low": 168 * HOUR}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDigest:
    """Where and when one team reads its digest; what is left out is as in `digests`, and in the team's channel."""

    channel: str = ""
    at: time | None = None
    zone: str = ""
    daily: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team at the desk. Targets of urgent cases run round the clock, those of all others only in the team's hours."""

    name: str
    channel: str
    lead: str = ""
    on_duty: str = ""
    hours: Hours = ALWAYS
    first_answer: dict[str, timedelta] = field(default_factory=lambda: dict(DEFAULT_ANSWER))
    solve: dict[str, timedelta] = field(default_factory=lambda: dict(DEFAULT_SOLVE))
    gesture_budget: int = 0  # a month, in whole euros
    praise: tuple[str, ...] = ()  # names: who is praised in a customer's words, the team is told
    language: Language | None = None  # of cards, lists, warnings, digests and alerts; else the brand's first
    digest: TeamDigest = TeamDigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody at the desk: a person of the Slack workspace, the teams he works for, what he may do besides."""

    name: str
    slack: str
    teams: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


RIGHTS = ("personal_data", "gestures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who is on duty at nights and weekends, and where they are called."""

    name: str
    members: tuple[str, ...] = ()
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRule:
    """After each turn: where `when` holds, the customer's case goes to `team` with this priority."""

    when: Condition
    team: str
    priority: Priority = "normal"
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A kind of request: what it is called, the states it goes through, and what the customer is told of each."""

    name: str
    text: Wording = NO_TEXT
    states: dict[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesture:
    """Something to make good with, and what it costs (whole euros)."""

    name: str
    text: Wording = NO_TEXT
    value: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """More than `cases` of one cause within `minutes` become one list."""

    cases: int = 10
    minutes: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """After a case is resolved: which contact asks whether it is solved, which one asks the score again, and when."""

    check: str = ""
    check_after: timedelta = timedelta(days=1)
    again: str = ""
    again_after: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """When each team reads what happened: every day, and on one day of the week a whole week.

    `zone` is the brand's where it is left out; `alerts` is the channel that hears of real changes, else each team's.
    """

    at: time = time(8)
    weekly_on: int = 0  # Monday
    zone: str = ""
    alerts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """desk.yaml: teams, members, rules, the window in which one customer has one case, and what cases go through.

    Without `members` whoever sees a card may work it, but nobody sees personal data in full.
    """

    teams: dict[str, Team] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    duty: dict[str, Duty] = field(default_factory=dict)
    rules: tuple[DeskRule, ...] = ()
    one_case_hours: int = 24
    warn_at: tuple[int, int, int] = (50, 75, 90)  # percent of a target: owner, lead, team
    causes: tuple[str, ...] = ()
    requests: dict[str, Request] = field(default_factory=dict)
    replies: dict[str, Wording] = field(default_factory=dict)
    gestures: dict[str, Gesture] = field(default_factory=dict)
    storm: Storm = Storm()
    recovery: Recovery = Recovery()
    digests: Digests = Digests()

    def member_of(self, slack_id: str) -> Member | None:
        """The member behind a Slack id."""
        return next((member for member in self.members.values() if member.slack == slack_id), None)

    def slack_of(self, name: str) -> str:
        """The Slack id of a member, "" where there is none of this name."""
        member = self.members.get(name)
        return member.slack if member else ""
