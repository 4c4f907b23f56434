"""Buttons go once their question is answered, also by typing; late and doubled taps are understood."""

from __future__ import annotations

import pytest

from conversation.messages import Inbound
from storage.responses import answers
from tests.usecases.house import House, KeepingBot

pytestmark = pytest.mark.anyio


class TakingBot(KeepingBot):
    """Keeps which messages were to lose their buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    async def acknowledge(self, inbound: Inbound) -> None:
        """One message."""
        self.taken.append(inbound.source)


async def test_a_typed_answer_takes_the_question_s_buttons_away(house: House) -> None:
    """The question's own message is named, and only when it is answered: not when it is asked back."""
    house.bot = bot = TakingBot()
    await house.ask("nps")
    bot.taken.clear()
    question = f"m{len(bot.sent)}"
    await house.hear("hm?")
    assert bot.taken == []
    asked_back = f"m{len(bot.sent)}"
    await house.hear("9")
    assert bot.taken == [asked_back, question]


async def test_a_tap_needs_no_second_look(house: House) -> None:
    """What was tapped loses its buttons with the tap itself (the bot's acknowledge), not once more afterwards."""
    house.bot = bot = TakingBot()
    await house.ask("nps")
    bot.taken.clear()
    await house.hear("", kind="button", button=bot.prompts[-1].choices[9].payload, source=f"m{len(bot.sent)}")
    assert bot.taken == []


async def test_a_tap_elsewhere_takes_them_away_too(house: House) -> None:
    """Slack's App Home shows the question as well: a click there hangs on no message."""
    house.bot = bot = TakingBot()
    await house.ask("nps")
    bot.taken.clear()
    question = f"m{len(bot.sent)}"
    await house.hear("", kind="button", button=bot.prompts[-1].choices[9].payload)
    assert bot.taken == [question]


async def test_a_doubled_tap_is_one_answer(house: House) -> None:
    """Two taps within a second, and the same one minutes later: one answer, one question after it."""
    await house.ask("nps")
    tap = house.bot.prompts[-1].choices[9].payload
    before = len(house.texts())
    await house.receive(*[house.says("", kind="button", button=tap) for _ in range(2)])
    await house.turns()
    await house.deliver()
    assert house.texts()[before:] == ["What was best?"]
    house.pass_time(minutes=5)
    assert await house.hear("", kind="button", button=tap) == []
    assert [row["value"] for row in await house.rows(answers) if row["step"] == "recommend"] == [9]


async def test_a_late_tap_on_another_score_corrects_it(house: House) -> None:
    """While the conversation goes on a tap on the older question changes the score; for a day afterwards too."""
    await house.ask("nps")
    choices = house.bot.prompts[-1].choices
    await house.hear("", kind="button", button=choices[9].payload)
    await house.hear("", kind="button", button=choices[10].payload)
    assert [row["value"] for row in await house.rows(answers) if row["step"] == "recommend"] == [10]
    assert await house.hear("The sea") == ["Thank you!"]
    assert await house.hear("", kind="button", button=choices[2].payload) == ["Thank you, we have changed it."]
    assert [row["value"] for row in await house.rows(answers) if row["step"] == "recommend"] == [2]
    house.pass_time(hours=25)
    assert await house.hear("", kind="button", button=choices[9].payload) == [
        "This question has been closed in the meantime. Thank you!"
    ]
    assert [row["value"] for row in await house.rows(answers) if row["step"] == "recommend"] == [2]
