"""Personal rating pages: a score given there is a response like any other, once, and can be put right for a day."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bots.webchat import WebchatBot
from conversation.reading import Reading, TopicScore
from conversation.wording import fill
from storage.bundles import audit
from storage.cases import cases
from storage.customers import addresses, consents, customers, link_tokens
from storage.outbox import outbox
from storage.responses import answers, readings, responses
from tests.usecases.house import NOON, House
from usecases.deliver import deliver
from usecases.erase_customer import erase_customer
from usecases.look_at_page import Answered, NeedsChat, NoSuchLink, Question, UsedElsewhere, View, look_at_page
from usecases.rate_page import rate, reply

pytestmark = pytest.mark.anyio

ANGRY = Reading(sentiment="negative", confidence=0.95, kind="feedback", model="given")


async def invite(house: House, flow: str = "nps") -> None:
    """A known customer with a personal link."""
    ada = {"id": "ada-known", "external_id": "K-1", "first_name": "Ada", "language": "en", "created_at": NOON,
           "updated_at": NOON}  # fmt: skip
    token = {"token": "tok", "customer_id": "ada-known", "flow": flow, "created_at": NOON}
    await house.store.run(lambda tx: (tx.execute(customers.insert(), ada), tx.execute(link_tokens.insert(), token)))


async def look(house: House, token: str = "tok") -> View:
    """What the page shows."""
    return await look_at_page(house.store, token, bundles=house.bundles, now=house.now)


async def give(house: House, score: int, comment: str = "") -> Answered:
    """Answer the page, and look at it again."""
    await rate(
        house.store,
        "tok",
        score,
        comment,
        reader=house.reader,
        bundles=house.bundles,
        new_id=house.new_id,
        now=house.now,
    )
    view = await look(house)
    assert isinstance(view, Answered)
    return view


def texts(house: House, view: Answered) -> Sequence[str]:
    """What was said to the answer."""
    return [fill(prompt, house.now) for prompt in view.said]


async def scores(house: House) -> list[float]:
    """All scores that count."""
    return [row["score"] for row in await house.rows(answers) if row["kind"] == "ask_score"]


async def test_looking_uses_nothing_up(house: House) -> None:
    """A preview of the link shows the question in the customer's language and leaves no trace."""
    await invite(house)
    for _ in range(2):
        view = await look(house)
        assert isinstance(view, Question)
        assert (view.language, view.scale, len(view.prompt.choices)) == ("en", "nps", 11)
        assert "How likely are you to recommend Sonnweg" in fill(view.prompt, house.now)
    assert await house.rows(addresses) == []
    assert [row["used_at"] for row in await house.rows(link_tokens)] == [None]


async def test_a_score_becomes_a_response(house: House) -> None:
    """A middling score without a word ends with thanks; the response is complete and counted once."""
    await invite(house)
    view = await give(house, 7)
    assert texts(house, view) == ["Thank you!"]
    assert view.open is None
    assert [(row["flow"], row["state"], row["channel"]) for row in await house.rows(responses)] == [
        ("nps", "completed", "webchat")
    ]
    assert await scores(house) == [7.0]


async def test_an_unhappy_score_with_its_reason_opens_a_case(house: House) -> None:
    """The comment answers "what went wrong?", is read, opens the case, and the page says its number."""
    await invite(house)
    house.reader.readings["Nobody helped us"] = ANGRY
    view = await give(house, 2, "Nobody helped us")
    assert texts(house, view) == ["Someone will get back to you. Your case is C-1.", "Thank you!"]
    assert len(await house.rows(cases)) == 1
    assert {row["sentiment"] for row in await house.rows(readings)} == {"negative"}


async def test_without_a_reason_the_page_asks_for_it(house: House) -> None:
    """The open question stands on the page, and its answer goes on with the flow."""
    await invite(house)
    house.reader.readings["Nobody helped us"] = ANGRY
    view = await give(house, 2)
    assert view.open is not None
    assert texts(house, view) == ["What went wrong?"]
    await reply(
        house.store, "tok", text="Nobody helped us",
        reader=house.reader, bundles=house.bundles, new_id=house.new_id, now=house.now,
    )  # fmt: skip
    after = await look(house)
    assert isinstance(after, Answered)
    assert after.open is None
    assert "Your case is C-1." in texts(house, after)[1]


async def test_what_was_said_still_stands_once_it_is_delivered(house: House) -> None:
    """The page can be loaded again: the open question is there, and so is what was said after its answer."""
    await invite(house)
    await give(house, 2)
    await deliver_all(house)
    view = await look(house)
    assert isinstance(view, Answered)
    assert view.open is not None
    assert texts(house, view) == ["What went wrong?"]
    assert {row["state"] for row in await house.rows(outbox)} == {"sent"}


async def deliver_all(house: House) -> None:
    """Let leave what waits."""
    webchat = WebchatBot()
    while await deliver(house.store, bots={"webchat": webchat}, bundles=house.bundles, now=house.now):
        pass


async def test_the_desks_rules_hear_the_comment(house: House) -> None:
    """A happy score with a refund in its comment still reaches the team in charge."""
    await invite(house)
    refund = Reading(topics=(TopicScore("payment_refund", 0.9),), model="given")
    house.reader.readings["Where is my money?"] = refund
    await give(house, 8, "Where is my money?")
    assert [row["team"] for row in await house.rows(cases)] == ["booking"]


async def test_a_double_click_is_one_answer(house: House) -> None:
    """The same post twice leaves one response, one answer and no line in the audit."""
    await invite(house)
    await give(house, 7)
    view = await give(house, 7)
    assert texts(house, view) == ["Thank you!"]
    assert await scores(house) == [7.0]
    assert [row for row in await house.rows(audit) if row["what"] == "correct"] == []


async def test_a_score_is_corrected_within_a_day(house: House) -> None:
    """The new score takes the old one's place, with a line in the audit; the flow is not walked again."""
    await invite(house)
    await give(house, 7)
    house.pass_time(hours=23)
    view = await give(house, 9)
    assert (view.score, texts(house, view)) == (9, ["Thank you!"])
    assert await scores(house) == [9.0]
    assert [row["band"] for row in await house.rows(answers) if row["kind"] == "ask_score"] == ["promoter"]
    assert [row["detail"]["from"] for row in await house.rows(audit) if row["what"] == "correct"] == ["7"]


async def test_after_a_day_it_stays(house: House) -> None:
    """Later the page only thanks."""
    await invite(house)
    await give(house, 7)
    house.pass_time(hours=24)
    assert (await give(house, 0)).score == 7
    assert await scores(house) == [7.0]


async def test_stop_in_the_comment_is_a_stop(house: House) -> None:
    """The word works here as everywhere."""
    await invite(house)
    await give(house, 8, "STOP")
    assert {(row["purpose"], row["granted"]) for row in await house.rows(consents)} >= {("survey", False)}


async def test_nothing_is_opened_to_a_page(house: House) -> None:
    """What we want to ask next week does not go to a page that is closed by then."""
    await invite(house)
    await give(house, 7)
    assert [row["state"] for row in await house.rows(addresses)] == ["dead"]


async def test_a_link_used_in_a_messenger_is_not_asked_twice(house: House) -> None:
    """The page says so instead of asking; a score posted all the same changes nothing."""
    await invite(house)
    await house.hear("", kind="start", token="tok")
    assert await look(house) == UsedElsewhere("en")
    await rate(
        house.store, "tok", 3, "", reader=house.reader, bundles=house.bundles, new_id=house.new_id, now=house.now
    )
    assert await scores(house) == []


async def test_links_that_lead_nowhere(house: House) -> None:
    """An invented token, an erased customer, and a flow that begins with something else."""
    await invite(house, "welcome")
    assert await look(house, "invented") == NoSuchLink()
    assert await look(house) == NeedsChat()
    await erase_customer(house.store, "K-1", who="test", new_id=house.new_id, now=house.now)
    assert await look(house) == NoSuchLink()


async def test_an_erased_answer_is_gone_from_the_page(house: House) -> None:
    """After erasure the link leads nowhere."""
    await invite(house)
    await give(house, 7, "fine")
    await erase_customer(house.store, "K-1", who="test", new_id=house.new_id, now=house.now)
    assert await look(house) == NoSuchLink()
