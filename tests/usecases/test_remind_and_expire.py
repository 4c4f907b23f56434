"""The passing of time: one reminder, then the end; silence where nobody may be reminded."""

from __future__ import annotations

import pytest

from conversation.reading import Reading
from storage.cases import cases
from storage.responses import responses
from storage.sessions import sessions
from tests.usecases.house import House
from usecases.remind_and_expire import remind_and_expire

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]


async def tick(house: House) -> list[str]:
    """Let time be noticed; returns what was sent to Ada because of it."""
    before = len(house.texts())
    await remind_and_expire(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now)
    await house.deliver()
    return house.texts()[before:]


async def state_of(house: House, flow: str) -> str:
    """The state of the only response to this flow."""
    return next(str(row["state"]) for row in await house.rows(responses) if row["flow"] == flow)


async def test_a_silent_customer_is_reminded_once_and_then_left_alone(house: House) -> None:
    """Nothing before its time, one reminder at 24 hours, the end at three days."""
    await house.ask("nps")
    house.pass_time(hours=23)
    assert await tick(house) == []
    house.pass_time(hours=1)
    assert await tick(house) == ["One number is enough."]
    assert await tick(house) == []
    house.pass_time(days=3)
    assert await tick(house) == []
    assert await state_of(house, "nps") == "expired"
    assert [row["state"] for row in await house.rows(sessions) if row["flow"] == "nps"] == ["expired"]


async def test_an_answer_after_the_reminder_counts(house: House) -> None:
    """The reminded customer answers, the conversation goes on."""
    await house.ask("nps")
    house.pass_time(hours=24)
    await tick(house)
    assert await house.hear("9") == ["What was best?"]


async def test_nobody_is_reminded_behind_a_stop(house: House) -> None:
    """STOP ends the session: no reminder follows."""
    await house.ask("nps")
    await house.hear("STOP")
    house.pass_time(hours=25)
    assert await tick(house) == []
    assert await state_of(house, "nps") == "stopped"


async def test_the_bot_does_not_remind_while_a_person_writes(house: House) -> None:
    """The session ends in silence where a person has taken over."""
    question = "Where is my bus?"
    await house.hear("", kind="start")
    await house.hear("gladly")
    house.reader.readings[question] = Reading(kind="question", kind_confidence=0.9, model="given")
    await house.hear(question)
    await house.ask("nps")
    await house.store.run(lambda tx: tx.execute(cases.update().values(person_is_writing=True)))
    house.pass_time(hours=24)
    assert await tick(house) == []
    assert await state_of(house, "nps") == "ended"


async def test_one_broken_session_does_not_hold_up_the_others(house: House) -> None:
    """What cannot be moved is put off; everybody else is reminded."""
    await house.ask("nps", "bob")
    await house.ask("nps", "ada")
    broken = next(row for row in await house.rows(sessions) if row["flow"] == "nps")
    ruin = sessions.update().where(sessions.c.id == broken["id"]).values(data=broken["data"] | {"bundle": "gone"})
    await house.store.run(lambda tx: tx.execute(ruin))
    house.pass_time(hours=24)
    assert await tick(house) == ["One number is enough."]
    assert await tick(house) == []
