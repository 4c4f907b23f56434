"""Leads, members on duty, on-duty groups, and the contacts that follow a case are names that exist.

PASS:

    # desk.yaml
    echoloop: 1
    teams:
      care: {channel: "#care", lead: lea, on_duty: nights}
    members:
      lea: {slack: U012AB3CD, teams: [care]}
    duty:
      nights: {members: [lea]}

FAIL:

    # desk.yaml
    echoloop: 1
    teams:
      care: {channel: "#care", lead: lae}
    members:
      lea: {slack: U012AB3CD, teams: [care]}

FAIL:

    # desk.yaml
    echoloop: 1
    teams:
      care: {channel: "#care", on_duty: nihgts}
    members:
      lea: {slack: U012AB3CD, teams: [care]}
    duty:
      nights: {members: [lea]}
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from authoring.draft import Draft
from authoring.problems import Place, Problem, pick, problem

CODE = "unknown-member"

Named = tuple[Place, str, str, Iterable[str]]
"""Where a name stands, what it names, the name, and the names there are."""


def check(draft: Draft) -> Iterator[Problem]:
    """Names in desk.yaml that lead nowhere."""
    for place, what, wanted, known in _named(draft):
        names: Container[str] = tuple(known)
        if wanted and wanted not in names:
            way_out = pick(wanted, tuple(known)) if tuple(known) else f"write the {what} into desk.yaml first"
            yield problem(place, CODE, f'there is no {what} "{wanted}"', way_out)


def _named(draft: Draft) -> Iterator[Named]:
    desk = draft.experience.desk
    contacts = tuple(contact.name for journey in draft.experience.journeys.values() for contact in journey.contacts)
    for team in desk.teams.values():
        yield draft.place("desk", "teams", team.name, "lead"), "member", team.lead, desk.members
        yield draft.place("desk", "teams", team.name, "on_duty"), "on-duty group", team.on_duty, desk.duty
    for member in desk.members.values():
        place = draft.place("desk", "members", member.name, "teams")
        yield from ((place, "team", team, desk.teams) for team in member.teams)
    for duty in desk.duty.values():
        place = draft.place("desk", "duty", duty.name, "members")
        yield from ((place, "member", member, desk.members) for member in duty.members)
    for key in ("check", "again"):
        yield draft.place("desk", "recovery", key), "contact", getattr(desk.recovery, key), contacts
