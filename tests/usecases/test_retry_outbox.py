"""Dead letters and messages in doubt: listed with their reason, sent again or dropped by hand."""

from __future__ import annotations

import pytest

from bots.outcome import InDoubt, Refused, RetryLater
from storage.bundles import audit
from storage.depths import depths
from storage.outbox import outbox
from storage.outbox_listing import ListedRow, View, listed
from tests.usecases.house import House
from usecases.deliver import Sending, recover
from usecases.retry_outbox import Outcome, drop_outbox, retry_outbox

pytestmark = pytest.mark.anyio


async def view(house: House, *views: View) -> list[ListedRow]:
    """The listing."""
    return await house.store.read(lambda tx: listed(tx, views, limit=10))


async def retry(house: House, row_id: int) -> str:
    """Try it; returns the obstacle."""
    [outcome] = await retry_outbox(house.store, [row_id], who="mia", new_id=house.new_id, now=house.now)
    return outcome.why


async def test_a_dead_letter_is_listed_counted_and_sent_again(house: House) -> None:
    """What the platform refused stands there with its reason, tells nobody's words, and leaves once when retried."""
    house.bot.outcomes = [Refused("400 chat not found")]
    await house.hear("", kind="start")
    [dead] = await view(house, "dead")
    assert (dead.step, dead.reason, dead.state) == ("hello", "400 chat not found", "refused")
    assert "ada" not in repr(dead)
    assert (await house.store.read(lambda tx: depths(tx, house.now))).outbox_dead == 1
    assert await retry(house, dead.id) == ""
    await house.deliver()
    assert house.texts() == ["May we ask for your opinion?", "Welcome to Sonnweg."]
    assert await view(house, "dead", "waiting", "in_doubt") == []
    assert [(row["who"], row["what"]) for row in await house.rows(audit) if row["who"] == "mia"] == [
        ("mia", "outbox retry")
    ]
    assert await retry(house, dead.id) == "it was sent"


async def test_what_was_refused_on_purpose_is_no_dead_letter(house: House) -> None:
    """A STOP refuses what waits: nobody needs to look, and nobody can send it again."""
    house.bot.outcomes = [RetryLater("down", 60)]
    await house.hear("", kind="start")
    await house.hear("STOP")
    assert await view(house, "dead") == []
    assert await retry(house, 1) == "its address is stopped"


async def test_nothing_of_a_conversation_that_is_over_is_sent_again(house: House) -> None:
    """A question nobody waits for any more stays unsent."""
    house.bot.outcomes = [Refused("400")]
    await house.hear("", kind="start")
    await house.hear("", kind="start")  # the welcome begins anew, the first one ends
    assert await retry(house, 1) == "its conversation is over (ended)"
    assert await retry(house, 99) == "there is no such message"


async def test_a_held_message_waits_for_a_person(house: House) -> None:
    """On a channel that holds: in doubt after a time-out, not sent again by itself, dropped or retried by hand."""
    house.bot.outcomes = [InDoubt("time-out")]
    await house.receive(house.says("", kind="start"))
    await house.turns()
    how = Sending(holding=frozenset({"telegram"}))
    await house.deliver(how)
    house.pass_time(days=1)
    await house.deliver(how)
    [row] = await view(house, "in_doubt")
    assert house.texts() == ["May we ask for your opinion?"]  # what stood behind it was not held up
    dropped = await drop_outbox(house.store, [row.id], who="mia", new_id=house.new_id, now=house.now)
    assert dropped == [Outcome(row.id, "")]
    assert await view(house, "in_doubt", "dead") == []
    assert await retry(house, row.id) == ""
    assert await drop_outbox(house.store, [2], who="mia", new_id=house.new_id, now=house.now) == [
        Outcome(2, "it was sent")
    ]


@pytest.mark.parametrize(("holding", "state"), [("telegram", "in_doubt"), ("sms", "waiting")])
async def test_a_crash_is_settled_as_the_channel_is_configured(house: House, holding: str, state: str) -> None:
    """Found `sending` at the start: held on the channels that hold, sent again on all others."""
    await house.receive(house.says("", kind="start"))
    await house.turns()
    await house.store.run(lambda tx: tx.execute(outbox.update().values(state="sending", lease_until=None)))
    sending = Sending(holding=frozenset({holding}))
    assert await recover(house.store, now=house.now, sending=sending) == 2
    assert {row["state"] for row in await house.rows(outbox)} == {state}
