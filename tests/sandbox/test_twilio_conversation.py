"""Whole conversations by SMS and WhatsApp: the running product on one port, Twilio's stand-in on another, real HTTP.

Every form is signed by the official SDK's code, every message leaves through the official SDK.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import Table, select

from app.clock import Clocks
from app.links import links_of
from app.running import running
from app.settings import Channels, Database, Settings
from app.template_sync import sync_whatsapp
from app.twilio_checkup import check_twilio
from app.web.running import bind, serving, url_of
from app.web.server import create_app
from app.wiring import House, open_house
from sandbox.sample_picture import sample_picture
from sandbox.stand_ins import stand_ins
from sandbox.twilio_account import list_picker_sid, quick_reply_sid
from storage.customers import addresses, consents
from storage.desk_posts import desk_posts
from storage.media_files import media_files
from storage.migrate import upgrade
from storage.outbox import outbox
from storage.responses import answers
from storage.templates import templates
from storage.transactions import Transaction
from tests.usecases.house import FILES, GivenReader
from usecases.erase_customer import erase_customer
from usecases.publish_bundle import Published, publish
from usecases.put_customer import ConsentData, CustomerData, StoredCustomer, put_customer
from usecases.start_flow import Opened, start_flow

pytestmark = pytest.mark.anyio

SID, TOKEN, NUMBER = "AC00000000000000000000000000000002", "a-token", "+4915000000000"
TEMPLATE = f"HX{4096:032x}"
PATIENCE_S = 10.0


@dataclass
class Scene:
    """The product, running, and the customer's phones."""

    house: House
    phones: httpx.AsyncClient

    async def post(self, path: str, body: Any = None) -> Any:
        """One action at the control door."""
        answer = await self.phones.post(f"/sandbox/twilio/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def types(self, number: str, text: str, **more: Any) -> None:
        """The customer writes."""
        await self.post(f"phones/{quote(number, safe='')}/messages", {"text": text, **more})

    async def taps(self, number: str, sid: str, button: str) -> None:
        """The customer taps."""
        await self.post(f"phones/{quote(number, safe='')}/taps", {"sid": sid, "id": button})

    async def bubbles(self, number: str) -> list[dict[str, Any]]:
        """Everything on the phone."""
        phones = (await self.phones.get("/sandbox/twilio/phones")).json()["phones"]
        return [bubble for phone in phones if phone["number"] == number for bubble in phone["messages"]]

    async def hears(self, number: str, count: int) -> list[dict[str, Any]]:
        """Wait until the company has said so many things in all; returns them."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                said = [bubble for bubble in await self.bubbles(number) if bubble["by"] == "company"]
                if len(said) >= count:
                    return said
                await asyncio.sleep(0.02)

    async def rows(self, table: Table, **where: Any) -> list[dict[str, Any]]:
        """Rows of a table."""

        def work(tx: Transaction) -> list[dict[str, Any]]:
            query = select(table).filter_by(**where).order_by(*table.primary_key)
            return [dict(row) for row in tx.execute(query).mappings()]

        return await self.house.store.read(work)

    async def until(self, table: Table, **where: Any) -> dict[str, Any]:
        """Wait for a row like this."""
        async with asyncio.timeout(PATIENCE_S):
            while not (found := await self.rows(table, **where)):
                await asyncio.sleep(0.02)
        return found[0]

    async def ask(self, flow: str) -> None:
        """The company asks the one customer there is."""
        [address] = await self.rows(addresses)
        opened = await start_flow(
            self.house.store,
            address["customer_id"],
            flow,
            bundles=self.house.bundles,
            new_id=self.house.new_id,
            now=self.house.clocks.business(),
        )
        assert isinstance(opened, Opened)
        self.house.wake("deliver")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """Everything on loopback."""
    async with AsyncExitStack() as stack:
        product, sandbox = bind("127.0.0.1", 0), bind("127.0.0.1", 0)
        messages = f"{url_of(product)}/webhooks/twilio/messages"
        platforms = stand_ins(
            telegram_token="1:x", twilio_sid=SID, twilio_token=TOKEN, twilio_messages_url=messages
        )  # fmt: skip
        await stack.enter_async_context(serving(platforms, sandbox))
        template = {
            "content_sid": TEMPLATE, "flow": "nps", "step": "recommend", "language": "de",
            "variables": {"1": "{{ brand }}"},
        }  # fmt: skip
        twilio = {
            "account_sid": SID,
            "auth_token": TOKEN,
            "api_url": url_of(sandbox),
            "sms": {"senders": {"*": NUMBER}, "per_second": 1000},
            "whatsapp": {
                "sender": NUMBER,
                "quick_replies": {2: quick_reply_sid(2)},
                "list_pickers": {5: list_picker_sid(5)},
                "templates": [template],
            },
        }
        url = f"sqlite:///{tmp_path / 'echoloop.db'}"
        await asyncio.to_thread(upgrade, url)
        settings = Settings(
            _env_file=None,
            public_url=url_of(product),
            database=Database(url=url),
            channels=Channels.model_validate({"twilio": twilio, "webchat": {"enabled": False}}),
        )
        house = await stack.enter_async_context(open_house(settings, clocks=Clocks(movable=True), reader=GivenReader()))
        assert isinstance(await publish(house.store, FILES, who="test", now=house.clocks.business()), Published)
        await stack.enter_async_context(serving(create_app(house), product))
        await stack.enter_async_context(running(house))
        phones = await stack.enter_async_context(httpx.AsyncClient(base_url=url_of(sandbox), trust_env=False))
        yield Scene(house, phones)


async def test_a_conversation_by_sms(scene: Scene) -> None:
    """START, consent typed, NPS typed with its reason, thanks; then STOP, which Twilio answers and we do not."""
    phone = "+4915555000001"
    await scene.types(phone, "START")
    asked = (await scene.hears(phone, 2))[-1]["text"]
    assert asked == 'Dürfen wir dich nach deiner Meinung fragen?\nAntworte mit "Gern" oder "Lieber nicht".'
    await scene.types(phone, "gern")
    await scene.hears(phone, 3)
    await scene.ask("nps")
    assert (await scene.hears(phone, 4))[-1]["text"].endswith("0 = gar nicht, 10 = ganz sicher")
    await scene.types(phone, "9")
    assert (await scene.hears(phone, 5))[-1]["text"] == "Was war am besten?"
    await scene.types(phone, "Der Strand")
    assert (await scene.hears(phone, 6))[-1]["text"] == "Danke dir!"
    assert (await scene.until(answers, step="recommend"))["value"] == 9
    await scene.types(phone, "STOP")
    await scene.until(addresses, state="stopped")
    assert [bubble["by"] for bubble in await scene.bubbles(phone)].count("twilio") == 1
    assert len(await scene.hears(phone, 6)) == 6
    granted = [row["granted"] for row in await scene.rows(consents, purpose="survey")]
    assert sorted(granted) == [False, True]


async def test_a_conversation_on_whatsapp(scene: Scene) -> None:
    """Consent by quick reply, NPS typed 0-10; a day later only the step's template is sent, and it is answered."""
    phone = "whatsapp:+4915555000002"
    await scene.types(phone, "START")
    question = (await scene.hears(phone, 2))[-1]
    assert [button["title"] for button in question["buttons"]] == ["Gern", "Lieber nicht"]
    await scene.post(
        f"phones/{quote(phone, safe='')}/taps", {"sid": question["sid"], "id": question["buttons"][0]["id"]}
    )
    await scene.until(consents, purpose="survey", granted=True)
    await scene.hears(phone, 3)
    words = {"twilio/quick-reply": {"body": "Empfiehlst du {{1}}?", "actions": [{"title": "10", "id": "ten"}]}}
    await scene.post("contents", {"sid": TEMPLATE, "types": words, "approval": "approved", "category": "utility"})
    await scene.post(f"phones/{quote(phone, safe='')}/close-window")
    scene.house.clocks.move(timedelta(hours=25))
    await scene.ask("nps")
    asked = (await scene.hears(phone, 4))[-1]
    assert asked["text"] == "Empfiehlst du Sonnweg?"
    await scene.taps(phone, asked["sid"], "ten")
    assert (await scene.hears(phone, 5))[-1]["text"] == "Was war am besten?"
    assert (await scene.until(answers, step="recommend"))["value"] == 10


async def test_we_write_first_by_sms(scene: Scene) -> None:
    """A customer the company told us of, with his number and consent, is asked first and answers."""
    phone, house = "+4915123456789", scene.house
    data = CustomerData(
        first_name="Ada", language="en", phone="01512 3456789", channels=("sms", "whatsapp"),
        consents=(ConsentData(purpose="survey", granted=True, confirmed="test"),),
    )  # fmt: skip
    put = partial(
        put_customer, house.store, "K-1", new_id=house.new_id, now=house.clocks.business(), bundles=house.bundles
    )
    for _ in range(2):
        assert isinstance(await put(data=data), StoredCustomer)
    known = await scene.rows(addresses)
    assert sorted((row["channel"], row["platform_id"]) for row in known) == [("sms", phone), ("whatsapp", phone)]
    [sms] = [row["id"] for row in known if row["channel"] == "sms"]
    assert isinstance(
        await start_flow(
            house.store, known[0]["customer_id"], "nps", address_id=sms, bundles=house.bundles, new_id=house.new_id,
            now=house.clocks.business(),
        ),
        Opened,
    )  # fmt: skip
    house.wake("deliver")
    assert "How likely" in (await scene.hears(phone, 1))[0]["text"]
    await scene.types(phone, "3")
    assert (await scene.hears(phone, 2))[-1]["text"] == "What went wrong?"
    wrong = await put(data=CustomerData(channels=("sms",)))
    assert not isinstance(wrong, StoredCustomer)
    assert [problem.field for problem in wrong] == ["channels"]


async def test_nothing_is_sent_outside_the_window_without_a_template(scene: Scene) -> None:
    """The row names the rule; nothing reaches Twilio."""
    phone = "whatsapp:+4915555000003"
    await scene.types(phone, "START")
    await scene.hears(phone, 2)
    await scene.types(phone, "nein")
    await scene.hears(phone, 3)
    calls = len((await scene.phones.get("/sandbox/twilio/calls")).json())
    scene.house.clocks.move(timedelta(hours=24))
    [address] = await scene.rows(addresses)
    await scene.ask("welcome")
    refused = await scene.until(outbox, state="refused")
    assert refused["outcome"] == "outside the 24-hour window; no template for welcome/hello in de"
    assert len((await scene.phones.get("/sandbox/twilio/calls")).json()) == calls
    assert address["state"] == "open"


async def test_the_registry_follows_what_whatsapp_says(scene: Scene) -> None:
    """Approved, paused, given another category: each change is written down and told to the desk, once."""
    house = scene.house

    async def look() -> dict[str, Any]:
        await sync_whatsapp(house)
        [row] = await scene.rows(templates, flow="nps", language="de")
        return row

    assert (await look())["problem"] == "template missing"
    words = {"twilio/quick-reply": {"body": "Empfiehlst du {{1}}?", "actions": [{"title": "10", "id": "ten"}]}}
    await scene.post("contents", {"sid": TEMPLATE, "types": words, "approval": "approved", "category": "UTILITY"})
    assert (await look())["problem"] == ""
    for said in ({"approval": "paused"}, {"approval": "approved", "category": "MARKETING"}):
        await scene.post("contents", {"sid": TEMPLATE} | said)
        row = await look()
        assert (await look())["changed_at"] == row["changed_at"]
    assert row["problem"] == "template is marketing now, not utility"
    posts = [row["body"]["text"] for row in await scene.rows(desk_posts)]
    told = [line for post in posts for line in post.splitlines() if line.startswith("• nps/recommend (de)")]
    assert told == [
        "• nps/recommend (de): fehlt bei Twilio",
        "• nps/recommend (de): wieder verwendbar",
        "• nps/recommend (de): ist pausiert",
        "• nps/recommend (de): zählt bei Meta jetzt als marketing, nicht als utility",
    ]


async def test_a_photo_is_fetched_and_erased_with_its_customer(scene: Scene, tmp_path: Path) -> None:
    """It lies in the media folder, outside the database, and the desk's open case is told; erasing deletes it."""
    phone, house = "whatsapp:+4915555000014", scene.house
    await scene.types(phone, "START")
    await scene.hears(phone, 2)
    await scene.types(phone, "Schau mal", media=True)
    row = await scene.until(media_files, state="stored")
    assert (row["mime_type"], row["size"]) == ("image/png", len(sample_picture()))
    assert (tmp_path / "media" / row["file"]).read_bytes() == sample_picture()
    [address] = await scene.rows(addresses)
    when = house.clocks.business()
    await erase_customer(house.store, address["customer_id"], who="test", new_id=house.new_id, now=when)
    await scene.until(media_files, state="erased", file="")
    assert list((tmp_path / "media").iterdir()) == []


async def test_reports_reach_the_outbox_and_close_addresses(scene: Scene) -> None:
    """Delivered is written down; a customer who blocked us on WhatsApp is not written to again."""
    phone = "whatsapp:+4915555000004"
    await scene.types(phone, "START")
    await scene.hears(phone, 2)
    await scene.until(outbox, step="hello", outcome="delivered")
    await scene.post(f"phones/{quote(phone, safe='')}/block")
    await scene.types(phone, "gern")
    row = await scene.until(outbox, step="bye", outcome="undelivered: 63014: blocked by the customer")
    assert row["state"] == "sent"
    await scene.until(addresses, state="blocked")


async def test_a_customer_without_a_number_is_answered(scene: Scene) -> None:
    """A hidden number: the user id is the address, in and out."""
    phone = "whatsapp:DE.a1b2c3d4e5"
    await scene.types(phone, "START")
    assert len(await scene.hears(phone, 2)) == 2
    assert [row["platform_id"] for row in await scene.rows(addresses)] == ["DE.a1b2c3d4e5"]


async def test_forged_and_strange_forms_change_nothing(scene: Scene) -> None:
    """401 without Twilio's signature, 204 for a report about a message we never sent."""
    door = f"{scene.house.settings.base_url}/webhooks/twilio"
    async with httpx.AsyncClient(trust_env=False) as stranger:
        for path in ("messages", "status"):
            answer = await stranger.post(f"{door}/{path}", data={"MessageSid": "SM1", "From": "+491", "Body": "9"})
            assert answer.status_code == 401
    strange = {"MessageSid": "SM9", "MessageStatus": "delivered", "To": "+4915555000009"}
    await scene.post("forms", {"url": f"{door}/status?key=nobody", "form": strange})
    async with asyncio.timeout(PATIENCE_S):
        while (await scene.phones.get("/sandbox/twilio/phones")).json()["last_webhook"] != "204":
            await asyncio.sleep(0.02)
    assert await scene.rows(addresses) == []


async def test_the_doctor_and_the_links(scene: Scene) -> None:
    """The account answers, a template that is not there is named with its way out, links open the chat with a token."""
    findings = await check_twilio(scene.house)
    assert [(found.about, found.state) for found in findings] == [
        ("twilio", "fine"),
        ("twilio", "note"),
        ("whatsapp", "wrong"),
    ]
    assert TEMPLATE in findings[-1].what
    links = await links_of(scene.house, "t" * 64)
    assert links["whatsapp"] == f"https://wa.me/4915000000000?text=START%20{'t' * 64}"
    assert links["sms"] == f"sms:{NUMBER}?body=START%20{'t' * 64}"
