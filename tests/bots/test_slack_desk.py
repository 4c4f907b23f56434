"""The desk over real HTTP against the Slack stand-in: cards, clicks, modals, signatures, and every kind of trouble."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bots import slack_card
from bots.card import Card, CardLine, CardReason, CardScore, Shown
from bots.case_actions import AnswerCustomer, CaseAction, Claim, Reopen, Resolve
from bots.case_form import CaseForm
from bots.outcome import InDoubt, Refused, RetryLater
from bots.request import WebhookRequest
from bots.slack_clicks import Backroom
from bots.slack_desk import SlackDesk
from conversation.messages import Language
from conversation.reading import Reading, TopicScore
from sandbox.loopback import served
from sandbox.slack_methods import check_blocks
from sandbox.stand_ins import stand_ins

TOKEN, SECRET = "xoxb-loopback", "signing"
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
CARD = Card(
    case_id="case00000001",
    number=7,
    team="care",
    priority="high",
    state="open",
    customer="Anna",
    channel="telegram",
    score=CardScore(scale="nps", value=2, highest=10, band="detractor"),
    text="Der Bus kam nicht & niemand ging ans Telefon.",
    reading=Reading(
        sentiment="negative", confidence=0.97, topics=(TopicScore("punctuality_delivery", 0.9),), model="m1"
    ),
    reasons=(CardReason("to_a_person", "post_trip_nps"),),
    lines=(CardLine("bot", "Was ist passiert?", NOW), CardLine("customer", "Der Bus kam nicht", NOW)),
    causes=("delay", "staff"),
    opened_at=NOW,
    answer_due_at=NOW + timedelta(hours=1),
)


class Team:
    """The people at the desk, and what their clicks asked for."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.actions: list[CaseAction] = []
        self.told = ""
        self.to: tuple[tuple[str, str], ...] = ()

    async def form(self, case_id: str, slack_id: str) -> CaseForm:
        """What a modal needs to know."""
        return CaseForm(case_id=case_id, number=17, to=self.to)

    async def act(self, action: CaseAction, slack_id: str) -> str:
        """Take the action down."""
        self.actions.append(action)
        return self.told

    async def posts(self) -> list[dict[str, Any]]:
        """All messages of all channels."""
        return [post for channel in (await self.board())["channels"] for post in channel["posts"]]

    async def board(self) -> dict[str, Any]:
        """Channels and open modals."""
        board: dict[str, Any] = (await self.client.get("/sandbox/slack/channels")).json()
        return board

    async def click(self, shown: Shown, action: str, user: str = "kim") -> httpx.Response:
        """Click a button of a card."""
        body = {"channel": shown.place, "ts": shown.ts, "action_id": action, "user": user}
        return await self.client.post("/sandbox/slack/clicks", json=body)

    async def submit(self, values: dict[str, str]) -> dict[str, Any]:
        """Submit the open modal."""
        (modal,) = (await self.board())["modals"]
        answer = await self.client.post(f"/sandbox/slack/modals/{modal['view_id']}", json={"values": values})
        result: dict[str, Any] = answer.json()
        return result

    async def trouble(self, kind: str, method: str = "*", seconds: float = 1) -> None:
        """Order an error."""
        await self.client.post("/sandbox/slack/faults", json={"method": method, "kind": kind, "seconds": seconds})


@pytest.fixture
async def desk_and_team() -> AsyncIterator[tuple[SlackDesk, Team]]:
    """The desk, its interactions route as the web floor has it, and the team."""
    held: list[SlackDesk] = []

    async def interactions(request: Request) -> Response:
        signed = WebhookRequest(str(request.url), await request.body(), dict(request.headers))
        if not held[0].verify(signed, datetime.now(UTC)):
            return Response(status_code=401)
        reply = await held[0].take(signed)
        return Response(reply.body, reply.status, media_type=reply.headers.get("content-type"))

    product = Starlette(routes=[Route("/webhooks/slack/interactions", interactions, methods=["POST"])])
    async with served(product) as product_url:
        app = stand_ins(
            telegram_token="1:x",
            slack_token=TOKEN,
            slack_secret=SECRET,
            slack_interactions_url=f"{product_url}/webhooks/slack/interactions",
        )
        async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=10) as client:
            team = Team(client)
            room = Backroom(act=team.act, form=team.form)
            held.append(SlackDesk(TOKEN, SECRET, f"{url}/api/", room=room, timeout_s=1))
            yield held[0], team


Both = tuple[SlackDesk, Team]


@pytest.mark.anyio
async def test_a_card_is_posted_once_and_then_changed_in_place(desk_and_team: Both) -> None:
    """The last state wins: one message, edited."""
    desk, team = desk_and_team
    shown = await desk.show(CARD, "#care")
    assert isinstance(shown, Shown)
    again = await desk.show(replace(CARD, state="claimed", owner="kim"), shown.place, shown.ts)
    assert again == shown
    (post,) = await team.posts()
    assert post["edited"]
    assert post["text"] == "C-7 · care · NPS 2/10 (Kritiker) · in Arbeit"


@pytest.mark.anyio
async def test_a_deleted_card_is_posted_again(desk_and_team: Both) -> None:
    """Whoever deletes a card does not lose the case."""
    desk, _ = desk_and_team
    shown = await desk.show(CARD, "#care")
    assert isinstance(shown, Shown)
    again = await desk.show(CARD, shown.place, "1.000000")
    assert isinstance(again, Shown)
    assert again.ts != shown.ts


@pytest.mark.anyio
async def test_a_card_whose_answer_was_lost_is_found_again(desk_and_team: Both) -> None:
    """After a time-out the card is in doubt; the next try finds it by its metadata instead of doubling it."""
    desk, team = desk_and_team
    await team.trouble("timeout", "chat.postMessage", seconds=1.5)
    assert isinstance(await desk.show(CARD, "#care"), InDoubt)
    found = await desk.show(CARD, "#care", maybe_posted=True)
    assert isinstance(found, Shown)
    assert len(await team.posts()) == 1


@pytest.mark.anyio
async def test_trouble_has_one_meaning(desk_and_team: Both) -> None:
    """Throttled and down is later, a missing channel or a wrong token is refused, nobody there is later."""
    desk, team = desk_and_team
    await team.trouble("throttled", seconds=7)
    assert await desk.show(CARD, "#care") == RetryLater("throttled", 7.0)
    await team.trouble("server_error")
    assert isinstance(await desk.show(CARD, "#care"), RetryLater)
    await team.trouble("channel_not_found")
    assert await desk.show(CARD, "#care") == Refused("channel_not_found")
    stranger = SlackDesk("xoxb-wrong", SECRET, f"{team.client.base_url}/api/", act=team.act)
    assert await stranger.show(CARD, "#care") == Refused("invalid_auth")
    nobody = SlackDesk(TOKEN, SECRET, "http://127.0.0.1:9/api/", act=team.act)
    assert isinstance(await nobody.show(CARD, "#care"), RetryLater)
    assert await desk.look() == "Sandbox"


@pytest.mark.anyio
async def test_claiming_is_an_action_and_a_loser_is_told(desk_and_team: Both) -> None:
    """A click becomes Claim with the person's name; what is to be said goes to that person alone."""
    desk, team = desk_and_team
    shown = await desk.show(CARD, "#care")
    assert isinstance(shown, Shown)
    assert (await team.click(shown, "case_claim")).is_success
    team.told = "kim was quicker"
    assert (await team.click(shown, "case_claim", user="alex")).is_success
    assert team.actions == [Claim("case00000001", "kim"), Claim("case00000001", "alex")]
    whisper = (await team.posts())[-1]
    assert (whisper["text"], whisper["only_for"]) == ("kim was quicker", "UALEX")


@pytest.mark.anyio
async def test_answering_and_resolving_go_through_modals(desk_and_team: Both) -> None:
    """Both modals open within the trigger's time; what is wrong with them is shown beside the field."""
    desk, team = desk_and_team
    shown = await desk.show(CARD, "#care")
    assert isinstance(shown, Shown)
    await team.click(shown, "case_answer")
    team.told = "Da steht noch nichts."
    assert (await team.submit({"text": " "}))["errors"] == {"text": "Da steht noch nichts."}
    team.told = ""
    assert (await team.submit({"text": "Das tut uns leid, Anna."}))["errors"] == {}
    await team.click(shown, "case_resolve")
    await team.submit({"outcome": "compensated", "cause": "delay", "note": "50 € gutgeschrieben"})
    answer, resolve = team.actions[1:]
    assert isinstance(answer, AnswerCustomer)
    assert (answer.who, answer.text) == ("kim", "Das tut uns leid, Anna.")
    assert answer.key.startswith("slack:V")
    assert resolve == Resolve("case00000001", "kim", "compensated", "delay", "50 € gutgeschrieben")
    assert (await team.board())["modals"] == []


@pytest.mark.anyio
async def test_of_several_customers_the_answer_names_one(desk_and_team: Both) -> None:
    """Where others' cases go on in this one the window asks whom; whoever stands first is chosen already."""
    desk, team = desk_and_team
    team.to = (("case00000002", "Ben (C-18)"), ("case00000001", "Anna (C-17)"))
    shown = await desk.show(CARD, "#care")
    assert isinstance(shown, Shown)
    await team.click(shown, "case_answer")
    assert "Ben (C-18)" in str((await team.board())["modals"])
    await team.submit({"to": "case00000002", "text": "Der Bus kommt um 12."})
    (answer,) = team.actions
    assert isinstance(answer, AnswerCustomer)
    assert (answer.case_id, answer.to) == ("case00000001", "case00000002")


@pytest.mark.anyio
async def test_a_resolved_card_can_be_reopened(desk_and_team: Both) -> None:
    """A resolved case has one button."""
    desk, team = desk_and_team
    shown = await desk.show(replace(CARD, state="resolved", outcome="solved"), "#care")
    assert isinstance(shown, Shown)
    assert (await team.click(shown, "case_claim")).status_code == 404
    await team.click(shown, "case_reopen")
    assert team.actions == [Reopen("case00000001", "kim")]


@pytest.mark.anyio
async def test_what_is_no_interaction_does_nothing(desk_and_team: Both) -> None:
    """Garbage, other apps' buttons and empty bodies are answered without an error of ours."""
    desk, team = desk_and_team
    other = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T1"}, "actions": [{"action_id": "x"}]}
    for body in (
        b"",
        b"payload=",
        b"payload=%7B",
        b"\xff",
        b"{}",
        b"payload=" + b"[" * 99_999,
        f"payload={json.dumps(other)}".encode(),
    ):
        reply = await desk.take(WebhookRequest("u", body, {"content-type": "application/x-www-form-urlencoded"}))
        assert reply.status in (400, 404), body
    assert team.actions == []


async def _nothing(action: CaseAction, slack_id: str) -> str:
    return ""


def signed(secret: str, body: bytes, at: datetime) -> WebhookRequest:
    """A request signed by the official SDK."""
    stamp = str(int(at.timestamp()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    return WebhookRequest("u", body, {"x-slack-request-timestamp": stamp, "x-slack-signature": signature})


def test_only_slacks_own_fresh_signature_is_believed() -> None:
    """Another secret, another body, five minutes of age, or no signature at all are refused."""
    desk = SlackDesk(TOKEN, SECRET, act=_nothing)
    good = signed(SECRET, b"payload=1", NOW)
    assert desk.verify(good, NOW)
    assert desk.verify(good, NOW + timedelta(seconds=299))
    assert not desk.verify(good, NOW + timedelta(seconds=301))
    assert not desk.verify(signed("other", b"payload=1", NOW), NOW)
    assert not desk.verify(replace(good, body=b"payload=2"), NOW)
    assert not desk.verify(WebhookRequest("u", b"payload=1"), NOW)
    for stamp in ("soon", "9" * 400, "9" * 5000):
        assert not desk.verify(replace(good, headers={**good.headers, "x-slack-request-timestamp": stamp}), NOW)
    assert not SlackDesk(TOKEN, "", act=_nothing).verify(good, NOW)


@pytest.mark.parametrize(
    ("words", "told"), [("de", "Erwartung: schlechter als erwartet"), ("en", "Expectation: worse")]
)
def test_an_expectation_is_told_in_words(words: Language, told: str) -> None:
    """Its numbers (-1 to 1) say nothing to whoever reads the card."""
    score = CardScore(scale="expectation", value=-1, highest=1, band="worse")
    drawn = json.dumps(slack_card.blocks(replace(CARD, words=words, score=score)), ensure_ascii=False)
    assert told in drawn
    assert "-1/1" not in drawn


def test_a_customer_can_mention_nobody_and_link_nothing() -> None:
    """Everything a customer wrote is escaped and verbatim; it never stands in the notification."""
    wild = "<!channel> <@U1> <http://evil.example|klick> #general @here & https://evil.example"
    card = replace(CARD, text=wild, customer=wild, lines=(CardLine("customer", wild, NOW),), note=wild)
    drawn = json.dumps(slack_card.blocks(card), ensure_ascii=False)
    body = drawn.replace("<!date^", "")
    assert "<" not in body.split("header", 1)[1].split('"type": "section"', 1)[1]
    assert "&lt;!channel&gt;" in drawn
    assert "evil" not in slack_card.summary(card)
    for block in slack_card.blocks(card):
        for text in (block.get("text"), *block.get("elements", [])):
            if isinstance(text, dict) and text.get("type") == "mrkdwn":
                assert text["verbatim"] is True


@pytest.mark.parametrize("text", ["x" * 20_000, "&" * 9_000, "👍" * 5_000, "\n" * 5_000 + "a", "zeile\n" * 3_000])
def test_every_card_keeps_slacks_limits(text: str) -> None:
    """However much was said, the card can be posted."""
    card = replace(
        CARD,
        text=text,
        customer=text,
        note=text,
        reasons=tuple(CardReason(f"step{number}", "flow") for number in range(50)),
        lines=tuple(CardLine("customer", text, NOW) for _ in range(50)),
        causes=tuple("c" * 60 for _ in range(100)),
    )
    check_blocks(slack_card.blocks(card), 50)
