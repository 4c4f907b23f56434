"""The Telegram stand-in speaks the wire protocol: encodings, errors as Telegram words them, webhooks until taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.loopback import served
from sandbox.stand_ins import stand_ins

pytestmark = pytest.mark.anyio
TOKEN = "4711:t"
KEYBOARD = {"inline_keyboard": [[{"text": "9", "callback_data": "s:9"}]]}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of the stand-in, whose one customer has opened the bot."""
    async with (
        served(stand_ins(telegram_token=TOKEN)) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as opened,
    ):
        await opened.post("/sandbox/telegram/chats/7/open")
        yield opened


async def call(client: httpx.AsyncClient, method: str, token: str = TOKEN, **parameters: Any) -> tuple[int, Any]:
    """One Bot API call with a JSON body."""
    answer = await client.post(f"/bot{token}/{method}", json=parameters)
    return answer.status_code, answer.json()


async def test_json_forms_multipart_and_queries_are_the_same(client: httpx.AsyncClient) -> None:
    """However the parameters come, the message is the same; method names do not tell cases apart."""
    fields = {"chat_id": "7", "text": "true", "reply_markup": json.dumps(KEYBOARD)}
    for answer in (
        await client.post(f"/bot{TOKEN}/sendMessage", json=fields | {"reply_markup": KEYBOARD}),
        await client.post(f"/bot{TOKEN}/sendmessage", data=fields),
        await client.post(f"/bot{TOKEN}/sendMessage", files={name: (None, value) for name, value in fields.items()}),
        await client.get(f"/bot{TOKEN}/sendMessage", params=fields),
    ):
        message = answer.json()["result"]
        assert (message["text"], message["reply_markup"]) == ("true", KEYBOARD)


@pytest.mark.parametrize(
    ("method", "parameters", "code", "words"),
    [
        ("sendMessage", {"chat_id": 8, "text": "x"}, 400, "chat not found"),
        ("sendMessage", {"chat_id": 7, "text": " "}, 400, "message text is empty"),
        ("sendMessage", {"chat_id": 7, "text": "x" * 4097}, 400, "message is too long"),
        ("sendMessage", {"text": "x"}, 400, "chat_id"),
        (
            "sendMessage",
            {
                "chat_id": 7,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ü" * 33}]]},
            },
            400,
            "BUTTON_DATA_INVALID",
        ),
        ("editMessageText", {"chat_id": 7, "message_id": 99, "text": "x"}, 400, "message to edit not found"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, 400, "query is too old"),
        ("launchRocket", {}, 404, "Not Found"),
    ],
)
async def test_errors_have_telegrams_code_and_words(
    client: httpx.AsyncClient, method: str, parameters: dict[str, Any], code: int, words: str
) -> None:
    """The error body is Telegram's: ok, error_code, description."""
    status, body = await call(client, method, **parameters)
    assert (status, body["ok"], body["error_code"]) == (code, False, code)
    assert words in body["description"]


async def test_a_phone_that_never_opened_the_bot_cannot_be_written_to(client: httpx.AsyncClient) -> None:
    """A bot cannot open a chat; a blocked one cannot write; another token is unauthorised."""
    phone = (await client.post("/sandbox/telegram/chats", json={"first_name": "Ben"})).json()
    assert (await call(client, "sendMessage", chat_id=phone["chat_id"], text="x"))[1]["description"] == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    await client.post("/sandbox/telegram/chats/7/block")
    assert (await call(client, "sendMessage", chat_id=7, text="x"))[0] == 403
    assert (await call(client, "getMe", token="4711:other"))[0] == 401


async def test_polling_confirms_by_offset_and_yields_to_a_webhook(client: httpx.AsyncClient) -> None:
    """Fetched updates come again until the offset passes them; with a webhook polling is a conflict."""
    _, first = await call(client, "getUpdates")
    assert (await call(client, "getUpdates"))[1] == first
    number = first["result"][-1]["update_id"]
    assert (await call(client, "getUpdates", offset=number + 1))[1]["result"] == []
    await call(client, "setWebhook", url="http://127.0.0.1:9/x")
    assert (await call(client, "getUpdates"))[0] == 409
    await call(client, "deleteWebhook")
    assert (await call(client, "getUpdates"))[0] == 200


async def test_a_webhook_gets_every_update_in_order_until_it_is_taken(client: httpx.AsyncClient) -> None:
    """A refused post is repeated with the secret in its header; nothing overtakes it."""
    got: list[tuple[str, str]] = []
    done = asyncio.Event()

    async def hook(request: Request) -> Response:
        text = json.loads(await request.body())["message"]["text"]
        got.append((text, request.headers["x-telegram-bot-api-secret-token"]))
        if len(got) == 4:
            done.set()
        return Response(status_code=503 if len(got) == 1 else 200)

    async with served(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as url:
        await call(client, "setWebhook", url=f"{url}/hook", secret_token="s3")
        for text in ("eins", "zwei"):
            await client.post("/sandbox/telegram/chats/7/messages", json={"text": text})
        await asyncio.wait_for(done.wait(), 10)
    assert [text for text, _ in got] == ["/start", "/start", "eins", "zwei"]
    assert {secret for _, secret in got} == {"s3"}


async def test_a_watcher_is_woken_by_what_happens(client: httpx.AsyncClient) -> None:
    """The page waits for a newer version instead of asking all the time."""
    version = (await client.get("/sandbox/telegram/chats")).json()["version"]
    watch = asyncio.create_task(client.get(f"/sandbox/telegram/chats?version={version}&wait=10"))
    await call(client, "sendMessage", chat_id=7, text="Hallo")
    seen = (await asyncio.wait_for(watch, 5)).json()
    assert seen["version"] > version
    assert seen["chats"][0]["messages"][-1]["text"] == "Hallo"


async def test_a_button_is_tapped_once_it_is_there_and_not_after(client: httpx.AsyncClient) -> None:
    """Only a shown button can be tapped; a tap is a callback query with its message."""
    _, sent = await call(client, "sendMessage", chat_id=7, text="?", reply_markup=KEYBOARD)
    tap = {"message_id": sent["result"]["message_id"], "data": "s:9"}
    assert (await client.post("/sandbox/telegram/chats/7/taps", json=tap | {"data": "s:1"})).status_code == 404
    assert (await client.post("/sandbox/telegram/chats/7/taps", json=tap)).is_success
    _, updates = await call(client, "getUpdates")
    query = updates["result"][-1]["callback_query"]
    assert (query["data"], query["message"]["reply_markup"]) == ("s:9", KEYBOARD)
    assert (await call(client, "answerCallbackQuery", callback_query_id=query["id"]))[1]["result"] is True
    await call(client, "editMessageReplyMarkup", chat_id=7, message_id=tap["message_id"])
    assert (await client.post("/sandbox/telegram/chats/7/taps", json=tap)).status_code == 404
