"""Every team that a case is given to is a team of desk.yaml.

PASS:

    - open_case: help
      team: care
      en: Someone will answer you here.

FAIL:

    - open_case: help
      team: caer
      en: Someone will answer you here.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Place, Problem, pick, problem
from conversation.steps.open_case import OpenCase

CODE = "unknown-team"


def check(draft: Draft) -> Iterator[Problem]:
    """Teams named by flows, by journeys' alerts and by the desk's own rules."""
    teams = draft.experience.desk.teams
    for place, team in _named(draft):
        if team and team not in teams:
            way_out = pick(team, teams) if teams else "write desk.yaml with the team"
            yield problem(place, CODE, f'the desk has no team "{team}"', way_out)


def _named(draft: Draft) -> Iterator[tuple[Place, str]]:
    for flow, step in draft.steps():
        if isinstance(step, OpenCase):
            yield draft.place("flows", flow.name, step.name, "team"), step.team
    for journey in draft.experience.journeys.values():
        for contact in journey.contacts:
            if contact.alert is not None:
                yield draft.place("journeys", journey.name, contact.name, "alert"), contact.alert.team
    for number, rule in enumerate(draft.experience.desk.rules):
        yield draft.place("desk", "rules", str(number), "team"), rule.team
