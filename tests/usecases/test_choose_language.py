"""A customer chooses his language: asked by command, chosen by button or in words, kept, and used at once."""

from __future__ import annotations

import pytest

from storage.customers import customers
from tests.usecases.house import House

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("command", ["/language", "Language", "/sprache", "Sprache bitte"])
async def test_the_command_offers_what_the_brand_speaks(house: House, command: str) -> None:
    """Two buttons, and what to type instead."""
    await house.hear("hi")
    assert len(await house.hear(command)) == 1
    choices = [(choice.label, choice.payload) for choice in house.bot.prompts[-1].choices]
    assert choices == [("Deutsch", "language:de"), ("English", "language:en")]


@pytest.mark.parametrize("wish", [{"text": "", "kind": "button", "button": "language:de"}, {"text": "SPRACHE DEUTSCH"}])
async def test_the_choice_is_kept_and_the_open_question_is_put_again(house: House, wish: dict[str, str]) -> None:
    """Confirmed in the new language, then the question in it, answered as before; the score counts once."""
    await house.ask("nps")
    heard = await house.hear(**wish)
    assert heard[0] == "Gut, wir schreiben dir ab jetzt auf Deutsch."
    assert heard[1].startswith("Wie wahrscheinlich empfiehlst du Sonnweg")
    assert [row["language"] for row in await house.rows(customers)] == ["de"]
    assert await house.hear("9") == ["Was war am besten?"]


async def test_a_stranger_can_choose_with_his_first_message(house: House) -> None:
    """Met and chosen in one batch: the row is written with the language."""
    await house.receive(house.says("hi", "eve"), house.says("language german", "eve"))
    await house.turns()
    await house.deliver()
    assert house.texts("eve")[-1].endswith("auf Deutsch.")
    assert [row["language"] for row in await house.rows(customers)] == ["de"]


async def test_the_name_of_a_language_alone_is_an_answer(house: House) -> None:
    """Somebody who answers "English" to a question in words is not taken for a wish."""
    await house.ask("nps")
    await house.hear("9")
    assert await house.hear("English") == ["Thank you!"]


async def test_after_a_stop_nothing_is_said(house: House) -> None:
    """The wish is kept for the day he comes back."""
    await house.ask("nps")
    await house.hear("stop")
    assert await house.hear("language") == []
    assert await house.hear("sprache deutsch") == []
    assert [row["language"] for row in await house.rows(customers)] == ["de"]


async def test_a_made_up_language_is_no_choice(house: House) -> None:
    """A forged button moves nothing."""
    await house.hear("hi")
    await house.hear("", kind="button", button="language:tlh")
    assert [row["language"] for row in await house.rows(customers)] == ["en"]
