"""Teaching from the card: what the modal says becomes a correction with who and when, and counts from then on."""

from __future__ import annotations

from typing import Any

import pytest

from bots import slack_forms
from bots.case_form import CaseForm
from conversation.reading import Reading, TopicScore
from storage.cases import case_events, cases
from storage.corrections import corrections, list_corrections
from storage.responses import readings
from tests.usecases.house import House
from usecases.case_board import form_of
from usecases.work_case import Done, NotPossible, work_case

pytestmark = pytest.mark.anyio


async def unhappy(house: House) -> str:
    """A customer whose "great" was read as praise; his case."""
    wrong = Reading(sentiment="negative", confidence=0.9, kind="feedback", topics=(TopicScore("food", 0.8),), model="m")
    house.reader.readings["Oh great, cold soup again"] = wrong
    await house.ask("nps")
    await house.hear("2")
    await house.hear("Oh great, cold soup again")
    (case,) = await house.rows(cases)
    return str(case["id"])


async def form_for(house: House, case_id: str) -> CaseForm:
    """What the modal knows of the case."""
    experience = await house.bundles.current()
    form = await house.store.read(lambda tx: form_of(tx, experience, case_id, None))
    assert form is not None
    return form


def chosen(view: dict[str, Any], value: str) -> dict[str, Any]:
    """The modal as Slack submits it, with this option chosen."""
    options = view["blocks"][0]["element"]["options"]
    option = next(one for one in options if one["value"] == value)
    return view | {"id": "V1", "state": {"values": {"right": {"right": {"selected_option": option}}}}}


@pytest.mark.parametrize(
    ("value", "was", "column"),
    [("sentiment:neutral", "negative", "sentiment"), ("kind:question", "feedback", "kind")],
)
async def test_one_click_corrects_a_reading(house: House, value: str, was: str, column: str) -> None:
    """The menu's modal, one choice: a row with what it was, what is right, which model, who and when."""
    case_id = await unhappy(house)
    assert "correct" in slack_forms.menu(can_work=True)
    view = slack_forms.view_of("correct", await form_for(house, case_id))
    assert view is not None
    action = slack_forms.action_of(chosen(view, value), "kim")
    assert action is not None
    house.pass_time(minutes=5)
    given: dict[str, Any] = {"bundles": house.bundles, "new_id": house.new_id, "now": house.now}
    assert await work_case(house.store, action, **given) == Done()
    (row,) = await house.rows(corrections)
    assert (row["field"], row["was"], row["value"]) == (column, was, value.partition(":")[2])
    assert (row["model"], row["who"], row["at"]) == ("m", "kim", house.now)
    newest = max(await house.rows(readings), key=lambda one: one["at"])
    assert newest[column] == value.partition(":")[2]
    assert "corrected" in [event["kind"] for event in await house.rows(case_events)]
    (taught,) = await house.store.read(list_corrections)
    assert taught["text"] == "Oh great, cold soup again"


async def test_a_modal_without_a_choice_corrects_nothing(house: House) -> None:
    """The person is told, and no row is written."""
    case_id = await unhappy(house)
    action = slack_forms.action_of(
        {"id": "V1", "private_metadata": f'{{"case": "{case_id}", "form": "correct"}}'}, "kim"
    )
    assert action is not None
    given: dict[str, Any] = {"bundles": house.bundles, "new_id": house.new_id, "now": house.now}
    assert await work_case(house.store, action, **given) == NotPossible("empty")
    assert await house.rows(corrections) == []
