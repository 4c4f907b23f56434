"""Public links: a stranger gets the welcome, gives consent, is asked, and is found again without being doubled."""

from __future__ import annotations

import pytest

from storage.bundles import audit
from storage.customers import addresses, consents, customers, latest_consents, link_tokens
from storage.pages import page_links
from storage.responses import answers, responses
from storage.sessions import sessions
from tests.usecases.house import FILES, NOON, House
from usecases.publish_bundle import Published, publish

pytestmark = pytest.mark.anyio

PAGES = {"pages.yaml": "echoloop: 1\npages:\n  lobby: {de: Wie war es?, en: How was it?, flow: nps}\n"}
ADA = {"id": "ada-known", "external_id": "K-1", "first_name": "Ada", "language": "en"}


async def open_lobby(house: House) -> None:
    """A page whose public link is "poster"."""
    assert isinstance(await publish(house.store, FILES | PAGES, who="test", now=house.now), Published)
    link = {"token": "poster", "page": "lobby", "created_at": NOON}
    await house.store.run(lambda tx: tx.execute(page_links.insert(), link))


async def write_to_ada(house: House, flow: str) -> None:
    """A known customer has a personal link."""
    token = {"token": "tok", "customer_id": "ada-known", "flow": flow, "created_at": NOON}
    row = ADA | {"created_at": NOON, "updated_at": NOON}
    await house.store.run(lambda tx: (tx.execute(customers.insert(), row), tx.execute(link_tokens.insert(), token)))


async def scan(house: House, sender: str = "eve") -> list[str]:
    """Somebody follows the public link."""
    return await house.hear("", sender, kind="start", token="poster")


async def test_a_stranger_is_welcomed_and_asked_after_consent(house: House) -> None:
    """The privacy note and the consent come first, the page's flow follows at once, without a second tap."""
    await open_lobby(house)
    assert (await scan(house))[0] == "Welcome to Sonnweg."
    said = await house.hear("gladly", "eve")
    assert "How likely are you to recommend Sonnweg" in said[-1]
    assert "Thank you!" in (await house.hear("7", "eve"))[-1]
    (stranger,) = await house.rows(customers)
    assert stranger["external_id"] is None


async def test_without_consent_nothing_is_asked(house: House) -> None:
    """Who declines is wished well."""
    await open_lobby(house)
    await scan(house)
    said = await house.hear("rather not", "eve")
    assert said == ["All right."]
    assert [row["flow"] for row in await house.rows(sessions)] == ["welcome"]


async def test_consent_given_late_still_leads_on(house: House) -> None:
    """Declined, then tapped the other button: the flow follows, once."""
    await open_lobby(house)
    await scan(house)
    accept = next(prompt for prompt in house.bot.prompts if prompt.choices).choices[0]
    await house.hear("rather not", "eve")
    await house.hear("", "eve", kind="button", button=accept.payload)
    await house.hear("", "eve", kind="button", button=accept.payload)
    assert sorted(row["flow"] for row in await house.rows(sessions)) == ["nps", "welcome"]


async def test_the_link_serves_everybody_and_nobody_twice_a_day(house: House) -> None:
    """Two strangers are two customers; who scans again on the same day is greeted, not asked; next week he is asked."""
    await open_lobby(house)
    for sender in ("eve", "ada"):
        await scan(house, sender)
        await house.hear("gladly", sender)
        await house.hear("7", sender)
    assert len(await house.rows(customers)) == 2
    assert len(await scan(house)) == 1
    assert len(await house.rows(responses)) == 4
    house.pass_time(days=7)
    assert "How likely" in (await scan(house))[0]


async def test_scanning_twice_in_the_middle_starts_nothing_anew(house: House) -> None:
    """An impatient second scan neither restarts the welcome nor the question after it."""
    await open_lobby(house)
    await scan(house)
    await scan(house)
    await house.hear("gladly", "eve")
    await scan(house)
    assert sorted((row["flow"], row["state"]) for row in await house.rows(sessions)) == [
        ("nps", "asking"),
        ("welcome", "completed"),
    ]


async def test_a_stranger_bound_later_is_moved_not_doubled(house: House) -> None:
    """Responses, answers and consents belong to the known customer afterwards; one response is counted."""
    await open_lobby(house)
    await scan(house)
    await house.hear("gladly", "eve")
    await house.hear("7", "eve")
    await write_to_ada(house, "nps")
    assert len(await house.hear("", "eve", kind="start", token="tok")) == 1  # a greeting, not the same question
    for table in (addresses, consents, sessions, responses):
        assert {row["customer_id"] for row in await house.rows(table)} == {"ada-known"}, table.name
    assert [row["flow"] for row in await house.rows(responses)].count("nps") == 1
    assert [row["score"] for row in await house.rows(answers) if row["kind"] == "ask_score"] == [7.0]
    granted = await house.store.read(lambda tx: latest_consents(tx, ["ada-known"]))
    assert granted == {"ada-known": {"survey": True}}
    stranger = next(row for row in await house.rows(customers) if row["external_id"] is None)
    assert stranger["erased_at"] is not None
    assert [line["subject"] for line in await house.rows(audit) if line["what"] == "merge"] == ["ada-known"]


async def test_another_flow_is_asked_after_the_merge(house: House) -> None:
    """The personal link still does what it was made for."""
    await open_lobby(house)
    await scan(house)
    await house.hear("gladly", "eve")
    await house.hear("7", "eve")
    await write_to_ada(house, "welcome")
    said = await house.hear("", "eve", kind="start", token="tok")
    assert len(said) == 1  # the welcome was given a moment ago: it is not repeated either
    house.pass_time(hours=1)
    assert await house.hear("hello?", "eve")


async def test_meeting_and_binding_in_one_batch(house: House) -> None:
    """Both messages taken in the same batch end as when they are taken one by one."""
    await open_lobby(house)
    await write_to_ada(house, "nps")
    await house.receive(
        house.says("", "eve", kind="start", token="poster"), house.says("", "eve", kind="start", token="tok")
    )
    await house.turns()
    await house.deliver()
    assert {row["customer_id"] for row in await house.rows(sessions)} == {"ada-known"}
    assert "How likely" in house.texts("eve")[-1]


async def test_a_known_customer_is_never_merged_into_another(house: House) -> None:
    """Who has a number of the company keeps his responses when he opens somebody else's link."""
    await open_lobby(house)
    await scan(house)
    await house.hear("gladly", "eve")
    await house.hear("7", "eve")
    known = {row["id"]: row for row in await house.rows(customers)}
    (eve,) = known
    await house.store.run(
        lambda tx: tx.execute(customers.update().where(customers.c.id == eve).values(external_id="K-2"))
    )
    await write_to_ada(house, "nps")
    await house.hear("", "eve", kind="start", token="tok")
    done = [row for row in await house.rows(responses) if row["state"] == "completed"]
    assert {row["customer_id"] for row in done} == {eve}
    assert next(row for row in await house.rows(customers) if row["id"] == eve)["erased_at"] is None


async def test_a_link_of_a_page_that_is_gone_is_a_plain_hello(house: House) -> None:
    """An old poster still leads to the welcome."""
    await open_lobby(house)
    house.pass_time(minutes=1)
    assert isinstance(await publish(house.store, FILES, who="test", now=house.now), Published)
    assert (await scan(house))[0] == "Welcome to Sonnweg."
