"""Calls leave through the outbox after the commit, and their answers resume the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bots.http_call import Answered, CallOutcome, NotNow, SaidNo
from storage.database import Store
from storage.outbox import outbox
from tests.usecases.house import FILES, House
from usecases.make_calls import make_calls
from usecases.publish_bundle import Published, publish
from usecases.remind_and_expire import remind_and_expire

pytestmark = pytest.mark.anyio

FLOW = """\
echoloop: 1
flow: lookup
purpose: service
steps:
  - ask_text: number
    de: Your booking number?
    en: Your booking number?
  - call: look
    endpoint: erp
    send: [number, customer.language]
    returns: [status]
    wait: 2min
    de: One moment.
    en: One moment.
    then:
      ok:
        - say: state
          de: Your booking is {{ call.status }}.
          en: Your booking is {{ call.status }}.
      failed:
        - say: sorry
          de: We cannot look it up now.
          en: We cannot look it up now.
  - give: voucher
    reward: ten_percent
    de: Your code is {{ reward.code }}.
    en: Your code is {{ reward.code }}.
    then:
      none_left:
        - say: bye
          de: Bye.
          en: Bye.
"""

REWARDS = """\
echoloop: 1
rewards:
  ten_percent: {once_per: customer}
"""
"""A pool without codes: there is none left."""


@dataclass
class Erp:
    """The company's system: answers as it is told, and keeps what it was asked."""

    outcomes: list[CallOutcome] = field(default_factory=list)
    asked: list[tuple[str, Mapping[str, Any], str]] = field(default_factory=list)

    async def call(self, endpoint: str, body: Mapping[str, Any], *, key: str) -> CallOutcome:
        """The next outcome; the last one stays."""
        self.asked.append((endpoint, body, key))
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]


@pytest.fixture
async def lookup(house: House) -> House:
    """A house whose flow looks a booking up, with the customer's answer given."""
    published = await publish(
        house.store, FILES | {"flows/lookup.yaml": FLOW, "rewards.yaml": REWARDS}, who="test", now=house.now
    )
    assert isinstance(published, Published), published
    await house.ask("lookup")
    assert await house.hear("SW-4711") == ["One moment."]
    return house


async def calls(house: House, erp: Erp) -> list[str]:
    """Make what calls are due; what the customer is told since."""
    before = len(house.texts())
    await make_calls(house.store, caller=erp, bundles=house.bundles, new_id=house.new_id, now=house.now)
    await house.deliver()
    return house.texts()[before:]


async def states(store: Store, house: House) -> list[tuple[str, str]]:
    """The calls' rows."""
    return [(row["state"], row["outcome"]) for row in await house.rows(outbox) if row["kind"] == "call"]


async def test_an_answer_resumes_the_conversation(lookup: House) -> None:
    """The endpoint gets the values once, the customer reads the answer, and the rest of the flow follows."""
    erp = Erp([Answered({"status": "confirmed"})])
    assert await calls(lookup, erp) == ["Your booking is confirmed.", "Bye."]
    ((endpoint, body, _),) = erp.asked
    assert endpoint == "erp"
    assert body["values"] == {"number": "SW-4711", "customer.language": "en"}
    assert await states(lookup.store, lookup) == [("sent", "answered")]
    assert await calls(lookup, erp) == []


async def test_a_bad_moment_is_asked_again_with_the_same_key(lookup: House) -> None:
    """A server that is down for a moment costs the customer a moment, nothing else."""
    erp = Erp([NotNow("status 503"), Answered({"status": "confirmed"})])
    assert await calls(lookup, erp) == []
    assert await states(lookup.store, lookup) == [("waiting", "status 503")]
    lookup.pass_time(seconds=30)
    assert await calls(lookup, erp) == ["Your booking is confirmed.", "Bye."]
    assert len({key for _, _, key in erp.asked}) == 1


async def test_a_no_goes_the_fallback_way(lookup: House) -> None:
    """What the endpoint refuses is not asked again."""
    assert await calls(lookup, Erp([SaidNo("status 404")])) == ["We cannot look it up now.", "Bye."]


async def test_after_its_wait_the_conversation_goes_on_and_a_late_answer_does_nothing(lookup: House) -> None:
    """Nobody hangs on a machine that is down, and nobody is told twice."""
    lookup.pass_time(minutes=2)
    await remind_and_expire(lookup.store, bundles=lookup.bundles, new_id=lookup.new_id, now=lookup.now)
    before = len(lookup.texts())
    await lookup.deliver()
    assert lookup.texts()[before:] == ["We cannot look it up now.", "Bye."]
    assert await calls(lookup, Erp([Answered({"status": "late"})])) == []
    assert await states(lookup.store, lookup) == [("refused", "nobody waits for it any more")]


async def test_no_bot_ever_claims_a_call(lookup: House) -> None:
    """Delivery leaves calls alone: they are no messages."""
    await lookup.deliver()
    assert await states(lookup.store, lookup) == [("waiting", "")]
