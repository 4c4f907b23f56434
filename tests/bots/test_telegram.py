"""Telegram over real HTTP against the stand-in: sending, tapping, polling, webhook, and every kind of trouble."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from bots.outcome import AddressDead, CustomerStopped, InDoubt, Refused, RetryLater, SendOutcome, Sent
from bots.pictures import Pictures
from bots.request import BadPayload, WebhookRequest
from bots.telegram import SECRET_HEADER, TelegramAccount, TelegramBot
from conversation.messages import Choice, Inbound, Picture, Prompt
from tests.bots.conftest import CUSTOMER, NOW, SECRET, TOKEN, Phone

pytestmark = pytest.mark.anyio

NPS = Prompt(
    template="Wie wahrscheinlich empfiehlst du {{ brand }} weiter?\n0 = gar nicht, 10 = ganz sicher",
    values={"brand": "Seewind"},
    choices=tuple(Choice(str(score), str(score), f"s:{score}") for score in range(11)),
    layout="scale",
)


async def send(bot: TelegramBot, prompt: Prompt = NPS, address: str = str(CUSTOMER)) -> SendOutcome:
    """One try of one outbox row."""
    return await bot.send(address, prompt, key="row-1", now=NOW)


async def fetch(bot: TelegramBot, offset: int | None = None) -> list[Inbound]:
    """What the customer did, by polling."""
    inbounds, _ = await bot.poll(offset, timeout_s=1)
    return inbounds


async def test_a_scale_hangs_below_its_question_in_two_rows(telegram: TelegramBot, phone: Phone) -> None:
    """NPS is drawn as 0-5 and 6-10, filled in, plain."""
    await phone.open()
    assert isinstance(await send(telegram), Sent)
    (bubble,) = await phone.bubbles()
    assert bubble["text"] == "Wie wahrscheinlich empfiehlst du Seewind weiter?\n0 = gar nicht, 10 = ganz sicher"
    rows = [[button["text"] for button in row] for row in bubble["keyboard"]]  # type: ignore[attr-defined]
    assert rows == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]


async def test_what_a_customer_wrote_is_never_markup(telegram: TelegramBot, phone: Phone) -> None:
    """Names and texts go out as they are, and no parse mode is named."""
    await phone.open()
    wild = "<b>*[x](http://evil.example)* {{ 7*7 }}"
    await send(telegram, Prompt(template="Hallo {{ name }}", values={"name": wild}))
    (bubble,) = await phone.bubbles()
    assert bubble["text"] == f"Hallo {wild}"
    calls = (await phone.client.get("/sandbox/telegram/calls")).json()
    assert "parse_mode" not in calls[-1]["parameters"]


async def test_a_picture_of_ours_is_uploaded_with_its_question(telegram_url: str, phone: Phone, tmp_path: Path) -> None:
    """Its bytes go with the call, so it needs no public address; one bubble holds picture, text and buttons."""
    (tmp_path / "pool.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 5000)
    await phone.open()
    bot = TelegramBot(TOKEN, SECRET, telegram_url, pictures=Pictures(tmp_path))
    assert isinstance(await send(bot, replace(NPS, media=Picture("pool.jpg", "Der Pool"))), Sent)
    await bot.close()
    (bubble,) = await phone.bubbles()
    assert (bubble["picture"], len(bubble["keyboard"])) == ("uploaded", 2)  # type: ignore[arg-type]
    call = (await phone.client.get("/sandbox/telegram/calls")).json()[-1]
    assert (call["method"], call["parameters"]["photo"]) == ("sendphoto", {"uploaded": 5004})


async def test_a_long_text_goes_out_in_parts_and_the_buttons_hang_on_the_last(
    telegram: TelegramBot, phone: Phone
) -> None:
    """9,000 characters become three messages; nothing is lost and no word is broken."""
    await phone.open()
    words = " ".join(f"Wort{number}" for number in range(1000))
    outcome = await send(telegram, Prompt(template="{{ text }}", values={"text": words}, choices=NPS.choices[:2]))
    bubbles = await phone.bubbles()
    assert " ".join(str(bubble["text"]) for bubble in bubbles) == words
    assert [bool(bubble["keyboard"]) for bubble in bubbles] == [False, False, True][-len(bubbles) :]
    assert outcome == Sent(str(bubbles[-1]["message_id"]))


async def test_a_deep_link_brings_its_token(telegram: TelegramBot, phone: Phone) -> None:
    """/start TOKEN is a start with the token; /start alone one without."""
    await phone.open("tok_EN-1")
    await phone.open()
    first, second = await fetch(telegram)
    assert (first.kind, first.token, first.sender) == ("start", "tok_EN-1", str(CUSTOMER))
    assert (second.kind, second.token) == ("start", "")
    assert (first.first_name, first.language) == ("Alex", "de")


async def test_a_tap_is_acknowledged_and_the_buttons_go(telegram: TelegramBot, phone: Phone) -> None:
    """A tapped button stops spinning and disappears; a second acknowledgement does no harm."""
    await phone.open()
    await fetch(telegram)
    sent = await send(telegram)
    assert isinstance(sent, Sent)
    await phone.tap(int(sent.provider_id), "s:9")
    tap = (await fetch(telegram))[-1]
    assert (tap.kind, tap.button, tap.source) == ("button", "s:9", sent.provider_id)
    await telegram.acknowledge(tap)
    await telegram.acknowledge(tap)
    (bubble,) = await phone.bubbles()
    assert bubble["keyboard"] == []
    assert (await phone.calls()).count("answercallbackquery") == 2


async def test_polling_goes_on_behind_what_it_has_seen(telegram: TelegramBot, phone: Phone) -> None:
    """The next offset leaves fetched updates behind; order and ids are Telegram's."""
    await phone.open()
    await phone.type("8, weil das Personal toll war 🙂")
    inbounds, offset = await telegram.poll(None, timeout_s=1)
    assert [inbound.kind for inbound in inbounds] == ["start", "text"]
    assert inbounds[1].order == int(inbounds[1].message_id) == inbounds[0].order + 1  # type: ignore[operator]
    await phone.type("zweite")
    inbounds, again = await telegram.poll(offset, timeout_s=1)
    assert [inbound.text for inbound in inbounds] == ["zweite"]
    assert await telegram.poll(again, timeout_s=0) == ([], again)


async def test_a_damaged_update_does_not_stop_polling(telegram: TelegramBot, phone: Phone) -> None:
    """What cannot be read is passed over with a reason; what stands behind it arrives."""
    await phone.post("updates", {"update_id": 1, "message": 5})
    await phone.post("updates", "not even an object")
    await phone.open()
    inbounds, offset = await telegram.poll(None, timeout_s=1)
    assert [inbound.kind for inbound in inbounds] == ["start"]
    assert offset is not None
    assert "an update is a JSON object" in telegram.last_problem


async def test_media_block_and_unblock_arrive(telegram: TelegramBot, phone: Phone) -> None:
    """A photo is media with its caption; blocking and unblocking are told."""
    await phone.post(f"chats/{CUSTOMER}/messages", {"text": "so sah es aus", "photo": True})
    await phone.post(f"chats/{CUSTOMER}/block")
    await phone.post(f"chats/{CUSTOMER}/unblock")
    photo, blocked, unblocked = await fetch(telegram)
    assert (photo.kind, photo.text, photo.media[0].mime_type) == ("media", "so sah es aus", "image/jpeg")
    assert (blocked.kind, unblocked.kind) == ("blocked", "unblocked")


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("throttled", RetryLater("throttled", 3.0)),
        ("server_error", RetryLater("HTTP 502")),
        ("blocked", CustomerStopped("Forbidden: bot was blocked by the user")),
        ("cannot_open", CustomerStopped("Forbidden: bot can't initiate conversation with a user")),
        ("deactivated", AddressDead("Forbidden: user is deactivated")),
        ("chat_not_found", AddressDead("Chat not found")),
    ],
)
async def test_trouble_has_one_meaning(telegram: TelegramBot, phone: Phone, kind: str, outcome: SendOutcome) -> None:
    """Each error of Telegram is one of our outcomes, and the next message passes."""
    await phone.open()
    await phone.trouble(kind, seconds=3)
    assert await send(telegram) == outcome
    assert isinstance(await send(telegram), Sent)


async def test_sixty_messages_pass_a_platform_that_throttles(telegram: TelegramBot, phone: Phone) -> None:
    """At 30 a second over all chats nobody is refused, nobody gets anything twice or in the wrong order."""
    await phone.post("limits", {"per_second": 30})
    for chat in range(30):
        await phone.post(f"chats/{6000 + chat}/open")
    outcomes: list[SendOutcome] = []

    async def write(chat: int) -> None:
        for number in range(2):
            prompt = Prompt(template=f"Nachricht {number}")
            outcomes.append(await telegram.send(str(6000 + chat), prompt, key=f"{chat}-{number}", now=NOW))

    async with anyio.create_task_group() as group:
        for chat in range(30):
            group.start_soon(write, chat)
    assert [outcome for outcome in outcomes if not isinstance(outcome, Sent)] == []
    chats = (await phone.client.get("/sandbox/telegram/chats")).json()["chats"]
    for chat in chats:
        sent = [message["text"] for message in chat["messages"] if message["by"] == "bot"]
        assert sent == ["Nachricht 0", "Nachricht 1"]


async def test_a_lost_answer_is_in_doubt_not_failed(telegram: TelegramBot, phone: Phone) -> None:
    """The message arrived but its answer did not: in doubt."""
    await phone.open()
    await phone.trouble("timeout", seconds=1)
    assert isinstance(await send(telegram), InDoubt)
    assert len(await phone.bubbles()) == 1


async def test_nobody_there_is_tried_again() -> None:
    """A connection that was never made left nothing behind: try later."""
    bot = TelegramBot(TOKEN, SECRET, "http://127.0.0.1:9", timeout_s=0.5)
    assert isinstance(await send(bot), RetryLater)
    await bot.close()


async def test_a_wrong_token_holds_the_messages_back(telegram_url: str) -> None:
    """A refused token is the operator's matter: the message waits."""
    bot = TelegramBot("4711:another", SECRET, telegram_url)
    outcome = await send(bot)
    assert isinstance(outcome, RetryLater)
    assert "token" in outcome.reason
    await bot.close()


async def test_an_impossible_message_is_refused(telegram: TelegramBot, phone: Phone) -> None:
    """A payload beyond 64 bytes can never be sent."""
    await phone.open()
    outcome = await send(telegram, Prompt(template="?", choices=(Choice("a", "A", "x" * 65),)))
    assert isinstance(outcome, Refused)


async def test_an_unknown_chat_is_dead(telegram: TelegramBot) -> None:
    """A chat that Telegram does not know is an address where nobody is."""
    assert isinstance(await send(telegram, address="123"), AddressDead)
    assert isinstance(await send(telegram, address="not a number"), Refused)


async def test_the_doctor_sees_the_webhook(telegram: TelegramBot) -> None:
    """Setting, seeing and deleting the webhook."""
    assert await telegram.set_webhook("https://echoloop.example/webhooks/telegram") is None
    account = await telegram.look()
    assert isinstance(account, TelegramAccount)
    assert account.webhook_url == "https://echoloop.example/webhooks/telegram"
    assert account.username == "echoloop_sandbox_bot"
    assert await telegram.delete_webhook() is None


def request(body: object, secret: str = SECRET) -> WebhookRequest:
    """A webhook request as the web floor hands it on."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return WebhookRequest("https://echoloop.example/webhooks/telegram", raw, {SECRET_HEADER: secret})


def test_only_the_secret_opens_the_webhook() -> None:
    """A wrong or missing secret is refused, and a bot without a secret believes nobody."""
    bot = TelegramBot(TOKEN, SECRET)
    assert bot.verify(request({}), NOW)
    assert not bot.verify(request({}, "another"), NOW)
    assert not bot.verify(request({}, "ä"), NOW)
    assert not bot.verify(WebhookRequest("u", b""), NOW)
    assert not TelegramBot(TOKEN).verify(request({}, ""), NOW)


def test_a_body_that_is_not_telegrams_is_a_value_not_an_error() -> None:
    """Broken JSON, no object, no id, deep nesting: each says what is wrong, without quoting it."""
    bot = TelegramBot(TOKEN, SECRET)
    for body in (b"{", b"\xff", b"[]", b"{}", b'{"update_id": true}', b'{"update_id": 1e400}', b"[" * 100_000):
        read = bot.parse(request(body))
        assert isinstance(read, BadPayload), body[:20]
