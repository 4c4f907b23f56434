"""Delivery: in order per address, once, in time, and honest about what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import anyio
import pytest

from bots.outcome import AddressDead, CustomerStopped, InDoubt, NeedsTemplate, Refused, RetryLater, SendOutcome, Sent
from bots.pace import Pace
from conversation.messages import Prompt
from journey.gate import Drop, Shift, Verdict
from storage.contacts import contacts
from storage.customers import addresses, consents
from storage.outbox import claim, outbox
from storage.responses import responses
from storage.transactions import Transaction
from tests.usecases.house import NOON, House, KeepingBot
from usecases.bundles import Bundles
from usecases.deliver import Sending, deliver, recover
from usecases.settle_sending import MOST_TRIES, Retries
from usecases.start_flow import Opened, Opening, open_sessions

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]


async def states(house: House) -> list[str]:
    """The outbox, row by row."""
    return [str(row["state"]) for row in await house.rows(outbox)]


async def test_messages_of_one_address_keep_their_order_whatever_fails(house: House) -> None:
    """While the first is put off, the second waits behind it; then both arrive as written."""
    house.bot.outcomes = [RetryLater("429", 30)]
    assert await house.hear("", kind="start") == []
    assert await states(house) == ["waiting", "waiting"]
    house.pass_time(seconds=29)
    await house.deliver()
    assert house.texts() == []
    house.pass_time(seconds=1)
    await house.deliver()
    assert house.texts() == ["Welcome to Sonnweg.", "May we ask for your opinion?"]
    assert await states(house) == ["sent", "sent"]


async def test_one_slow_address_holds_up_no_other(house: House) -> None:
    """A put-off message of one customer does not delay another's."""
    house.bot.outcomes = [RetryLater("429", 300)]
    await house.hear("", "ada", kind="start")
    assert len(await house.hear("", "bob", kind="start")) == 2
    assert house.texts("ada") == []


async def test_two_deliveries_at_once_send_everything_once(house: House) -> None:
    """What one call has claimed no other takes, and no address ever gets two messages at the same time."""
    busy: set[str] = set()

    class Watching(KeepingBot):
        async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
            assert address not in busy
            busy.add(address)
            await anyio.lowlevel.checkpoint()
            busy.discard(address)
            return await super().send(address, prompt, key=key, now=now)

    await house.receive(*[house.says("", f"s{number}", kind="start") for number in range(20)])
    await house.turns()
    house.bot = Watching()

    async def drain() -> None:
        while await deliver(house.store, bots={"telegram": house.bot}, bundles=house.bundles, now=house.now, limit=7):
            pass

    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(drain)
    await house.deliver()
    keys = [key for _, _, key in house.bot.sent]
    assert len(keys) == len(set(keys)) == 40
    assert all(house.texts(f"s{number}")[0] == "Welcome to Sonnweg." for number in range(20))


@pytest.mark.parametrize(
    ("outcome", "address_state"),
    [
        (CustomerStopped("blocked by the user"), "blocked"),
        (AddressDead("user is deactivated"), "dead"),
    ],
)
async def test_an_unreachable_address_closes_and_keeps_its_consents(
    house: House, outcome: SendOutcome, address_state: str
) -> None:
    """The platform says nobody is there: the address closes, what waits for it is refused, consent stays."""
    house.bot.outcomes = [outcome]
    await house.hear("", kind="start")
    assert [row["state"] for row in await house.rows(addresses)] == [address_state]
    assert await states(house) == ["refused", "refused"]
    assert await house.rows(consents) == []


@pytest.mark.parametrize("outcome", [Refused("bad request"), NeedsTemplate("window closed")])
async def test_a_refused_message_is_not_tried_again(house: House, outcome: SendOutcome) -> None:
    """What the platform will never take is refused with its reason; the next message still leaves."""
    house.bot.outcomes = [outcome]
    assert await house.hear("", kind="start") == ["May we ask for your opinion?"]
    rows = await house.rows(outbox)
    assert (rows[0]["state"], rows[0]["outcome"]) == ("refused", outcome.reason)  # type: ignore[union-attr]


async def test_retries_back_off_and_give_up(house: House) -> None:
    """A platform that stays down is asked less and less often, and at last not at all."""
    house.bot.outcomes = [RetryLater("down")] * 100
    await house.hear("", kind="start")
    for _ in range(100):
        house.pass_time(hours=2)
        await house.deliver()
    first = (await house.rows(outbox))[0]
    assert (first["state"], first["tries"]) == ("refused", MOST_TRIES)
    assert first["outcome"] == "gave up: down"


def test_pauses_double_up_to_an_hour_and_are_spread() -> None:
    """2, 4, 8 … seconds, never more than an hour and a half, each between half and one and a half of its whole."""
    pauses = [Retries(jitter=0.5).pause(tries).total_seconds() for tries in range(14)]
    assert pauses[:4] == [2, 4, 8, 16]
    assert max(pauses) == 3600
    assert Retries(jitter=0.0).pause(3).total_seconds() == 8
    assert Retries(jitter=1.0).pause(3).total_seconds() == 24


@pytest.mark.parametrize(("resend", "heard"), [(True, 2), (False, 1)])
async def test_a_message_in_doubt_is_sent_again_or_not_as_configured(house: House, resend: bool, heard: int) -> None:
    """No answer came: at least once by default, at most once where configured."""
    house.bot.outcomes = [InDoubt("time-out")]
    await house.receive(house.says("", kind="start"))
    await house.turns()
    how = Sending(resend=resend)
    await house.deliver(how)
    house.pass_time(minutes=1)
    await house.deliver(how)
    assert len(house.texts()) == heard
    assert (await states(house))[0] == ("sent" if resend else "in_doubt")


async def test_a_row_whose_sender_died_is_sent_after_its_lease(house: House) -> None:
    """Claimed and never settled: nobody takes it before the lease ends, then it leaves; recover() needs no lease."""
    await house.receive(house.says("", kind="start"))
    await house.turns()
    await house.store.run(lambda tx: claim(tx, [1], until=house.now + timedelta(seconds=90)))
    await house.deliver()
    assert house.texts() == []
    house.pass_time(seconds=90)
    await house.deliver()
    assert len(house.texts()) == 2
    await house.hear("gladly")
    await house.store.run(lambda tx: tx.execute(outbox.update().values(state="sending", lease_until=None)))
    assert await recover(house.store, now=house.now) == 3


async def test_our_own_pace_uses_up_no_try(house: House) -> None:
    """However often a message of a wave finds no place, it is given up only for what the platform says."""
    await house.receive(house.says("", kind="start"))
    await house.turns()
    for _ in range(MOST_TRIES + 2):
        house.bot.outcomes = [RetryLater("our own rate limit", 3, untried=True)] * 2
        await house.deliver()
        rows = await house.rows(outbox)
        assert {(row["state"], row["tries"]) for row in rows} == {("waiting", 0)}
        house.pass_time(seconds=3)
    house.bot.outcomes = []
    await house.deliver()
    assert {row["state"] for row in await house.rows(outbox)} == {"sent"}


async def test_who_is_stopped_hands_back_at_once_what_has_not_left(house: House) -> None:
    """Only what is on its way is in doubt; what waits for the platform's pace or a slot waits as if never claimed."""
    on_its_way = anyio.Event()
    full = Pace(overall=(1, 60), chat=(3, 3), patience_s=600)

    class Slow(KeepingBot):
        async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
            await full.wait(address)
            on_its_way.set()
            await anyio.sleep_forever()
            return await super().send(address, prompt, key=key, now=now)

    await house.receive(*[house.says("", f"s{number}", kind="start") for number in range(30)])
    await house.turns()
    async with anyio.create_task_group() as group:
        group.start_soon(
            partial(deliver, house.store, bots={"telegram": Slow()}, bundles=house.bundles, now=house.now, limit=64)
        )
        await on_its_way.wait()
        group.cancel_scope.cancel()
    rows = await house.rows(outbox)
    assert [row["state"] for row in rows].count("sending") == 1
    assert all(row["tries"] == 0 and row["lease_until"] is None for row in rows if row["state"] == "waiting")
    assert await house.deliver() >= 29


async def test_what_left_before_a_crash_is_looked_up_and_not_sent_twice(house: House) -> None:
    """The platform knows it: the row is settled as sent; what it does not know is sent. Settled ones are left out."""

    class Remembering(KeepingBot):
        async def find(self, address: str, prompt: Prompt, *, key: str, now: datetime, known: set[str]) -> Sent | None:
            asked.append((address, sorted(known)))
            return next((Sent(f"m{place}") for place, (_, _, sent) in enumerate(self.sent, 1) if sent == key), None)

    asked: list[tuple[str, list[str]]] = []
    bot = house.bot = Remembering()
    await house.hear("", kind="start")
    assert (await states(house), asked) == (["sent", "sent"], [])
    crash = outbox.update().where(outbox.c.id == 2).values(state="sending", lease_until=house.now, provider_id="")
    await house.store.run(lambda tx: tx.execute(crash))
    await house.deliver()
    assert asked == [("ada", ["m1"])]
    assert (len(bot.sent), [row["provider_id"] for row in await house.rows(outbox)]) == (2, ["m1", "m2"])
    await house.store.run(lambda tx: tx.execute(crash))
    bot.sent.pop()
    await house.deliver()
    assert len(bot.sent) == 2


async def test_a_bug_in_a_bot_loses_nothing(house: House) -> None:
    """A bot that raises is a bug: the message is put off, the others go on."""

    class Broken(KeepingBot):
        async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
            if address == "ada":
                raise KeyError("on purpose")
            return await super().send(address, prompt, key=key, now=now)

    house.bot = Broken()
    await house.hear("", "ada", kind="start")
    assert len(await house.hear("", "bob", kind="start")) == 2
    first = (await house.rows(outbox))[0]
    assert (first["state"], first["outcome"]) == ("waiting", "bug: KeyError")


async def test_a_channel_nobody_serves_here_waits(house: House) -> None:
    """Rows of a channel without a bot are left for a process that has one."""
    await house.receive(house.says("", kind="start"))
    await house.turns()
    assert await deliver(house.store, bots={}, bundles=house.bundles, now=house.now) == 0
    assert await states(house) == ["waiting", "waiting"]


async def opened_contact(house: House) -> None:
    """A contact of ours has started the NPS flow with Ada."""
    await house.hear("", kind="start")
    await house.hear("gladly")
    customer_id = (await house.rows(addresses))[0]["customer_id"]
    plan = {
        "id": "c1", "customer_id": customer_id, "journey": "trip", "contact": "post_trip", "flow": "nps",
        "purpose": "survey", "state": "opened", "due_at": NOON, "planned_for": NOON, "created_at": NOON,
    }  # fmt: skip
    opening = Opening(customer_id=customer_id, flow="nps", contact_id="c1")

    def work(tx: Transaction) -> object:
        tx.execute(contacts.insert(), plan)
        [outcome] = open_sessions(tx, [opening], bundles=house.bundles, new_id=house.new_id, now=house.now)
        return outcome

    assert isinstance(await house.store.run(work), Opened)


class Saying:
    """A gate that says one thing and remembers whom it was asked about."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.asked: list[str] = []

    def __call__(
        self, tx: Transaction, contact_ids: Sequence[str], *, bundles: Bundles, now: datetime
    ) -> Mapping[str, Verdict]:
        """The same for all."""
        self.asked.extend(contact_ids)
        return dict.fromkeys(contact_ids, self.verdict)


async def test_the_gate_shifts_an_opening(house: House) -> None:
    """Not now: the message waits until then, and the contact remembers which rule said so."""
    await opened_contact(house)
    before = len(house.texts())
    gate = Saying(Shift(house.now + timedelta(hours=20), "quiet hours", "contact_rules.yaml:8"))
    await house.deliver(Sending(gate=gate))
    assert (gate.asked, len(house.texts())) == (["c1"], before)
    [contact] = await house.rows(contacts)
    assert (contact["rule"], contact["place"]) == ("quiet hours", "contact_rules.yaml:8")
    house.pass_time(hours=20)
    await house.deliver()
    assert len(house.texts()) == before + 1


async def test_the_gate_drops_an_opening(house: House) -> None:
    """Never: nothing is sent, the session ends in silence, the contact names the rule."""
    await opened_contact(house)
    before = len(house.texts())
    await house.deliver(Sending(gate=Saying(Drop("no consent to survey"))))
    assert len(house.texts()) == before
    [contact] = await house.rows(contacts)
    assert (contact["state"], contact["rule"]) == ("refused", "no consent to survey")
    assert {row["flow"]: row["state"] for row in await house.rows(responses)}["nps"] == "ended"


async def test_replies_in_a_dialogue_pass_the_gate(house: House) -> None:
    """The gate is asked for what we open, never for an answer to the customer."""
    gate = Saying(Drop("never"))
    await house.receive(house.says("", kind="start"))
    await house.turns()
    await house.deliver(Sending(gate=gate))
    assert (gate.asked, len(house.texts())) == ([], 2)


async def test_an_opening_without_its_template_is_dropped_with_the_rule_named(house: House) -> None:
    """Outside the platform's window: the contact says why, its session does not wait for an answer to nothing."""
    await opened_contact(house)
    house.bot.outcomes = [NeedsTemplate("outside the window")]
    await house.deliver()
    [contact] = await house.rows(contacts)
    assert (contact["state"], contact["rule"]) == ("refused", "outside the window")
    assert contact["place"] == "channels.twilio.whatsapp.templates"
    assert (await house.rows(outbox))[-1]["outcome"] == "outside the window"
    assert {row["flow"]: row["state"] for row in await house.rows(responses)}["nps"] == "ended"
