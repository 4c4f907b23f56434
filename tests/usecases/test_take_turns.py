"""Turns: one effect a message, acceptance order, neighbours unhurt, every reply the customer's own."""

from __future__ import annotations

import anyio
import pytest

from authoring.experience import Experience
from conversation.reading import Reading, TopicScore
from storage.cases import case_events, cases
from storage.customers import consents, customers
from storage.inbox import inbox
from storage.outbox import outbox
from storage.responses import answers, readings, responses
from storage.sessions import sessions
from storage.transactions import Transaction
from tests.usecases.house import House
from usecases.bundles import Bundles
from usecases.take_turns import take_turns

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
ANGRY = Reading(
    sentiment="negative",
    confidence=0.97,
    kind="feedback",
    kind_confidence=0.9,
    topics=(TopicScore("staff_service", 0.9),),
    model="given",
)


async def test_a_stranger_is_welcomed_and_asked_for_consent(house: House) -> None:
    """Whoever says hello becomes a customer without any consent, in his language, and the welcome starts."""
    texts = await house.hear("", kind="start", first_name="Ada")
    assert texts == ["Welcome to Sonnweg.", "May we ask for your opinion?"]
    assert [(row["first_name"], row["language"]) for row in await house.rows(customers)] == [("Ada", "en")]
    assert await house.rows(consents) == []


async def test_a_turn_says_by_which_channels_something_leaves(house: House) -> None:
    """Whoever delivers need not look into the others."""
    said: set[str] = set()
    await house.receive(house.says("", kind="start"))
    taken = await take_turns(
        house.store, reader=house.reader, bundles=house.bundles, new_id=house.new_id, now=house.now, said=said
    )
    assert (taken, said) == (1, {"telegram"})


async def test_consent_is_written_with_its_version(house: House) -> None:
    """A yes becomes a line in the ledger with the text version the customer saw."""
    await house.hear("", kind="start")
    assert await house.hear("gladly") == ["All right."]
    [line] = await house.rows(consents)
    assert (line["purpose"], line["granted"], line["channel"]) == ("survey", True, "telegram")
    assert line["version"] == "2027-01"


async def test_an_unhappy_customer_gets_a_case_with_its_number(house: House) -> None:
    """A low score and an angry text open one case; the reply names it; answers and the reading are kept."""
    house.reader.readings["The driver shouted at us"] = ANGRY
    assert "recommend Sonnweg" in (await house.ask("nps"))[0]
    assert await house.hear("2") == ["What went wrong?"]
    assert await house.hear("The driver shouted at us") == [
        "Someone will get back to you. Your case is C-1.",
        "Thank you!",
    ]
    [case] = await house.rows(cases)
    assert (case["number"], case["team"], case["state"], case["card_stale"]) == (1, "care", "open", True)
    assert (case["first_answer_due_at"] - case["opened_at"]).total_seconds() == 3600
    kept = {row["step"]: (row["score"], row["band"], row["value"]) for row in await house.rows(answers)}
    assert kept["recommend"] == (2.0, "detractor", 2)
    assert kept["why_not"][2] == "The driver shouted at us"
    [reading] = await house.rows(readings)
    assert (reading["sentiment"], reading["topics"]) == ("negative", [{"topic": "staff_service", "confidence": 0.9}])
    states = {row["flow"]: row["state"] for row in await house.rows(responses)}
    assert states == {"welcome": "completed", "nps": "completed"}


async def test_a_desk_rule_adds_to_the_case_of_the_same_session(house: House) -> None:
    """Rules run after the turn, and one customer still has one case, with both reasons in it."""
    house.reader.readings["Where is my money"] = Reading(
        sentiment="negative", confidence=0.9, kind="feedback", topics=(TopicScore("payment_refund", 0.9),), model="g"
    )
    await house.ask("nps")
    await house.hear("1")
    await house.hear("Where is my money")
    [case] = await house.rows(cases)
    assert [reason["by"] for reason in case["reasons"]] == ["nps.to_a_person", "desk.yaml:7"]


async def test_a_question_inside_a_survey_reaches_a_person(house: House) -> None:
    """What a customer asks while he is asked is not lost: the desk's rule opens a case."""
    asked = "Lovely, but where is my suitcase?"
    house.reader.readings[asked] = Reading(sentiment="positive", kind="question", kind_confidence=0.9, model="given")
    await house.ask("nps")
    await house.hear("10")
    await house.hear(asked)
    [case] = await house.rows(cases)
    assert (case["team"], case["priority"]) == ("care", "normal")
    assert [reason["by"] for reason in case["reasons"]] == ["desk.yaml:8"]


async def test_the_same_message_five_times_has_one_effect(house: House) -> None:
    """A platform may deliver a message as often as it likes, before and after its turn."""
    await house.ask("nps")
    message = house.says("9")
    assert [await house.receive(message) for _ in range(3)] == [[True], [False], [False]]
    await house.turns()
    assert [await house.receive(message) for _ in range(2)] == [[False], [False]]
    assert await house.turns() == 0
    await house.deliver()
    assert house.texts()[-2:] == [house.texts()[-2], "What was best?"]
    assert house.texts().count("What was best?") == 1
    assert len([row for row in await house.rows(answers) if row["step"] == "recommend"]) == 1


async def test_twice_in_one_request_is_new_once(house: House) -> None:
    """The same message twice in one request: the first is new, the second is not."""
    message = house.says("hello")
    assert await house.receive(message, message) == [True, False]


async def test_two_messages_at_once_keep_the_platforms_order(house: House) -> None:
    """Accepted the wrong way round, taken as the customer wrote them."""
    await house.ask("nps")
    score, text = house.says("9"), house.says("The food")
    await house.receive(text)
    await house.receive(score)
    assert await house.turns() == 2
    kept = {row["step"]: row["value"] for row in await house.rows(answers)}
    assert (kept["recommend"], kept["what_best"]) == (9, "The food")


async def test_without_platform_numbers_acceptance_order_counts(house: House) -> None:
    """Two messages of one customer at once are taken as they were accepted."""
    await house.ask("nps")
    await house.receive(house.says("9", order=None), house.says("The food", order=None))
    assert await house.turns() == 2
    kept = {row["step"]: row["value"] for row in await house.rows(answers)}
    assert (kept["recommend"], kept["what_best"]) == (9, "The food")


async def test_a_message_no_turn_can_take_is_parked_alone(house: House) -> None:
    """A session whose bundle is gone parks its own message with class and place; its neighbour is answered."""
    await house.ask("nps", "ada")
    await house.ask("nps", "bob")
    broken = next(row for row in await house.rows(sessions) if row["flow"] == "nps")
    ruined = broken["data"] | {"bundle": "gone"}
    ruin = sessions.update().where(sessions.c.id == broken["id"]).values(data=ruined)
    await house.store.run(lambda tx: tx.execute(ruin))
    await house.receive(house.says("My secret words", "ada"), house.says("10", "bob"))
    assert await house.turns() == 2
    await house.deliver()
    assert house.texts("bob")[-1] == "What was best?"
    [parked] = [row for row in await house.rows(inbox) if row["state"] == "parked"]
    assert parked["sender"] == "ada"
    assert parked["error"].startswith("NoBundleError at bundles.py:")


async def test_every_customer_gets_the_replies_he_would_get_alone(house: House) -> None:
    """Twenty customers interleaved in one batch: each hears exactly what he would hear alone."""
    house.reader.readings["It rained"] = ANGRY
    scripts = [["9", "The sea"], ["3", "It rained"], ["hm", "8"], ["10", "STOP"]]
    alone = []
    for number, script in enumerate(scripts):
        await house.ask("nps", f"alone{number}")
        alone.append([text for line in script for text in await house.hear(line, f"alone{number}")])
    crowd = [f"crowd{number}" for number in range(20)]
    for sender in crowd:
        await house.ask("nps", sender)
    before = {sender: len(house.texts(sender)) for sender in crowd}
    for line in (0, 1):
        await house.receive(*[house.says(scripts[n % 4][line], sender) for n, sender in enumerate(crowd)])
    assert await house.turns() == 40
    await house.deliver()
    for number, sender in enumerate(crowd):
        heard = [text.split(" C-")[0] for text in house.texts(sender)[before[sender] :]]
        wanted = [text.split(" C-")[0] for text in alone[number % 4]]
        if "STOP" in scripts[number % 4]:  # what still waited when he said STOP is not sent any more
            wanted = wanted[-1:]
        assert heard == wanted, sender
    numbers = [row["number"] for row in await house.rows(cases)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


async def test_accepting_many_at_once_stores_each(house: House) -> None:
    """Two hundred requests at the same time, grouped as they come: every one is stored."""
    async with anyio.create_task_group() as group:
        for number in range(200):
            group.start_soon(house.receive, house.says("hi", f"s{number}"))
    assert len(await house.rows(inbox)) == 200


async def test_a_tap_finds_its_own_session_only(house: House) -> None:
    """Somebody else's button moves nothing."""
    await house.ask("nps", "ada")
    tap = house.bot.prompts[-1].choices[3].payload
    await house.ask("nps", "eve")
    asked = [row["data"]["step"] for row in await house.rows(sessions) if row["state"] == "asking"]
    await house.hear("", "eve", kind="button", button=tap)
    assert [row["data"]["step"] for row in await house.rows(sessions) if row["state"] == "asking"] == asked
    assert await house.hear("", "ada", kind="button", button=tap) == ["What went wrong?"]


async def test_a_question_out_of_the_blue_reaches_a_person_and_is_answered_once_an_hour(house: House) -> None:
    """Nobody asked: the words go to the desk, the customer hears so at most once an hour."""
    question = "When do I get my tickets?"
    house.reader.readings[question] = Reading(kind="question", kind_confidence=0.9, model="given")
    await house.hear("", kind="start")
    await house.hear("rather not")
    first = await house.hear(question)
    assert len(first) == 1
    assert await house.hear(question) == []
    house.pass_time(minutes=61)
    assert await house.hear(question) == first
    [case] = await house.rows(cases)
    words = [row["text"] for row in await house.rows(case_events) if row["kind"] == "message_in"]
    assert (case["team"], words) == ("care", [question] * 3)


async def test_while_a_person_writes_the_bot_is_silent(house: House) -> None:
    """Messages go to the case of the person who writes; nothing is answered by itself."""
    house.reader.readings["It rained"] = ANGRY
    await house.ask("nps")
    await house.hear("0")
    await house.hear("It rained")
    await house.store.run(lambda tx: tx.execute(cases.update().values(person_is_writing=True, card_stale=False)))
    assert await house.hear("Are you there?") == []
    [case] = await house.rows(cases)
    assert case["card_stale"] is True
    assert [row["text"] for row in await house.rows(case_events) if row["kind"] == "message_in"] == ["Are you there?"]


async def test_a_slow_model_costs_a_reading_not_a_reply(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that does not answer in time leaves the text unread; the conversation goes on."""

    class Asleep:
        async def read(self, texts: object) -> list[Reading]:
            await anyio.sleep_forever()
            return []

    monkeypatch.setattr("usecases.read_texts.PATIENCE_S", 0.01)
    await house.ask("nps")
    await house.hear("9")
    house.reader = Asleep()  # type: ignore[assignment]  # another body of the Reader protocol
    assert await house.hear("The sea") == ["Thank you!"]
    assert [row["value"] for row in await house.rows(answers) if row["step"] == "what_best"] == ["The sea"]


async def test_outbox_rows_are_made_once(house: House) -> None:
    """Every message that leaves has a key of its own."""
    await house.ask("nps")
    keys = [row["key"] for row in await house.rows(outbox)]
    assert len(keys) == len(set(keys)) > 2


@pytest.mark.parametrize(
    "text", ["", "🙂", "   ", "\x00", "half a pair \ud83d", "x" * 1_000_000, "{{ 7*7 }}", "'; DROP TABLE inbox; --"]
)
async def test_nothing_that_customers_write_is_lost_or_breaks_anything(house: House, text: str) -> None:
    """Whatever is typed is accepted, its turn is taken, and the conversation can go on."""
    await house.ask("nps")
    await house.hear(text)
    await house.hear(text)
    await house.hear(text, kind="unsupported")
    assert {row["state"] for row in await house.rows(inbox)} == {"done"}
    await house.ask("nps")
    assert await house.hear("9") == ["What was best?"]


async def test_being_let_in_makes_nobody_a_customer(house: House) -> None:
    """Platforms report that somebody let us in before he says hello: that alone is no customer."""
    await house.hear("", kind="unblocked")
    assert await house.rows(customers) == []
    assert {row["state"] for row in await house.rows(inbox)} == {"done"}


async def test_a_turn_that_meets_a_moved_session_is_taken_again(house: House) -> None:
    """Another writer was faster: the message waits, and the next round takes it on what is there now."""
    await house.ask("nps")
    await house.receive(house.says("9"))
    stale = sessions.update().values(version=sessions.c.version + 1)

    class Racing(Bundles):
        raced = 0

        def prepare(self, tx: Transaction) -> None:
            """The race is run by those who write."""

        def load(self, tx: Transaction, bundle: str) -> Experience:
            if self.raced < 2:  # in the batch, and in the try alone
                self.raced += 1
                tx.execute(stale)
            return super().load(tx, bundle)

    house.bundles = Racing(house.store)
    assert await house.turns() == 0
    [waiting] = [row for row in await house.rows(inbox) if row["state"] == "waiting"]
    assert waiting["tries"] == 1
    assert await house.turns() == 1
    await house.deliver()
    assert house.texts()[-1] == "What was best?"
