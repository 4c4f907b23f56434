"""The web chat's doors over a real database: each visitor has his own chat, and nothing he does counts twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.web.visitor import COOKIE, signed, visitor_of
from app.web.webchat import LONGEST, router
from conversation.flow import Brand
from conversation.messages import Choice, Picture, Prompt
from conversation.saved import dump_prompt
from storage.database import Store, open_store
from storage.inbox import inbox
from storage.migrate import upgrade
from storage.outbox import outbox
from usecases.protocols import Stage

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 12, 14, 30, tzinfo=UTC)
SECRET = b"only for this test"
JSON = {"accept": "application/json"}


class Chat:
    """The chat's application with everything it was handed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.woken: list[Stage] = []
        numbers = count(1)

        async def brand() -> Brand:
            return Brand(name="Sonnweg", privacy_link="https://sonnweg.example/privacy")

        self.app = FastAPI()
        self.app.include_router(
            router(
                store=store,
                now=lambda: NOW,
                wake=self.wake,
                brand=brand,
                secret=SECRET,
                new_id=lambda: f"id{next(numbers):04d}",
                secure=False,
            )
        )

    def wake(self, stage: Stage) -> None:
        """Remember who was woken."""
        self.woken.append(stage)

    def browser(self) -> httpx.AsyncClient:
        """A browser of its own, with its own cookies."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://localhost")

    async def inbox(self) -> list[dict[str, str]]:
        """What was accepted."""
        return await self.store.read(lambda tx: [row.message for row in tx.execute(select(inbox).order_by(inbox.c.id))])

    async def say(self, visitor: str, *prompts: Prompt) -> None:
        """What the bot has sent to a visitor."""
        rows = [
            {
                "key": f"{visitor}{number}",
                "channel": "webchat",
                "address": visitor,
                "prompt": dump_prompt(prompt),
                "state": "sent",
                "due_at": NOW,
                "created_at": NOW,
                "settled_at": NOW,
            }
            for number, prompt in enumerate(prompts)
        ]
        await self.store.run(lambda tx: tx.execute(outbox.insert(), rows))


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """A chat over an empty database."""
    url = f"sqlite:///{tmp_path / 'chat.db'}"
    upgrade(url)
    store = open_store(url)
    yield Chat(store)
    await store.close()


async def test_message_is_accepted_once_and_wakes_the_turn(chat: Chat) -> None:
    """The same message id sent twice (a double click, a repeat after a time-out) is one message."""
    async with chat.browser() as browser:
        await browser.get("/chat")
        for _ in range(2):
            answer = await browser.post("/chat/messages", data={"message_id": "m1", "text": " Hallo "}, headers=JSON)
            assert answer.status_code == 200
    assert [message["text"] for message in await chat.inbox()] == ["Hallo"]
    assert chat.woken[0] == "turn"


async def test_chat_works_without_javascript(chat: Chat) -> None:
    """A plain form post leads back to the page, where the message stands."""
    async with chat.browser() as browser:
        await browser.get("/chat?lang=en")
        answer = await browser.post("/chat/messages", data={"message_id": "m1", "text": "Good morning", "lang": "en"})
        assert answer.status_code == 303
        page = await browser.get(answer.headers["location"])
    assert "Good morning" in page.text


async def test_a_picture_stands_above_its_text(chat: Chat) -> None:
    """With its words for who cannot see it, in the page and in what the script asks for."""
    shown = Prompt(template="Wie war der Pool?", media=Picture("pool.jpg", 'Der "Pool"'))
    async with chat.browser() as browser:
        await browser.post("/chat/messages", data={"message_id": "m1", "text": "Hallo"})
        await chat.say(visitor_of(browser.cookies[COOKIE], SECRET) or "", shown)
        lines = (await browser.get("/chat/messages")).json()["lines"]
        page = await browser.get("/chat")
    assert (lines[-1]["picture"], lines[-1]["alt"]) == ("/media/pool.jpg", 'Der "Pool"')
    assert '<img src="/media/pool.jpg" alt="Der &#34;Pool&#34;"' in page.text


async def test_tapped_choice_carries_payload_and_label(chat: Chat) -> None:
    """A tap is accepted with what was tapped and with the words the customer saw."""
    async with chat.browser() as browser:
        await browser.post("/chat/messages", data={"message_id": "m1", "button": "s1|recommend|9|9"}, headers=JSON)
    (message,) = await chat.inbox()
    assert message["kind"] == "button"


async def test_only_the_open_question_can_be_tapped(chat: Chat) -> None:
    """Choices hang on the last message alone; what the bot said is filled in."""
    named = {"customer.first_name": "Ada"}
    gladly = (Choice("a", "Gern", "pa"),)
    prompts = [
        Prompt(template="Von 0 bis 10?", choices=(Choice("9", "9", "p9"),), layout="scale"),
        Prompt(template="Gern, {{ customer.first_name }}?", values=named, choices=gladly),
    ]
    async with chat.browser() as browser:
        page = await browser.get("/chat")
        visitor = visitor_of(page.cookies[COOKIE], SECRET)
        assert visitor is not None
        await chat.say(visitor, *prompts)
        lines = (await browser.get("/chat/messages")).json()["lines"]
    assert [line["text"] for line in lines] == ["Von 0 bis 10?", "Gern, Ada?"]
    assert [len(line["choices"]) for line in lines] == [0, 1]


async def test_personal_link_opens_one_conversation(chat: Chat) -> None:
    """However often a personal link is opened, it starts once."""
    async with chat.browser() as browser:
        for _ in range(3):
            await browser.get("/chat?t=abc")
    starts = await chat.inbox()
    assert [(message["kind"], message["token"]) for message in starts] == [("start", "abc")]


async def test_nobody_reads_another_visitors_chat(chat: Chat) -> None:
    """Another browser, and a forged cookie, see an empty chat."""
    async with chat.browser() as ada, chat.browser() as eve:
        await ada.get("/chat")
        await ada.post("/chat/messages", data={"message_id": "m1", "text": "geheim"}, headers=JSON)
        visitor = visitor_of(ada.cookies[COOKIE], SECRET)
        assert visitor is not None
        eve.cookies.set(COOKIE, signed(visitor, b"another secret"))
        assert (await eve.get("/chat/messages")).json() == {"lines": []}
        assert "geheim" not in (await eve.get("/chat")).text


async def test_too_long_text_is_explained_and_not_stored(chat: Chat) -> None:
    """Above the limit the visitor is told the limit, and nothing is kept."""
    async with chat.browser() as browser:
        answer = await browser.post(
            "/chat/messages", data={"message_id": "m", "text": "x" * (LONGEST + 1)}, headers=JSON
        )
    assert answer.status_code == 413
    assert str(LONGEST) in answer.json()["problem"]
    assert await chat.inbox() == []


async def test_empty_message_is_nothing(chat: Chat) -> None:
    """Blanks alone are not a message."""
    async with chat.browser() as browser:
        answer = await browser.post("/chat/messages", data={"message_id": "m", "text": "  \n "}, headers=JSON)
    assert answer.status_code == 200
    assert await chat.inbox() == []


async def test_customers_see_no_way_to_the_dashboard(chat: Chat) -> None:
    """The public chat names the brand and nothing of the operator's pages."""
    async with chat.browser() as browser:
        page = (await browser.get("/chat?lang=en")).text
    assert "Sonnweg" in page
    assert "Overview" not in page
    assert 'href="/?' not in page
