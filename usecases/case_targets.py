"""When a case is to be answered and solved, and when somebody is warned before that."""

from __future__ import annotations

from datetime import datetime, timedelta

from authoring.desk import Desk, Team
from conversation.brand import Brand
from journey.working_hours import ALWAYS, after_working
from storage.case_dues import Targets

ANSWER_WARNINGS = ("answer_owner", "answer_lead", "answer_team")
SOLVE_WARNINGS = ("solve_owner", "solve_lead", "solve_team")


def targets_of(desk: Desk, team_name: str, priority: str, start: datetime, brand: Brand) -> Targets:
    """The targets of a case that begins at `start`, with the warnings before each.

    Urgent cases run round the clock; all others only while the team works.
    """
    team = desk.teams.get(team_name) or Team(name=team_name, channel="")
    hours = ALWAYS if priority == "high" else team.hours

    def reached(length: timedelta) -> datetime:
        return after_working(start, length, hours, brand.zone, brand.region)

    answer, solve = team.first_answer[priority], team.solve[priority]
    warnings = {
        kind: reached(length * percent / 100)
        for kinds, length in ((ANSWER_WARNINGS, answer), (SOLVE_WARNINGS, solve))
        for kind, percent in zip(kinds, desk.warn_at, strict=True)
    }
    return Targets(answer=reached(answer), solve=reached(solve), warnings=warnings)
