"""Says at the desk what waits to be said: in cases' threads, in channels; each once, in order, whatever Slack does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from authoring.experience import Experience
from bots.card import Shown, ShowOutcome
from bots.outcome import InDoubt, Refused, RetryLater
from bots.slack_words import said
from conversation.messages import Language
from storage.database import Store
from storage.desk_posts import IN_DOUBT, DeskPost, claim_posts, settle_post
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.case_told import desk_words

if TYPE_CHECKING:  # Slack's libraries are loaded only where a desk is set up
    from bots.slack_desk import SlackDesk

RETRY_AFTER = timedelta(seconds=5)
REFUSED_RETRY_AFTER = timedelta(minutes=10)
LEASE = timedelta(seconds=60)

ReadFile = Callable[[str], Awaitable[bytes | None]]
"""The bytes of a customer's stored file by its name, None where it is gone."""


async def no_files(_name: str) -> bytes | None:
    """Where files are kept nowhere."""
    return None


async def show_posts(
    store: Store,
    *,
    desk: SlackDesk,
    bundles: Bundles,
    now: datetime,
    read_file: ReadFile = no_files,
    limit: int = 20,
) -> int:
    """Say up to `limit` things; returns how many were said or postponed."""
    if not await store.read(lambda tx: claim_posts(tx, now, 1)):
        return 0
    waiting = await store.run(lambda tx: claim_posts(tx, now, limit, until=now + LEASE))
    experience = await bundles.current()
    for post in waiting:
        await _say(store, desk, experience, post, now, read_file)
    return len(waiting)


async def _say(
    store: Store, desk: SlackDesk, experience: Experience, post: DeskPost, now: datetime, read_file: ReadFile
) -> None:
    from bots.slack_notes import DeskNote

    name, content = await _file(post, read_file)
    words = experience.desk_language(post.place.removeprefix("team:"))
    note = DeskNote(
        key=post.key,
        place=_place(post, experience),
        text=_text(post, words),
        thread=post.card_ts if not post.place else "",
        mention=tuple(post.body.get("mention") or ()),
        blocks=tuple(post.body.get("blocks") or ()) or _deciding(post, words),
        file=content,
        file_name=name,
    )
    half_done = bool(content) and post.attempts > 0  # the words may stand although the file was refused
    outcome = await desk.post(note, maybe_posted=half_done or post.outcome.startswith(IN_DOUBT))
    await store.run(lambda tx: _settle(tx, post, outcome, now))


async def _file(post: DeskPost, read_file: ReadFile) -> tuple[str, bytes]:
    """What hangs on a post: a customer's file, or the picture of a digest's trend."""
    if post.body.get("trend"):
        from bots.trend_picture import draw

        words: Language = "en" if post.body.get("words") == "en" else "de"
        return "trend.png", await asyncio.to_thread(draw, post.body["trend"], words)
    name = str(post.body.get("file", ""))
    return name, (await read_file(name) or b"") if name else b""


def _place(post: DeskPost, experience: Experience) -> str:
    """The channel of the card, the channel that is named, or that of a team."""
    if not post.place:
        return post.card_channel
    name = post.place.removeprefix("team:")
    team = experience.desk.teams.get(name) if post.place.startswith("team:") else None
    return team.channel if team else name


def _text(post: DeskPost, words: Language) -> str:
    who, text = post.body.get("who"), str(post.body.get("text", ""))
    if who is None:
        return text
    template = desk_words(words)["praise" if post.body.get("kind") == "praise" else "in"]
    name, of = who or said(words, "somebody"), post.body.get("of")
    return template.format(name=f"{name} ({of})" if of else name, text=text)


def _deciding(post: DeskPost, words: Language) -> tuple[dict[str, Any], ...]:
    """Two buttons below what the lead is to decide."""
    gesture = post.body.get("decide")
    if not gesture:
        return ()
    from bots.slack_board import deciding

    return deciding(_text(post, words), post.body.get("mention") or [], post.case_id or "", str(gesture), words)


def _settle(tx: Transaction, post: DeskPost, outcome: ShowOutcome, now: datetime) -> None:
    match outcome:
        case Shown(_, ts):
            # what stands in a channel quotes many customers (digests): erasing one could not find it here
            settle_post(tx, post.id, state="sent", ts=ts, forget=bool(post.place))
        case RetryLater(reason, after_s):
            pause = RETRY_AFTER if after_s is None else timedelta(seconds=after_s)
            settle_post(tx, post.id, state="waiting", outcome=reason, due_at=now + pause)
        case InDoubt(reason):
            settle_post(tx, post.id, state="waiting", outcome=f"{IN_DOUBT}: {reason}", due_at=now + RETRY_AFTER)
        case Refused(reason):
            settle_post(tx, post.id, state="waiting", outcome=reason, due_at=now + REFUSED_RETRY_AFTER)
