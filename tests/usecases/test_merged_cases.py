"""Cases of several customers that go on as one: when it is resolved, each hears of it, once, in his language."""

from __future__ import annotations

import pytest

from bots.case_actions import CaseAction, Merge, Reopen, Resolve
from conversation.reading import Reading
from storage.cases import cases
from storage.contacts import contacts
from tests.usecases.agency import AGENCY, JOURNEY, Agency
from tests.usecases.house import House
from usecases.explain_contact import explain
from usecases.start_flow import start_flow
from usecases.work_case import Done, NotPossible, Worked, work_case

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
ANGRY = Reading(sentiment="negative", confidence=0.97, kind="feedback", model="given")
SOLVED = """
echoloop: 1
flow: solved
purpose: service
steps:
  - ask_choice: solved
    de: Ist es gelöst?
    en: Is it solved?
    choices:
      solved: {de: Ist gelöst, en: It is solved}
      not_solved: {de: Noch nicht, en: Not yet}
    then:
      not_solved:
        - open_case: again
          team: care
          de: Wir sind dran.
          en: We are on it.
"""
FILES = AGENCY | {
    "desk.yaml": AGENCY["desk.yaml"] + "recovery: {check: solved, check_after: 1d}\n",
    "journeys/trip.yaml": JOURNEY + "  - contact: solved\n    send: when planned\n    flow: solved\n",
    "flows/solved.yaml": SOLVED,
}


@pytest.fixture
async def agency(house: House) -> Agency:
    """An agency that asks a day after a solution whether it is one; three customers missed the same bus."""
    agency = Agency(house)
    agency.at("2027-01-12 12:00")
    await agency.publish(FILES)
    house.reader.readings["The bus did not come"] = ANGRY
    for number, sender in (("K-1", "ada"), ("K-2", "ben"), ("K-3", "cleo")):
        customer = await agency.join(number, sender)
        if sender == "ben":
            await agency.put(number, language="de", first_name="Ben")
        await start_flow(house.store, customer, "nps", bundles=house.bundles, new_id=house.new_id, now=house.now)
        await house.deliver()
        await house.hear("2", sender)
        await house.hear("The bus did not come", sender)
    return agency


async def work(agency: Agency, action: CaseAction) -> Worked:
    """One action of the desk."""
    house = agency.house
    return await work_case(house.store, action, bundles=house.bundles, new_id=house.new_id, now=house.now)


async def ids(agency: Agency) -> list[str]:
    """The cases' ids by their numbers."""
    rows = sorted(await agency.house.rows(cases), key=lambda row: row["number"])
    return [str(row["id"]) for row in rows]


async def one_case(agency: Agency) -> list[str]:
    """C-3 goes on in C-2, and C-2 in C-1."""
    first, second, third = await ids(agency)
    assert await work(agency, Merge(third, "kim", 2)) == Done()
    assert await work(agency, Merge(second, "kim", 1)) == Done()
    return [first, second, third]


async def test_all_are_told_once_each_in_their_language(agency: Agency) -> None:
    """The question whether it is solved reaches everybody whose case went on there; nobody is asked twice."""
    house, (first, *_) = agency.house, await one_case(agency)
    assert await work(agency, Resolve(first, "kim", "solved", "delay")) == Done()
    assert await work(agency, Resolve(first, "kim", "solved", "delay")) == Done()
    agency.at("2027-01-13 12:30")
    await agency.open()
    assert [house.texts(who)[-1] for who in ("ada", "ben", "cleo")] == [
        "Is it solved?",
        "Ist es gelöst?",
        "Is it solved?",
    ]
    assert [row["state"] for row in await agency.rows_of("solved")] == ["opened"] * 3


async def test_why_names_the_case_it_went_on_in(agency: Agency) -> None:
    """Who asks why this customer was written to reads both numbers; the case's own customer needs no explanation."""
    house, (first, *_) = agency.house, await one_case(agency)
    await work(agency, Resolve(first, "kim", "solved", "delay"))
    said = {}
    for number in ("K-1", "K-2", "K-3"):
        explained = await explain(house.store, number, bundles=house.bundles, now=house.now)
        assert explained is not None
        said[number] = [one.because for one in explained.contacts if one.contact == "solved"]
    assert said == {"K-1": [""], "K-2": ["C-2 went on in C-1"], "K-3": ["C-3 went on in C-2"]}


async def test_the_gate_decides_for_each_and_an_unsolved_case_holds_them(agency: Agency) -> None:
    """Who has written STOP is not told; while the one case is open, contacts of all its customers are held."""
    house, (first, *_) = agency.house, await one_case(agency)
    for number in ("K-2", "K-3"):
        await agency.event("hotline_call", number)
    agency.at("2027-01-12 14:30")
    await agency.open()
    held = [row["rule"] for row in await house.rows(contacts) if row["contact"] == "after_call"]
    assert held == ["hold_while: case_open"] * 2
    await work(agency, Resolve(first, "kim", "solved", "delay"))
    await house.hear("STOP", "cleo")
    agency.at("2027-01-13 15:00")
    await agency.open()
    rules = {row["rule"] for row in await agency.rows_of("solved") if row["state"] == "refused"}
    assert (rules, house.texts("ben")[-1]) == ({"no open address"}, "Ist es gelöst?")


async def test_his_own_case_opens_again_where_it_is_not_solved_for_him(agency: Agency) -> None:
    """Whoever says no has his own case back, and nobody else's."""
    house, (first, second, third) = agency.house, await one_case(agency)
    await work(agency, Resolve(first, "kim", "solved", "delay"))
    agency.at("2027-01-13 12:30")
    await agency.open()
    await house.hear("Noch nicht", "ben")
    states = {row["id"]: row["state"] for row in await house.rows(cases)}
    assert [states[each] == "resolved" for each in (first, second, third)] == [True, False, True]


async def test_a_case_that_is_reopened_takes_the_questions_back(agency: Agency) -> None:
    """Nobody is asked whether it is solved while it is worked on again."""
    first, *_ = await one_case(agency)
    await work(agency, Resolve(first, "kim", "solved", "delay"))
    await work(agency, Reopen(first, "kim"))
    assert {row["state"] for row in await agency.rows_of("solved")} == {"dropped"}
    assert await work(agency, Merge(first, "kim", 1)) == NotPossible("itself")
