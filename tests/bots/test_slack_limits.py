"""Whatever customers write: every payload of the desk keeps Slack's limits, and nothing in it mentions or links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bots import slack_board, slack_card, slack_digest, slack_forms
from bots.card import Card, CardLine, CardRequest
from bots.case_form import Board, BoardLine, CaseForm, StormCard
from conversation.messages import Language
from insights.digest import Digest, ScoreLine, TopicMove
from insights.scores import nps
from insights.trends import Change
from sandbox.slack_methods import check_blocks

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
WILD = {
    "mentions": "<!channel> <@U1> @here #general " * 40,
    "links": "<https://evil.example|click> https://evil.example [x](https://evil.example) " * 40,
    "markup": "*bold* _it_ ~no~ `code` ```block``` > quote &amp; & < >" * 40,
    "long": "x" * 10_000,
    "right to left": "\u202eمرحبا بكم في الفندق\u202c " * 400,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 2000,
    "nothing": " \n\t ",
}


def card(text: str, words: Language) -> Card:
    """A card that holds the text wherever somebody else's words can stand."""
    return Card(
        case_id="c" * 12,
        number=7,
        team="care",
        priority="high",
        state="open",
        customer=text,
        words=words,
        text=text,
        lines=tuple(CardLine("customer", text, NOW) for _ in range(20)),
        note=text,
        causes=("delay",) * 5,
        opened_at=NOW,
        answer_due_at=NOW + timedelta(hours=1),
        solve_due_at=NOW,
        persona=text,
        purchase=text,
        value=text,
        window_until=NOW,
        contacts=((text, NOW),) * 5,
        hand_overs=2,
        snoozed_until=NOW,
        call_back_at=NOW,
        request=CardRequest(name=text, state=text, items=(text,) * 50, reference=text, photos=3),
        gestures=(text,) * 9,
        recovery=text,
    )


@pytest.mark.parametrize("words", ["de", "en"])
@pytest.mark.parametrize("text", WILD.values(), ids=WILD.keys())
def test_every_card_is_one_that_slack_takes(text: str, words: Language) -> None:
    """Cards stay within the limits, and what was written becomes neither a mention nor a link."""
    blocks = slack_card.blocks(card(text, words))
    check_blocks(blocks, 50)
    marked = [each for block in blocks for each in (block.get("text"), *block.get("elements", [])) if each]
    for each in marked:
        if each.get("type") == "mrkdwn":
            assert "<!channel>" not in each["text"]
            assert "<@" not in each["text"]
            assert "<https" not in each["text"]


@pytest.mark.parametrize("words", ["de", "en"])
@pytest.mark.parametrize("name", [*slack_forms.menu(can_work=True), "new"])
@pytest.mark.parametrize("text", WILD.values(), ids=WILD.keys())
def test_every_modal_is_one_that_slack_takes(name: str, text: str, words: Language) -> None:
    """Modals keep the limits of views: blocks, options, titles, initial values."""
    form = CaseForm(
        case_id="c" * 12,
        number=7,
        words=words,
        causes=("delay",),
        members=tuple(f"m{n}" for n in range(150)),
        teams=("care",),
        replies=(("sorry", text),) * 120,
        gestures=(("voucher", text),),
        requests=(("a:b", text),) * 3,
        items=(text,) * 20,
        reference=text,
        sentiments=("negative",),
        kinds=("question",),
        topics=("delay",) * 120,
        full=text * 3,
    )
    view = slack_forms.view_of(name, form)
    assert view is not None
    check_blocks(view["blocks"], 100)
    for block in view["blocks"]:
        assert len(str(block.get("element", {}).get("initial_value", ""))) <= 3000
    assert len(view["title"]["text"]) <= 24
    assert len(view["private_metadata"]) <= 3000


@pytest.mark.parametrize("words", ["de", "en"])
@pytest.mark.parametrize("text", WILD.values(), ids=WILD.keys())
def test_every_digest_is_one_that_slack_takes(text: str, words: Language) -> None:
    """Quotes, topics and names of any kind; what was quoted becomes neither a mention nor a link, and stays a quote."""
    change = Change(-12, -20, -4)
    digest = Digest(
        team="care" * 60,
        week=True,
        since=NOW.date(),
        until=NOW.date(),
        scores=[ScoreLine(scale="nps", n=20, score=nps(10, 5, 5), change=change)] * 6,
        moved=[TopicMove(topic=text, count=9, n=20, change=change)] * 5,
        best=[text] * 2,
        worst=[text] * 2,
    )
    blocks = slack_digest.blocks(digest, words, {})
    check_blocks(blocks, 50)
    for block in blocks:
        told = str(block.get("text", {}).get("text", ""))
        assert "<!channel>" not in told
        assert "<@" not in told
        assert "<https" not in told
    assert len(slack_digest.summary(digest, words)) < 3000


@pytest.mark.parametrize("words", ["de", "en"])
def test_lists_of_any_length_fit(words: Language) -> None:
    """The App Home has at most 100 blocks and a storm's card at most 50, however many cases there are."""
    line = BoardLine(
        case_id="c" * 12,
        number=7,
        team="care",
        state="open",
        priority="high",
        topic=WILD["links"],
        due_at=NOW,
        claimable=True,
    )
    linked = BoardLine(
        case_id="c" * 12,
        number=8,
        team="care",
        state="claimed",
        priority="low",
        topic="",
        due_at=None,
        link="https://slack.com/archives/C1/p1",
    )
    board = Board(
        name="kim",
        words=words,
        mine=(linked,) * 200,
        soon=(line,) * 200,
        free=(line,) * 200,
        counts=(("open", 3), ("overdue", 1)),
    )
    check_blocks(slack_board.home_blocks(board), 100)
    check_blocks(slack_board.home_blocks(Board(name="", words=words)), 100)
    storm = StormCard(
        list_id="l", team="care", topic="x" * 500, since=NOW, words=words, counts=(("open", 1990),), lines=(line,) * 60
    )
    check_blocks(slack_board.storm_blocks(storm), 50)
