"""One contract for every channel: bot × case, and the shipped fake under the same rules as the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

import httpx
import pytest

from bots.download import Fetched
from bots.outcome import CustomerStopped, InDoubt, Refused, RetryLater, SendOutcome, Sent
from bots.recording import RecordingBot
from bots.request import BadPayload
from bots.slack import SlackBot
from bots.telegram import TelegramBot
from bots.twilio import TwilioAccount
from bots.webchat import WebchatBot
from conversation.capabilities import CAPABILITIES
from conversation.keywords import keyword
from conversation.messages import Choice, Inbound, Media, Picture, Prompt
from sandbox.loopback import served
from sandbox.sample_picture import sample_picture
from sandbox.stand_ins import stand_ins
from tests.bots.conftest import SECRET, TOKEN, Phone
from tests.bots.contract.cases import CASES, need, table
from tests.bots.contract.rigs import TAP, RecordingRig, Rig, TelegramRig, WebchatRig
from tests.bots.contract.slack_rig import SLACK_TOKEN, slack_rig
from tests.bots.contract.twilio_rigs import NUMBER, TWILIO_SID, twilio_rig
from usecases.fetch_media import Fetches
from usecases.protocols import LooksUp

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["telegram", "sms", "whatsapp", "slack", "webchat", "recording"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """Every channel there is."""
    if request.param == "webchat":
        yield WebchatRig(WebchatBot())
        return
    if request.param == "recording":
        yield RecordingRig(RecordingBot(secret=SECRET))
        return
    app = stand_ins(
        telegram_token=TOKEN,
        slack_token=SLACK_TOKEN,
        slack_secret=SECRET,
        twilio_sid=TWILIO_SID,
        twilio_token=SECRET,
    )
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        if request.param in ("sms", "whatsapp"):
            account = TwilioAccount(TWILIO_SID, SECRET, url, timeout_s=0.5)
            await client.post(f"/sandbox/twilio/phones/{quote(f'whatsapp:{NUMBER}', safe='')}/open-window")
            yield twilio_rig(request.param, account, client)
            await account.close()
            return
        if request.param == "slack":
            yield await slack_rig(SlackBot(SLACK_TOKEN, SECRET, f"{url}/api/", timeout_s=1), client)
            return
        phone = Phone(client)
        await phone.open()
        bot = TelegramBot(TOKEN, SECRET, url, timeout_s=0.5)
        yield TelegramRig(bot, phone)
        await bot.close()


async def send(
    rig: Rig,
    text: str = "{{ hello_there }}",
    choices: tuple[Choice, ...] = (),
    *,
    hello: str = "Hallo",
    media: Picture | None = None,
) -> SendOutcome:
    """One try of one outbox row."""
    prompt = Prompt(template=text, values={"hello_there": hello}, choices=choices, layout="scale", media=media)
    return await rig.bot.send(rig.address, prompt, key="row-1", now=NOW)


def read(rig: Rig, what: str) -> list[Inbound]:
    """What a request brings."""
    found = rig.bot.parse(rig.request(what))
    assert isinstance(found, list), found
    return found


async def test_only_the_secret_is_believed(rig: Rig) -> None:
    """A bad or missing signature is refused; a channel without a webhook believes nobody."""
    assert rig.bot.verify(rig.request("text"), NOW) is rig.webhook
    assert not rig.bot.verify(rig.request("text", secret="wrong"), NOW)
    assert not rig.bot.verify(rig.request("text", secret=""), NOW)


async def test_a_broken_body_is_a_value(rig: Rig) -> None:
    """Nothing a stranger sends raises."""
    assert isinstance(rig.bot.parse(rig.request("broken")), BadPayload)


async def test_an_old_replay_changes_nothing(rig: Rig) -> None:
    """Six minutes later the same request is refused, or is the same message again: one effect either way."""
    need(rig.kind, "replay older than five minutes")
    later = NOW + timedelta(minutes=6)
    believed = rig.bot.verify(rig.request("text"), later)
    assert believed is not (rig.bot.channel == "slack")
    assert [message.message_id for message in read(rig, "text")] == [read(rig, "text")[0].message_id]


async def test_messages_are_read_and_a_repeat_is_the_same_message(rig: Rig) -> None:
    """Text and tap have their kinds; the same body twice has the same id."""
    need(rig.kind, "repeat")
    (text,) = read(rig, "text")
    assert (text.channel, text.kind, text.text) == (rig.bot.channel, "text", "9")
    assert [message.message_id for message in read(rig, "text")] == [text.message_id]
    (tap,) = read(rig, "tap")
    assert (tap.kind, tap.button) == ("button", TAP)
    assert bool(tap.callback) is rig.spins


async def test_an_unknown_update_concerns_nobody(rig: Rig) -> None:
    """What the platform may invent tomorrow is no message, and no error."""
    need(rig.kind, "unknown update")
    assert read(rig, "unknown") == []


async def test_a_photo_is_read_as_media(rig: Rig) -> None:
    """With the platform's id, so that it can be fetched."""
    need(rig.kind, "non-text")
    (photo,) = read(rig, "photo")
    assert (photo.kind, len(photo.media)) == ("media", 1)
    assert photo.media[0].platform_id


async def test_stop_is_read_as_stop(rig: Rig) -> None:
    """The word that every platform knows; what follows is docs/opt-out.md's table."""
    need(rig.kind, "opt-out")
    (said,) = read(rig, "stop")
    assert keyword(said.text) == "stop"


async def test_acknowledging_never_raises(rig: Rig) -> None:
    """Not for taps that are too old, not for messages that are none."""
    for callback, source in (("7", "3"), ("", ""), ("unknown", "")):
        await rig.bot.acknowledge(
            Inbound(
                channel=rig.bot.channel,
                sender=rig.address,
                message_id="1",
                kind="button",
                callback=callback,
                source=source,
            )
        )


async def test_a_filled_text_arrives_with_its_choices(rig: Rig) -> None:
    """What was sent is what the customer sees."""
    choices = tuple(Choice(str(score), str(score), f"s:{score}") for score in range(11))
    assert isinstance(await send(rig, choices=choices), Sent)
    shown = await rig.shown()
    if shown is not None and rig.typed:
        assert shown == [("Hallo\nAntworte mit 0-10.", [])]
    elif shown is not None:
        assert shown == [("Hallo", [str(score) for score in range(11)])]


async def test_a_long_text_arrives_whole(rig: Rig) -> None:
    """Longer than any platform takes at once."""
    words = " ".join(f"Wort{number}" for number in range(1500))
    assert isinstance(await send(rig, words), Sent)
    shown = await rig.shown()
    if shown is not None:
        assert " ".join(text for text, _ in shown) == words


POOL = Picture("https://example.com/pool.jpg", "Der Pool")
CHOICES = tuple(Choice(str(score), str(score), f"s:{score}") for score in range(3))


async def test_a_picture_is_shown_with_its_question(rig: Rig) -> None:
    """Once, where the channel can show one; the question and its choices are there everywhere."""
    assert isinstance(await send(rig, choices=CHOICES, media=POOL), Sent)
    if (shown := await rig.shown()) is not None:
        assert [text.startswith("Hallo") for text, _ in shown] == [True]
    if (pictures := await rig.pictures()) is not None:
        assert pictures == [POOL.source] * (1 if CAPABILITIES[rig.bot.channel].media else 0)


async def test_a_picture_goes_with_a_text_too_long_for_a_caption(rig: Rig) -> None:
    """The picture once, then the whole text."""
    words = " ".join(f"Wort{number}" for number in range(400))
    assert isinstance(await send(rig, words, media=POOL), Sent)
    if (shown := await rig.shown()) is not None:
        assert " ".join(text for text, _ in shown if text) == words
    if (pictures := await rig.pictures()) is not None:
        assert len(pictures) == (1 if CAPABILITIES[rig.bot.channel].media else 0)


async def test_a_picture_that_cannot_be_shown_costs_nobody_the_question(rig: Rig) -> None:
    """The platform refuses the picture: the text arrives all the same."""
    need(rig.kind, "bad picture")
    assert await rig.order("bad_picture")
    assert isinstance(await send(rig, choices=CHOICES, media=POOL), Sent)
    assert [text.startswith("Hallo") for text, _ in await rig.shown() or []] == [True]
    assert await rig.pictures() == []


async def test_a_customers_file_is_fetched_up_to_the_limit(rig: Rig) -> None:
    """With our credentials, from the platform's own host; one byte too many is refused, a stranger's address too."""
    need(rig.kind, "file down")
    assert rig.file is not None
    assert isinstance(rig.bot, Fetches)
    picture = sample_picture()
    assert await rig.bot.fetch(rig.file, limit=len(picture)) == Fetched(picture)
    assert await rig.bot.fetch(rig.file, limit=len(picture) - 1) == Refused("too large")
    for strange in ("https://evil.example/x.png", "file:///etc/passwd", "", "http://127.0.0.1:1/x"):
        outcome = await rig.bot.fetch(Media(strange), limit=100)
        assert isinstance(outcome, Refused | RetryLater), strange


HOSTILE = (
    "<!channel> <@U1> <https://evil.example|our+page> @everyone [x](https://evil.example) *a* _b_ ~d~ &lt;!here&gt; "
    "<b>x</b> \u202eRTL שלום مرحبا 👩‍👧 🇩🇪 e\u0301 {x} 'quoted' <script>alert(1)</script> #general tg://user?id=1"
)


async def test_hostile_words_arrive_as_they_are(rig: Rig) -> None:
    """Ten thousand characters of markup, mentions, links and right-to-left signs: whole, and nothing comes alive."""
    words = " ".join([HOSTILE] * 50)[:10_000].rsplit(" ", 1)[0]
    assert isinstance(await send(rig, hello=words), Sent)
    shown = await rig.shown()
    if shown is None:
        return
    said = " ".join(text for text, _ in shown)
    if rig.bot.channel == "slack":
        assert "<" not in said
        said = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert said.split() == words.split()


async def test_nothing_to_say_is_refused(rig: Rig) -> None:
    """An empty text can never be sent."""
    assert isinstance(await send(rig, "  "), Refused)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ("throttled", RetryLater),
        ("server_error", RetryLater),
        ("blocked", CustomerStopped),
        ("timeout", InDoubt),
    ],
)
async def test_trouble_is_an_outcome_and_the_next_message_passes(rig: Rig, trouble: str, kind: type) -> None:
    """Throttled, down, blocked, no answer: one word each, the same on every channel."""
    need(rig.kind, {"server_error": "5xx", "timeout": "time-out"}.get(trouble, trouble))
    assert await rig.order(trouble)
    outcome = await send(rig)
    assert isinstance(outcome, kind)
    if trouble == "throttled":
        assert outcome == RetryLater("throttled", 1.0)
    assert isinstance(await send(rig), Sent)


async def test_what_was_sent_before_a_crash_is_found(rig: Rig) -> None:
    """Nobody wrote down that it left: it is found where the platform can be asked, and is not sent twice."""
    need(rig.kind, "found again after a crash")
    assert isinstance(rig.bot, LooksUp)
    mark = token_hex(4)  # against a real account yesterday's messages are still there
    prompt = Prompt(template=f"Wie war es? {mark}", choices=CHOICES, layout="scale")
    assert await rig.bot.find(rig.address, prompt, key=f"row-9-{mark}", now=NOW, known=frozenset()) is None
    sent = await rig.bot.send(rig.address, prompt, key=f"row-9-{mark}", now=NOW)
    assert isinstance(sent, Sent)
    assert await rig.bot.find(rig.address, prompt, key=f"row-9-{mark}", now=NOW, known=frozenset()) == sent
    other = replace(prompt, template=f"Etwas anderes {mark}")
    assert await rig.bot.find(rig.address, other, key=f"row-8-{mark}", now=NOW, known=frozenset()) is None
    if rig.bot.channel != "slack":  # there the key tells messages apart
        assert await rig.bot.find(rig.address, prompt, key=f"row-7-{mark}", now=NOW, known={sent.provider_id}) is None


def test_the_table_in_the_docs_is_this_suite() -> None:
    """Every tick has its tests, and the page shows the table as it is."""
    names = {name for name in globals() if name.startswith("test_")}
    assert {test for case in CASES for test in case.tests} <= names
    assert table() in (Path(__file__).parents[3] / "docs" / "channels.md").read_text(encoding="utf-8")
