"""What the company's own systems are told: written with the fact, posted over real HTTP, signed, once, or given up."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import anyio
import pytest

from bots.webhook_sender import Target, WebhookSender
from sandbox.webhook_receiver import Receiver, serve
from storage.transactions import Transaction
from storage.webhook_facts import KINDS
from storage.webhooks import count_webhook_posts, keep_endpoints, listeners, untold, wake_endpoint, webhook_posts
from tests.usecases.agency import Agency
from tests.usecases.house import House
from usecases.erase_customer import erase_customer
from usecases.post_webhooks import LEASE, PAUSES, post_webhooks
from usecases.put_customer import ConsentData, CustomerData, put_in

DATABASES = ["sqlite", "postgresql"]
YES = (ConsentData(purpose="survey", granted=True, confirmed="test"),)
SILENT, TAKES_SILENTLY = 0, -1
SECRET = "whsec_" + "c2VjcmV0" * 5


@dataclass
class Site:
    """The company's system on loopback: a shipped sample receiver behind a door that may fail first."""

    receiver: Receiver
    url: str = ""
    answers: list[int] = field(default_factory=list)  # statuses in place of the receiver's
    # SILENT: hears it and says nothing. TAKES_SILENTLY: takes it and says nothing.
    heard: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    holding: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)


@pytest.fixture
def site() -> Iterator[Site]:
    """A running receiver."""
    receiver = Receiver(SECRET)
    found = Site(receiver)

    class Door(BaseHTTPRequestHandler):
        """Fails as told, then hands over."""

        def do_POST(self) -> None:
            """One post."""
            raw = self.rfile.read(int(self.headers["content-length"]))
            found.heard.append((raw, dict(self.headers)))
            status = found.answers.pop(0) if found.answers else receiver.take(raw, dict(self.headers))[0]
            if status == TAKES_SILENTLY:
                receiver.take(raw, dict(self.headers))
            if status in (SILENT, TAKES_SILENTLY):
                found.holding.set()
                found.over.wait(5)
                return
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    yield found
    found.over.set()
    server.shutdown()
    server.server_close()
    receiver.close()


@pytest.fixture
async def agency(house: House) -> Agency:
    """An agency whose CRM wants to know everything."""
    agency = Agency(house)
    await agency.publish()
    await house.store.run(lambda tx: keep_endpoints(tx, {"crm": KINDS, "lake": ["score.given"]}))
    await house.store.run(lambda tx: keep_endpoints(tx, {"crm": KINDS}))
    return agency


async def post(agency: Agency, site: Site, *, timeout_s: float = 5) -> int:
    """One tick, as a process that was just started does it."""
    sender = WebhookSender({"crm": Target(site.url, SECRET)}, timeout_s=timeout_s)
    house = agency.house
    try:
        return await post_webhooks(
            house.store, sender=sender, now=house.now, wall=lambda: datetime.now(UTC), jitter=lambda: 0.5
        )
    finally:
        await sender.close()


async def counts(agency: Agency) -> dict[str, int]:
    """The CRM's rows by state."""
    found = await agency.house.store.read(count_webhook_posts)
    return {state: count for (_, state), count in found.items()}


@pytest.mark.anyio
async def test_a_walk_is_told_without_names_numbers_or_words(agency: Agency, site: Site) -> None:
    """Consent, score, completed response and case arrive once each, and hold nothing that names the customer."""
    house = agency.house
    await agency.join(sender="ada")
    await agency.event("hotline_call")
    house.now += timedelta(hours=2)
    await agency.open()
    await house.hear("3", "ada")
    await house.hear("Everything was late, call me at 0151 2345", "ada")
    while await post(agency, site):
        pass
    kinds = [body["type"] for body in site.receiver.taken]
    assert {"consent.changed", "score.given", "response.completed"} <= set(kinds), kinds
    score = next(body["data"] for body in site.receiver.taken if body["type"] == "score.given")
    assert (score["score"]["score"], score["score"]["band"], score["customer"]["number"]) == (3.0, "detractor", "K-1")
    raw = b"".join(raw for raw, _ in site.heard)
    assert not [word for word in (b"Ada", b"ada", b"0151", b"late") if word in raw]
    assert await counts(agency) == {"sent": len(kinds)}


@pytest.mark.anyio
async def test_a_fact_that_was_rolled_back_is_never_told(agency: Agency) -> None:
    """The row is written in the transaction of the fact."""

    class StopError(Exception):
        """Something breaks."""

    house = agency.house

    def work(tx: Transaction) -> None:
        put_in(tx, "K-9", CustomerData(consents=YES), new_id=house.new_id, now=house.now)
        assert count_webhook_posts(tx)
        raise StopError

    with pytest.raises(StopError):
        await house.store.run(work)
    assert await counts(agency) == {}


@pytest.mark.anyio
async def test_errors_and_silence_are_tried_again_under_the_same_id(agency: Agency, site: Site) -> None:
    """A 500, then a time-out, each by a process of its own; then it is taken: one fact, one id, three signatures."""
    await agency.put("K-1", consents=YES)
    site.answers = [500, SILENT]
    assert await post(agency, site) == 1
    assert await post(agency, site) == 0  # not due again yet
    agency.house.now += PAUSES[0]
    assert await post(agency, site, timeout_s=0.3) == 1
    assert await counts(agency) == {"waiting": 1}
    agency.house.now += PAUSES[1]
    assert await post(agency, site) == 1
    assert await counts(agency) == {"sent": 1}
    assert (len(site.heard), len({headers["webhook-id"] for _, headers in site.heard})) == (3, 1)
    assert len(site.receiver.taken) == 1


@pytest.mark.anyio
async def test_a_process_that_died_while_posting_tells_nothing_twice(agency: Agency, site: Site) -> None:
    """The receiver took it, our process died before writing that down: it comes again and is known by its id."""
    await agency.put("K-1", consents=YES)
    await post(agency, site)
    dead = {"state": "waiting", "settled_at": None}  # as the lease leaves it
    await agency.house.store.run(lambda tx: tx.execute(webhook_posts.update().values(**dead)).rowcount)
    assert await post(agency, site) == 1
    assert (len(site.heard), len(site.receiver.taken)) == (2, 1)


@pytest.mark.anyio
@pytest.mark.parametrize("in_the_middle", [SILENT, TAKES_SILENTLY])
async def test_a_sender_that_is_killed_in_the_middle_loses_nothing(
    agency: Agency, site: Site, house_url: str, in_the_middle: int
) -> None:
    """SIGKILL while the post is on its way: it is told after its lease, twice at most, and then under the same id."""
    await agency.put("K-1", consents=YES)
    site.answers = [in_the_middle]
    command = [
        sys.executable,
        "-m",
        "tests.usecases.post_and_hang",
        house_url,
        site.url,
        SECRET,
        agency.house.now.isoformat(),
    ]
    async with await anyio.open_process(command, stdout=None, stderr=None) as process:
        assert await anyio.to_thread.run_sync(site.holding.wait, 60)
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
    assert await counts(agency) == {"waiting": 1}
    assert await post(agency, site) == 0  # the lease of the dead holds
    agency.house.now += LEASE
    assert await post(agency, site) == 1
    assert await counts(agency) == {"sent": 1}
    assert len(site.receiver.taken) == 1
    assert (len(site.heard), len({headers["webhook-id"] for _, headers in site.heard})) == (2, 1)


@pytest.mark.anyio
async def test_a_yes_that_waits_is_told_as_such(agency: Agency, site: Site) -> None:
    """Another system learns that nobody may write by it yet, and of the customer's own yes when it comes."""
    await agency.put("K-1", consents=(ConsentData(purpose="survey", granted=True),))
    await post(agency, site)
    told = site.receiver.taken[-1]["data"]["consent"]
    assert (told["granted"], told["waits"]) == (False, True)


@pytest.mark.anyio
async def test_who_takes_nothing_for_days_is_silenced_and_told_of(
    agency: Agency, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """After the last try the post is given up, the endpoint silenced, what follows waits; `retry` tells it all."""
    house = agency.house
    await agency.put("K-1", consents=YES)
    site.answers = [503] * (len(PAUSES) + 1)
    for pause in (*PAUSES, timedelta()):
        assert await post(agency, site) == 1
        house.now += pause
    assert await counts(agency) == {"dead": 1}
    assert "`echoloop webhooks retry crm`" in caplog.text
    await agency.put("K-2", consents=YES)
    assert await post(agency, site) == 0
    (crm,) = await house.store.read(listeners)
    (late,) = await house.store.read(lambda tx: untold(tx, limit=9))
    assert (crm.why, late.state, late.tries) == ("status 503", "dead", len(PAUSES) + 1)
    assert await house.store.run(lambda tx: wake_endpoint(tx, "crm", now=house.now)) == 2
    assert await post(agency, site) == 2
    assert len(site.receiver.taken) == 2


@pytest.mark.anyio
async def test_who_is_gone_is_silenced_at_once(agency: Agency, site: Site) -> None:
    """410 says that nobody will listen there again."""
    await agency.put("K-1", consents=YES)
    site.answers = [410]
    await post(agency, site)
    (crm,) = await agency.house.store.read(listeners)
    assert crm.silenced_at is not None


@pytest.mark.anyio
async def test_nothing_more_is_told_about_the_erased(agency: Agency, site: Site) -> None:
    """What waits is dropped with its number; only the withdrawals follow, and name nobody."""
    house = agency.house
    await agency.put("K-1", consents=YES)
    await erase_customer(house.store, "K-1", who="test", new_id=house.new_id, now=house.now)
    await post(agency, site)
    told: list[dict[str, Any]] = [body["data"] for body in site.receiver.taken]
    assert [(one["consent"]["granted"], one["customer"]["number"]) for one in told] == [(False, None)] * 2


@pytest.mark.anyio
async def test_the_sample_receiver_believes_no_forgery_and_no_replay(agency: Agency, site: Site) -> None:
    """Another secret, a changed body, a changed id, no headers, or a post of six minutes ago: 401, nothing taken."""
    await agency.put("K-1", consents=YES)
    await post(agency, site)
    raw, headers = site.heard[0]
    judge = Receiver(SECRET)
    assert judge.take(raw, headers) == (200, "taken")
    assert judge.take(raw, headers) == (200, "known already")
    assert judge.take(raw + b" ", headers)[0] == 401
    assert judge.take(raw, headers | {"webhook-id": "evt_other"})[0] == 401
    assert judge.take(raw, {})[0] == 401
    assert Receiver("whsec_" + "b3RoZXIh" * 5).take(raw, headers)[0] == 401
    sender = WebhookSender({"crm": Target(site.url, SECRET)}, timeout_s=5)
    late = datetime.now(UTC) - timedelta(minutes=6)
    outcome = await sender.post("crm", {"type": "ping"}, message_id="evt_old", now=late)
    await sender.close()
    assert getattr(outcome, "reason", "") == "status 401"
    assert len(judge.taken) == 1
    judge.close()


def test_the_sample_receiver_runs_by_itself() -> None:
    """It is a server on loopback."""
    server = serve(Receiver(SECRET), 0)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()
