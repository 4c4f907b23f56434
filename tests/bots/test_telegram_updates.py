"""Updates of every recorded shape are read; mutated ones never raise and never lose what can be read."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from telegram import Update

from bots.request import BadPayload
from bots.telegram_updates import read_body, read_update
from conversation.messages import Inbound

ANNA = {"id": 5001, "is_bot": False, "first_name": "Anna", "last_name": "Muster", "language_code": "de"}
CHAT = {"id": 5001, "type": "private", "first_name": "Anna"}
BOT = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "a_bot"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Reisegruppe"}


def message(**content: Any) -> dict[str, Any]:
    """A private message of Anna's."""
    return {"update_id": 9, "message": {"message_id": 3, "from": ANNA, "chat": CHAT, "date": 1_800_000_000} | content}


PHOTO = [{"file_id": "f1", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 999}]
FILE = {"file_id": "f2", "file_unique_id": "u"}
ASKED = {"message_id": 2, "from": BOT, "chat": CHAT, "date": 1_800_000_000, "text": "0-10?"}

SHAPES: dict[str, tuple[dict[str, Any], str | None]] = {
    "text": (message(text="9/10"), "text"),
    "emoji": (message(text="👍🏽"), "text"),
    "start": (message(text="/start tok-1", entities=[{"type": "bot_command", "offset": 0, "length": 6}]), "start"),
    "stop": (message(text="/stop"), "text"),
    "photo": (message(photo=PHOTO, caption="schau"), "media"),
    "document": (message(document=FILE | {"mime_type": "application/pdf", "file_size": 5}), "media"),
    "voice": (message(voice=FILE | {"duration": 3, "mime_type": "audio/ogg"}), "media"),
    "video": (message(video=FILE | {"width": 1, "height": 1, "duration": 1}), "media"),
    "video_note": (message(video_note=FILE | {"length": 1, "duration": 1}), "media"),
    "sticker": (
        message(
            sticker=FILE
            | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False, "emoji": "👍"}
        ),
        "unsupported",
    ),
    "location": (message(location={"longitude": 9.9, "latitude": 53.5}), "unsupported"),
    "contact": (message(contact={"phone_number": "+490000", "first_name": "A"}), "unsupported"),
    "dice": (message(dice={"emoji": "🎲", "value": 3}), "unsupported"),
    "reply": (message(text="ja", reply_to_message=ASKED), "text"),
    "forwarded": (
        message(text="weiter", forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "X"}),
        "text",
    ),
    "pinned": (message(pinned_message=ASKED), None),
    "tap": (
        {
            "update_id": 9,
            "callback_query": {"id": "77", "from": ANNA, "message": ASKED, "chat_instance": "1", "data": "s:9"},
        },
        "button",
    ),
    "old tap": (
        {
            "update_id": 9,
            "callback_query": {
                "id": "77",
                "from": ANNA,
                "message": {"chat": CHAT, "message_id": 2, "date": 0},
                "chat_instance": "1",
                "data": "s:9",
            },
        },
        "button",
    ),
    "kicked": (
        {
            "update_id": 9,
            "my_chat_member": {
                "chat": CHAT,
                "from": ANNA,
                "date": 1_800_000_000,
                "old_chat_member": {"user": BOT, "status": "member"},
                "new_chat_member": {"user": BOT, "status": "kicked", "until_date": 0},
            },
        },
        "blocked",
    ),
    "back": (
        {
            "update_id": 9,
            "my_chat_member": {
                "chat": CHAT,
                "from": ANNA,
                "date": 1_800_000_000,
                "old_chat_member": {"user": BOT, "status": "kicked", "until_date": 0},
                "new_chat_member": {"user": BOT, "status": "member"},
            },
        },
        "unblocked",
    ),
    "edited": ({"update_id": 9, "edited_message": message(text="9!")["message"]}, None),
    "group talk": (message(chat=GROUP, text="hallo zusammen"), None),
    "group command": (message(chat=GROUP, text="/start"), "group"),
    "channel post": ({"update_id": 9, "channel_post": message(chat=GROUP | {"type": "channel"})["message"]}, None),
    "inline": ({"update_id": 9, "inline_query": {"id": "1", "from": ANNA, "query": "x", "offset": ""}}, None),
    "unknown kind": ({"update_id": 9, "hologram": {"depth": 3}}, None),
    "another bot": (message(text="spam", **{"from": BOT}), None),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_recorded_shape_is_read(name: str) -> None:
    """Each shape has its kind, or concerns nobody."""
    update, kind = SHAPES[name]
    read = read_update(update)
    assert isinstance(read, list), read
    assert [inbound.kind for inbound in read] == ([] if kind is None else [kind])


def test_names_language_and_time_come_along() -> None:
    """What Telegram tells about a customer is kept."""
    (inbound,) = [*_read("text")]
    assert (inbound.first_name, inbound.last_name, inbound.language) == ("Anna", "Muster", "de")
    assert inbound.sent_at is not None
    assert inbound.sent_at.timestamp() == 1_800_000_000


def test_a_text_no_database_takes_is_cleaned() -> None:
    """Halves of surrogate pairs and NUL are taken out; a megabyte is cut, not lost."""
    (inbound,) = read_body(json.dumps(message(text="a\ud800b\x00c")).encode())  # type: ignore[misc]
    assert inbound.text == "a?bc"
    (inbound,) = read_body(json.dumps(message(text="x" * 1_000_000)).encode())  # type: ignore[misc]
    assert len(inbound.text) == 4096


@pytest.mark.parametrize("name", SHAPES)
def test_the_sdk_reads_the_same(name: str) -> None:
    """Every recorded shape is one that python-telegram-bot takes for real, with the same chat and the same words."""
    update, kind = SHAPES[name]
    theirs = Update.de_json(copy.deepcopy(update))
    for ours in _read(name):
        assert theirs.effective_chat is not None
        assert str(theirs.effective_chat.id) == ours.sender
        if kind == "text":
            assert theirs.message is not None
            assert theirs.message.text == ours.text
            assert theirs.message.date == ours.sent_at


def test_a_damaged_corner_does_not_lose_the_message() -> None:
    """What we do not need may be anything at all."""
    corners: tuple[dict[str, Any], ...] = (
        {"entities": 5},
        {"date": "soon"},
        {"reply_to_message": []},
        {"from": None},
        {"link_preview_options": {"x": [[]]}},
    )
    for corner in corners:
        update = message(text="9")
        update["message"] |= corner
        read = read_update(update)
        assert isinstance(read, list), corner
        assert [inbound.text for inbound in read] == ["9"], corner


def test_a_huge_body_is_refused_with_its_size() -> None:
    """What no Telegram sends is not even parsed."""
    read = read_body(b" " * 5_000_000)
    assert isinstance(read, BadPayload)
    assert "5000000" in read.reason


def _read(name: str) -> list[Inbound]:
    read = read_update(SHAPES[name][0])
    assert isinstance(read, list)
    return read


WEIRD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**70,
    1e300,
    "",
    "x" * 10_000,
    "\ud83d",
    "\u202e\x00\u200d",
    [],
    {},
    [[]],
    {"id": {}},
    "5001",
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for key, child in children:
        found += _places(child, (*path, key))
    return found


def _mutated(update: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The update with one to three places removed, replaced or overgrown."""
    mutant = copy.deepcopy(update)
    for _ in range(chance.randint(1, 3)):
        places = _places(mutant)
        if not places:
            break
        *way, last = chance.choice(places)
        parent = mutant
        for key in way:
            parent = parent[key]
        if chance.random() < 0.3:
            del parent[last]
        elif chance.random() < 0.1 and isinstance(parent, dict):
            parent[chance.choice(["new_field", "text", "photo", "chat"])] = copy.deepcopy(chance.choice(WEIRD))
        else:
            parent[last] = copy.deepcopy(chance.choice(WEIRD))
    return mutant


def test_three_thousand_mutated_updates_raise_nothing() -> None:
    """Missing fields, wrong types, huge values, unicode tricks: a list or a reason, storable as UTF-8 JSON."""
    chance = random.Random(20261121)
    shapes = [update for update, _ in SHAPES.values()]
    read_well = 0
    for _ in range(3000):
        mutant = _mutated(chance.choice(shapes), chance)
        read = read_body(json.dumps(mutant).encode())
        assert isinstance(read, list | BadPayload), mutant
        for inbound in read if isinstance(read, list) else []:
            read_well += 1
            f"{inbound}".encode()
            assert inbound.sender.lstrip("-").isdigit()
            assert inbound.order is not None
            assert inbound.order < 2**63
    assert read_well > 1300, "most faults leave the message readable"
