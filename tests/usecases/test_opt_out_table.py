"""STOP, cell by cell: word × channel × purpose × open case, through the real use cases."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bots.outcome import InDoubt, RetryLater
from conversation.messages import Channel
from conversation.system_texts import SYSTEM
from storage.cases import case_events, cases
from storage.responses import responses
from tests.usecases.house import House
from tests.usecases.opt_out_house import CHANNELS, OWN_WORDS, PURPOSES, OptOutHouse, other_than
from tests.usecases.opt_out_table import ROWS, Act, Row, as_markdown
from usecases.work_case import Done, NotPossible

pytestmark = pytest.mark.anyio
PAGE = Path(__file__).parents[2] / "docs" / "opt-out.md"


@pytest.fixture
async def opt(house: House) -> OptOutHouse:
    """A customer with two channels who has said yes to everything."""
    opened = OptOutHouse(house)
    await opened.prepare()
    return opened


@pytest.fixture(params=CHANNELS)
async def at(house: House, request: pytest.FixtureRequest) -> OptOutHouse:
    """The same, at each channel in turn."""
    opened = OptOutHouse(house, here=request.param)
    await opened.prepare()
    return opened


async def act(opt: OptOutHouse, what: Act) -> list[str]:
    """Do it; returns what he was told by the last step."""
    match what:
        case "STOP":
            return await opt.hear("STOP")
        case "STOP answered":
            return await opt.hear("STOP", already_answered=True)
        case "own words":
            return await opt.hear(OWN_WORDS)
        case "HELP":
            return await opt.hear("HELP")
        case "block":
            return await opt.hear("", kind="blocked")
        case "STOP STOP" | "STOP text" | "STOP HELP" | "STOP START":
            assert len(await opt.hear("STOP")) == 1
            return await opt.hear("hello?" if what == "STOP text" else what.split()[1])


async def desk(opt: OptOutHouse) -> str:
    """What the desk has learned, beyond the complaint itself."""
    rows = await opt.house.rows(case_events)
    told = any(row["kind"] in ("stopped", "opted_out", "started") for row in rows)
    reads = sum(row["kind"] == "message_in" for row in rows) > 1
    return ", ".join(word for word, so in (("is told", told), ("reads it", reads)) if so)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.act}, {row.case}")
async def test_every_cell_of_the_table(at: OptOutHouse, row: Row) -> None:
    """At each channel: what he is told, how the channel stands, what the desk learns, where each purpose arrives."""
    if row.case != "none":
        await at.complain(person=row.case == "person")
    at.house.pass_time(minutes=5)
    told = await act(at, row.act)
    assert told == ([f"{at.here}: {_text(row.told)}"] if row.told else [])
    assert await at.state(at.here) == row.channel
    assert await at.state(other_than(at.here)) == "open"
    assert await desk(at) == row.desk
    assert [await at.reached(purpose) for purpose in PURPOSES] == [row.survey, row.marketing, row.service]


def _text(name: str) -> str:
    return SYSTEM[name].en.replace("{{ brand }}", "Sonnweg")


def test_the_page_shows_the_table_that_is_tested() -> None:
    """docs/opt-out.md holds exactly these lines."""
    assert as_markdown() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("where", ["here", "there"])
@pytest.mark.parametrize("word", ["STOP", OWN_WORDS])
async def test_a_conversation_that_asks_ends_or_goes_on(opt: OptOutHouse, purpose: str, where: str, word: str) -> None:
    """Here everything ends; elsewhere surveys and marketing end and service goes on. What ended sends nothing more."""
    channel: Channel = opt.here if where == "here" else other_than(opt.here)
    await opt.talk(purpose, channel)  # its first message waits while he stops
    goes_on = where == "there" and purpose == "service"
    told = await opt.hear(word)
    assert len(told) == (2 if goes_on else 1)
    [response] = await opt.house.rows(responses)
    assert response["state"] == ("asking" if goes_on else "stopped")
    before = len(opt.said())
    for _ in range(40):
        opt.house.pass_time(days=1)
        await opt.tick()
    assert len(opt.said()) == before + goes_on  # its one reminder


async def test_a_person_writes_on_at_the_channel_that_is_open(opt: OptOutHouse) -> None:
    """After a STOP the desk's answer goes to the other channel he chose, never to the stopped one."""
    await opt.complain(person=True)
    await opt.hear("STOP")
    before = len(opt.said())
    assert isinstance(await opt.answer("We have found your suitcase."), Done)
    await opt.deliver()
    assert opt.said()[before:] == ["sms: We have found your suitcase."]


async def test_nobody_writes_where_every_channel_is_stopped(opt: OptOutHouse) -> None:
    """The person is told why; the conversation with a person is over until START, and then it is possible again."""
    opt.house.pass_time(minutes=1)
    await opt.complain(person=True)
    await opt.house.store.run(lambda tx: _close(tx, other_than(opt.here)))
    await opt.hear("STOP")
    assert await opt.answer("One more thing.") == NotPossible("stopped")
    [case] = await opt.house.rows(cases)
    assert (case["person_is_writing"], case["card_stale"]) == (False, True)
    await opt.hear("START")
    assert isinstance(await opt.answer("One more thing."), Done)


def _close(tx: object, channel: Channel) -> None:
    from storage.customers import addresses

    tx.execute(addresses.update().where(addresses.c.channel == channel).values(state="stopped"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("outcome", [RetryLater("down"), InDoubt("time-out")])
async def test_what_was_on_its_way_is_not_sent_again_after_a_stop(
    opt: OptOutHouse, outcome: RetryLater | InDoubt
) -> None:
    """A message thrown back by the platform while the STOP came in is refused; the confirmation leaves, once."""
    await opt.talk("service", opt.here)
    opt.bots[opt.here].outcomes = [outcome, RetryLater("down")]
    opt.bots[opt.here].meanwhile = partial(opt.only_hear, "STOP")
    await opt.deliver()
    for _ in range(5):
        opt.house.pass_time(hours=3)
        await opt.tick()
    assert opt.said() == [f"{opt.here}: {_text('stop_confirmed')}"]


async def test_a_row_whose_sender_died_is_not_sent_after_a_stop(opt: OptOutHouse) -> None:
    """Claimed before the STOP, found by its lease after it: refused by the word "stopped"."""
    from storage.outbox import outbox

    await opt.talk("service", opt.here)
    await opt.house.store.run(lambda tx: tx.execute(outbox.update().values(state="sending", lease_until=opt.house.now)))
    await opt.only_hear("STOP")
    opt.house.pass_time(hours=1)
    await opt.deliver()
    assert opt.said() == [f"{opt.here}: {_text('stop_confirmed')}"]
    assert [row["outcome"] for row in await opt.house.rows(outbox) if row["state"] == "refused"] == ["stopped"]


async def test_start_reaches_us_while_a_person_is_writing(opt: OptOutHouse) -> None:
    """START after a STOP opens the channel, even where his other words would go to the person."""
    await opt.complain(person=True)
    await opt.hear("STOP")
    assert await opt.hear("START") == [f"{opt.here}: {_text('welcome_back')}"]
    assert await opt.state(opt.here) == "open"


async def test_who_writes_from_a_blocked_address_is_heard_and_answered(opt: OptOutHouse) -> None:
    """The unblocking was never told to us: his message shows that he is there again. Only a STOP waits for START."""
    await opt.hear("", kind="blocked")
    assert await opt.hear("HELP") == [f"{opt.here}: {_text('help')}"]
    assert await opt.state(opt.here) == "open"
