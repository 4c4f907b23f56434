"""Twilio's account: signatures as the official SDK makes them, every code an outcome, and what leaves the house."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, SIGNATURE_SETTINGS_HEADER, RequestValidator

from bots.occasion import Occasion
from bots.outcome import AddressDead, CustomerStopped, InDoubt, NeedsTemplate, Refused, RetryLater, SendOutcome, Sent
from bots.pace import Pace
from bots.request import WebhookRequest
from bots.twilio import SIGNATURE_HEADER, AccountState, TwilioAccount
from bots.twilio_codes import CODES, outcome_of_answer, outcome_of_code
from bots.twilio_sms import SmsBot, SmsWays, sender_for
from bots.twilio_whatsapp import WhatsAppBot
from bots.whatsapp_content import Approval, ChoiceContents, Template, choice_content
from bots.whatsapp_window import window_open
from conversation.messages import Choice, Prompt
from conversation.sms_text import segments
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from sandbox.twilio_account import list_picker_sid, quick_reply_sid

pytestmark = pytest.mark.anyio
SID, TOKEN = "AC00000000000000000000000000000003", "a-token"
NUMBER, SENDER = "+4915555000001", "+4915000000000"
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
DOOR = "https://echoloop.example/webhooks/twilio/messages"
FAST = Pace(overall=(1000, 1), chat=(1000, 1))
FORM = {"MessageSid": "SM1", "From": NUMBER, "Body": "Grüße & 9", "Empty": ""}


def signed(form: dict[str, str], url: str = DOOR, *, called: str = "", token: str = TOKEN) -> WebhookRequest:
    """A form signed over `url` that reaches us as `called`."""
    signature = RequestValidator(token).compute_signature(url, form)
    return WebhookRequest(called or url, urlencode(form).encode(), {SIGNATURE_HEADER: signature})


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """The stand-in's URL."""
    async with served(stand_ins(telegram_token="1:x", twilio_sid=SID, twilio_token=TOKEN)) as found:
        yield found


@pytest.fixture
async def account(url: str) -> AsyncIterator[TwilioAccount]:
    """An account at the stand-in."""
    opened = TwilioAccount(SID, TOKEN, url, public_url="https://echoloop.example", timeout_s=0.5)
    yield opened
    await opened.close()


async def calls(url: str) -> list[dict[str, str]]:
    """What was handed over."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        found: list[dict[str, str]] = (await client.get("/sandbox/twilio/calls")).json()
        return found


async def order(url: str, **fault: Any) -> None:
    """Trouble for the next message."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await client.post("/sandbox/twilio/faults", json=fault)


@pytest.mark.parametrize(
    ("signed_over", "called_at"),
    [
        (DOOR, DOOR),
        ("https://echoloop.example:443/webhooks/twilio/messages", DOOR),
        (DOOR, "https://echoloop.example:443/webhooks/twilio/messages"),
        ("http://127.0.0.1:8710/x", "http://127.0.0.1:8710/x"),
        (f"{DOOR}?key=in%3A1", f"{DOOR}?key=in%3A1"),
    ],
)
async def test_the_signature_counts_with_and_without_port(signed_over: str, called_at: str) -> None:
    """Twilio signs either; the query is signed too."""
    assert TwilioAccount(SID, TOKEN).verify(signed(FORM, signed_over, called=called_at))


async def test_whatever_was_changed_is_refused() -> None:
    """Another URL, query, field, value or token; no signature; no token on our side."""
    account = TwilioAccount(SID, TOKEN)
    good = signed(FORM)
    assert account.verify(good)
    changed = [
        WebhookRequest("https://evil.example/webhooks/twilio/messages", good.body, good.headers),
        WebhookRequest(f"{DOOR}?key=1", good.body, good.headers),
        WebhookRequest(DOOR, good.body + b"&More=1", good.headers),
        WebhookRequest(DOOR, good.body.replace(b"9", b"8"), good.headers),
        WebhookRequest(DOOR, good.body, {SIGNATURE_HEADER: ""}),
        WebhookRequest(DOOR, good.body, {SIGNATURE_HEADER: "ünknown"}),
        WebhookRequest(DOOR, good.body, {}),
        signed(FORM, token="another"),
    ]
    assert not any(account.verify(request) for request in changed)


async def test_a_shared_key_signs_by_sha_256() -> None:
    """Where the account uses a webhook key its header says so; without the key's secret nobody is believed."""
    settings = {SIGNATURE_SETTINGS_HEADER.lower(): "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}

    def by(key: str, algorithm: str = HMAC_SHA256) -> WebhookRequest:
        signature = RequestValidator(key).compute_signature(DOOR, FORM, algorithm)
        return WebhookRequest(DOOR, signed(FORM).body, settings | {SIGNATURE_HEADER: signature})

    account = TwilioAccount(SID, TOKEN, shared_key="the-key")
    assert account.verify(by("the-key"))
    assert account.verify(signed(FORM)), "the account's own signature counts beside it"
    assert not account.verify(by(TOKEN))
    assert not account.verify(by("the-key", HMAC_SHA1))
    assert not TwilioAccount(SID, TOKEN).verify(by("the-key"))
    assert not TwilioAccount(SID, TOKEN).verify(by(""))
    strange = by("the-key")
    strange.headers[SIGNATURE_SETTINGS_HEADER.lower()] = "algorithm=HMAC_MD5"
    assert not account.verify(strange)


async def test_a_json_body_is_known_by_its_digest() -> None:
    """Twilio signs the URL with bodySHA256, and the body must have that digest."""
    body = json.dumps({"hello": "wörld"})
    validator = RequestValidator(TOKEN)
    url = f"{DOOR}?bodySHA256={validator.compute_hash(body)}"
    headers = {SIGNATURE_HEADER: validator.compute_signature(url, {})}
    account = TwilioAccount(SID, TOKEN)
    assert account.verify(WebhookRequest(url, body.encode(), headers))
    assert not account.verify(WebhookRequest(url, body.replace("hello", "hullo").encode(), headers))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (21610, CustomerStopped), (63014, CustomerStopped), (30004, CustomerStopped),
        (21614, AddressDead), (30005, AddressDead), (30006, AddressDead), (63024, AddressDead),
        (21611, RetryLater), (30001, RetryLater), (20429, RetryLater), (63018, RetryLater),
        (63016, NeedsTemplate),
        (30003, Refused), (30007, Refused), (30008, Refused), (30036, Refused), (21617, Refused), (21655, Refused),
        (21656, Refused), (63013, Refused), (63015, Refused), (63021, Refused), (63027, Refused), (63028, Refused),
        (63032, Refused), (63041, Refused), (63049, Refused), (131049, Refused),
    ],
)  # fmt: skip
async def test_every_code_has_its_outcome(account: TwilioAccount, url: str, code: int, kind: type) -> None:
    """As Twilio answers a message with it, over real HTTP."""
    await order(url, kind="code", code=code)
    assert isinstance(await SmsBot(account, SmsWays(senders={"*": SENDER}), pace=FAST).send(
        NUMBER, Prompt(template="Hallo"), key="k", now=NOW), kind)  # fmt: skip
    assert isinstance(outcome_of_code(code), kind)
    assert CODES[code].why


def test_answers_without_a_known_code() -> None:
    """Wrong credentials wait for the operator, a broken platform for itself, an unknown refusal is one."""
    assert isinstance(outcome_of_answer(401, 20003, None), RetryLater)
    assert outcome_of_answer(503, 0, 7.0) == RetryLater("HTTP 503", 7.0)
    assert outcome_of_answer(400, 21999, None) == Refused("21999: refused by Twilio")
    assert outcome_of_code(1) is None


@pytest.mark.parametrize(("text", "places"), [("Danke", 1), ("a" * 161, 2), ("ж" * 71, 2), ("a" * 1700, 12), ("", 1)])
async def test_an_sms_takes_a_place_of_the_pace_for_each_segment(
    account: TwilioAccount, text: str, places: int
) -> None:
    """As it travels, in several messages too."""
    bot = SmsBot(account, SmsWays(senders={"*": SENDER}), pace=FAST)
    assert bot.places(Prompt(template=text), NOW) == places


async def test_what_an_sms_says_to_twilio(account: TwilioAccount, url: str) -> None:
    """Sender by country, validity, our key in the callback; typographic signs plain, one segment."""
    ways = SmsWays(senders={"AT": "+4366000000000", "*": "MG00000000000000000000000000000001"}, validity_s=900)
    bot = SmsBot(account, ways, pace=FAST)
    prompt = Prompt(template="„Schön“ – danke …")
    assert isinstance(await bot.send(NUMBER, prompt, key="s1:2:0", now=NOW), Sent)
    assert isinstance(await bot.send("+436641234567", prompt, key="s1:2:1", now=NOW), Sent)
    german, austrian = await calls(url)
    assert german["Body"] == '"Schön" - danke ...'
    assert segments(german["Body"]).parts == 1
    assert (german["MessagingServiceSid"], austrian["From"]) == (
        "MG00000000000000000000000000000001", "+4366000000000",
    )  # fmt: skip
    assert (german["To"], german["ValidityPeriod"]) == (NUMBER, "900")
    assert german["StatusCallback"] == "https://echoloop.example/webhooks/twilio/status?key=s1%3A2%3A0"


async def test_an_sms_is_valid_until_the_evening(account: TwilioAccount, url: str) -> None:
    """Twilio drops it when the customer's quiet hours begin, never later than the setting, never at once."""

    async def recall(key: str, now: datetime) -> Occasion:
        return Occasion(quiet_from=now + timedelta(seconds=int(key)))

    bot = SmsBot(account, SmsWays(senders={"*": SENDER}, validity_s=3600), recall, pace=FAST)
    for seconds in ("1200", "7200", "3"):
        assert isinstance(await bot.send(NUMBER, Prompt(template="Hi"), key=seconds, now=NOW), Sent)
    assert [call["ValidityPeriod"] for call in await calls(url)] == ["1200", "3600", "30"]


async def test_no_sender_no_sms(account: TwilioAccount, url: str) -> None:
    """A country without a sender, and an address that is no number, are refused before anything leaves."""
    bot = SmsBot(account, SmsWays(senders={"DE": SENDER}), pace=FAST)
    assert isinstance(await bot.send("+436641234567", Prompt(template="Hi"), key="k", now=NOW), Refused)
    assert sender_for({"*": SENDER}, "DE.a1b2") == ""
    assert await calls(url) == []


def whatsapp(
    account: TwilioAccount, last: datetime | None, *, flow: str = "nps", step: str = "recommend"
) -> WhatsAppBot:
    """WhatsApp with contents and one German template; the customer wrote at `last`."""

    async def recall(_key: str, _now: datetime) -> Occasion:
        return Occasion(last_inbound_at=last, flow=flow, step=step)

    template = Template(
        content_sid=quick_reply_sid(1), flow="nps", step="recommend", language="de", category="utility",
        variables={"1": "Hallo {{ customer.first_name }}", "2": "{{ brand }}"},
    )  # fmt: skip
    contents = ChoiceContents(quick_replies={2: quick_reply_sid(2)}, list_pickers={5: list_picker_sid(5)})
    return WhatsAppBot(account, SENDER, recall, contents=contents, templates=[template], pace=FAST)


def question(*labels: str, **more: Any) -> Prompt:
    """A question with these labels."""
    return Prompt(template="Frage?", choices=tuple(Choice(label, label, f"p:{label}") for label in labels), **more)


async def test_whatsapp_shows_buttons_a_list_or_typed_answers(account: TwilioAccount, url: str) -> None:
    """Two choices: quick replies; five: a list; eleven, or labels too long: typed, never cut."""
    bot = whatsapp(account, NOW)
    nps = question(*map(str, range(11)), layout="scale", low="nie", high="immer")
    long_labels = question("Das hier ist viel zu lang", "Kurz")
    for prompt in (question("Ja", "Nein"), question(*"12345"), nps, long_labels):
        assert isinstance(await bot.send(NUMBER, prompt, key="k", now=NOW), Sent)
    buttons, listed, typed, numbered = await calls(url)
    assert json.loads(buttons["ContentVariables"]) == {
        "1": "Frage?",
        "2": "Ja",
        "3": "p:Ja",
        "4": "Nein",
        "5": "p:Nein",
    }
    assert "Body" not in buttons
    assert (buttons["To"], buttons["From"]) == (f"whatsapp:{NUMBER}", f"whatsapp:{SENDER}")
    assert json.loads(listed["ContentVariables"])["2"] == "Antworten"
    assert typed["Body"] == "Frage?\n0 = nie, 10 = immer"
    assert numbered["Body"].splitlines()[1] == "1 Das hier ist viel zu lang"


async def test_outside_the_window_only_the_template_leaves(account: TwilioAccount, url: str) -> None:
    """With the step's words in its variables; without a template the rule is named, without a value it is refused."""
    before = NOW - timedelta(hours=24)
    named = question("Ja", "Nein", values={"customer.first_name": "Ada", "brand": "Sonnweg"})
    assert isinstance(await whatsapp(account, before).send(NUMBER, named, key="k", now=NOW), Sent)
    [call] = await calls(url)
    assert json.loads(call["ContentVariables"]) == {"1": "Hallo Ada", "2": "Sonnweg"}
    assert "Body" not in call
    unknown = await whatsapp(account, before).send(NUMBER, question("Ja"), key="k", now=NOW)
    assert isinstance(unknown, Refused)
    assert "variable 2" in unknown.reason
    outcomes: list[SendOutcome] = [
        await whatsapp(account, None, step="thanks").send(NUMBER, named, key="k", now=NOW),
        await whatsapp(account, before, flow="", step="").send(NUMBER, named, key="k", now=NOW),
        await whatsapp(account, before).send(NUMBER, question("Yes", language="en"), key="k", now=NOW),
    ]
    assert [type(outcome) for outcome in outcomes] == [NeedsTemplate] * 3
    assert len(await calls(url)) == 1


def test_the_window_has_a_margin() -> None:
    """23:49 hours ago is in, 23:50 is out, never is out."""
    assert window_open(NOW - timedelta(hours=23, minutes=49), NOW)
    assert not window_open(NOW - timedelta(hours=23, minutes=50), NOW)
    assert not window_open(None, NOW)


def test_a_text_too_long_for_buttons_is_typed() -> None:
    """A content's text holds 1024 characters; a prompt without payloads has nothing to tap."""
    contents = ChoiceContents(quick_replies={2: quick_reply_sid(2)})
    assert choice_content(contents, "x" * 1025, question("Ja", "Nein")) is None
    bare = Prompt(template="?", choices=(Choice("1", "Ja"), Choice("2", "Nein")))
    assert choice_content(contents, "x", bare) is None


async def test_the_doctor_sees_the_account_and_its_contents(account: TwilioAccount, url: str) -> None:
    """Name and status; every content with WhatsApp's word on it; a wrong token is said."""
    assert await account.look() == AccountState("Sandbox", "active", trial=False)
    approvals = await account.approvals()
    assert isinstance(approvals, Mapping)
    assert approvals[quick_reply_sid(2)] == Approval()
    wrong = TwilioAccount(SID, "wrong", url)
    assert isinstance(await wrong.look(), RetryLater)
    await wrong.close()


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"sid": null}', '{"sid": 5', "null"])
async def test_an_unreadable_success_is_in_doubt(body: str) -> None:
    """Twilio took it, perhaps: it may have arrived."""

    async def answer(_request: Request) -> Response:
        return PlainTextResponse(body, status_code=201)

    route = Route(f"/2010-04-01/Accounts/{SID}/Messages.json", answer, methods=["POST"])
    async with served(Starlette(routes=[route])) as there:
        account = TwilioAccount(SID, TOKEN, there)
        assert isinstance(await account.create(key="k", to=NUMBER, from_=SENDER, body="Hi"), InDoubt)
        await account.close()


async def test_nobody_there_is_a_retry() -> None:
    """A refused connection never left the house."""
    account = TwilioAccount(SID, TOKEN, "http://127.0.0.1:9")
    assert isinstance(await account.create(key="k", to=NUMBER, from_=SENDER, body="Hi"), RetryLater)
    await account.close()


async def test_many_at_once_share_one_connection_pool(account: TwilioAccount, url: str) -> None:
    """Fifty messages at the same time all arrive, each once."""
    bot = SmsBot(account, SmsWays(senders={"*": SENDER}), pace=FAST)
    sends = [
        bot.send(f"+49155550{number:05d}", Prompt(template="Hi"), key=f"k{number}", now=NOW) for number in range(50)
    ]
    assert all(isinstance(outcome, Sent) for outcome in await asyncio.gather(*sends))
    assert len({call["To"] for call in await calls(url)}) == 50
