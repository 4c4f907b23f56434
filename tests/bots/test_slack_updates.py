"""What Slack posts, shape by shape: messages, clicks, notices, damage."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bots.request import BadPayload
from bots.slack_updates import home_opened, plain, read_body
from conversation.messages import Inbound, Media
from tests.bots.contract.rigs import TAP
from tests.bots.contract.slack_rig import FILE, as_form, click, event

TOKEN = "t" * 32


def message(**more: Any) -> bytes:
    """A direct message with these fields in place of the usual ones."""
    body = event()
    body["event"] |= more
    return json.dumps(body).encode()


def read(body: bytes) -> list[Inbound]:
    """The messages in a body."""
    found = read_body(body)
    assert isinstance(found, list), found
    return found


def test_a_direct_message_is_read_with_its_order() -> None:
    """Who, what, when, and the event's own id."""
    (found,) = read(message(text="9"))
    assert (found.sender, found.kind, found.text, found.message_id) == ("UANNA", "text", "9", "Ev1")
    assert found.order == 1_800_000_000_000_100
    assert found.sent_at is not None


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
        {"type": "reaction_added"},
    ],
    ids=str,
)
def test_what_concerns_nobody_is_left_alone(more: dict[str, str]) -> None:
    """Our own messages, changes, notices, and everything outside direct messages."""
    assert read(message(**more)) == []


def test_a_personal_link_is_typed() -> None:
    """START and the token: Slack has no links that carry one."""
    (found,) = read(message(text=f"start {TOKEN}"))
    assert (found.kind, found.token) == ("start", TOKEN)


def test_files_are_kept_with_their_caption() -> None:
    """Id, type and size."""
    (found,) = read(message(subtype="file_share", text="look", files=[FILE, "damaged", {}]))
    assert (found.kind, found.text, found.media) == ("media", "look", (Media("F1", "image/png", 1200),))


def test_a_click_knows_its_message_and_the_home_its_person() -> None:
    """The payload, where the button hung, and an id that a repeat has too."""
    first, again = read(as_form(click()).encode()) + read(as_form(click()).encode())
    assert (first.kind, first.button, first.source) == ("button", TAP, "D1:1800000000.000200")
    assert first.message_id == again.message_id
    (at_home,) = read(as_form(click(container={"type": "view", "view_id": "V1"})).encode())
    assert (at_home.source, at_home.callback) == ("", "home:UANNA")


@pytest.mark.parametrize("action", ["case_claim", "case_answer", ""])
def test_the_desk_s_clicks_are_not_ours(action: str) -> None:
    """They go to the desk."""
    assert read(as_form(click(action)).encode()) == []


def test_markup_is_read_as_it_was_typed() -> None:
    """Links and mentions by their names; escapes undone last, so that typed brackets stay text."""
    assert plain("<https://a.example/x|our page> &amp; <mailto:a@b.example|a@b.example>") == "our page & a@b.example"
    assert plain("<@U1> <#C1|care> <!here> &lt;!channel&gt;") == "@U1 #care @here <!channel>"


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"\xff", b"payload=%7B", b"payload=", b"", b"[" * 100_000, b"{" + b" " * 2**21],
    ids=range(8),
)
def test_a_body_that_is_not_slacks_is_a_value_not_an_error(body: bytes) -> None:
    """Each says what is wrong."""
    assert isinstance(read_body(body), BadPayload)


@pytest.mark.parametrize("more", [{"user": None}, {"user": "nobody"}, {"user": ["U1"]}])
def test_a_message_from_nobody_is_refused(more: dict[str, Any]) -> None:
    """Without a person there is nobody to answer."""
    assert isinstance(read_body(message(**more)), BadPayload)


@pytest.mark.parametrize("ts", [None, 7, "x", "99999999999999.1", "-1.0"])
def test_a_damaged_moment_costs_the_order_not_the_message(ts: object) -> None:
    """The message is still a message."""
    (found,) = read(message(ts=ts))
    assert (found.text, found.order, found.sent_at) == ("9", None, None)


def test_only_the_home_tab_is_home() -> None:
    """The messages tab opens without a word."""
    opened = {"event": {"type": "app_home_opened", "user": "U1", "tab": "home"}}
    assert home_opened(opened) == "U1"
    assert home_opened({"event": opened["event"] | {"tab": "messages"}}) == ""
    assert home_opened({"event": []}) == ""
