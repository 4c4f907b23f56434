"""The desk in Slack: shows cases as cards, changes them in place, and takes what the team clicks.

A card is a projection of its case: the last state wins, nothing queues up. A card whose answer was lost may stand
already; it is looked for by the case's id in the message's metadata before another one is posted. Limits are Slack's:
about one message a second to a channel, where short bursts pass, and 50 changes a minute in all.
"""

from __future__ import annotations

from datetime import datetime

from slack_sdk.errors import SlackApiError

from bots import slack_board, slack_card, slack_notes
from bots.card import Card, Shown, ShowOutcome
from bots.case_actions import CaseAction
from bots.case_form import Board, StormCard
from bots.outcome import InDoubt, Refused, RetryLater
from bots.pace import CHAT, Pace
from bots.request import WebhookRequest
from bots.slack_card import Block
from bots.slack_clicks import Act, Backroom, Reply, SlackClicks
from bots.slack_line import API_URL, client_for, is_signed, told, word_of
from bots.slack_notes import DeskNote, channel_id

EVENT_TYPE = "echoloop_case"
LOOKED_THROUGH = 200  # newest messages of a channel in which a lost card is looked for


class SlackDesk:
    """One Slack workspace's desk. `api_url` ends in `/api/`, so it can point at an emulator."""

    def __init__(
        self,
        token: str,
        signing_secret: str,
        api_url: str = API_URL,
        *,
        act: Act | None = None,
        room: Backroom | None = None,
        pace: Pace | None = None,
        timeout_s: int = 10,
    ) -> None:
        self._signing_secret = signing_secret
        self._client = client_for(token, api_url, timeout_s)  # after a lost answer cards are looked for
        self._clicks = SlackClicks(self._client, room or Backroom(act=act or _nobody))
        self._pace = pace or Pace(overall=(10, 12), chat=CHAT)

    def verify(self, request: WebhookRequest, now: datetime) -> bool:
        """Whether Slack signed the request within the last five minutes; `now` is wall-clock time."""
        return is_signed(self._signing_secret, request, now)

    async def take(self, request: WebhookRequest) -> Reply:
        """A verified interaction: does it, and says what to answer."""
        return await self._clicks.take(request.body.decode("utf-8", "replace"), request.headers)

    async def show(self, card: Card, place: str, ts: str = "", *, maybe_posted: bool = False) -> ShowOutcome:
        """Post the card into `place` (a channel's name or id), or change the one at `ts`.

        `maybe_posted`: an earlier post's answer was lost, so the channel is looked through first.
        """
        missing = await self._pace.wait(place)
        if missing:
            return RetryLater("our own rate limit", missing, untried=True)
        return await told(lambda: self._show(card, place, ts, maybe_posted=maybe_posted))

    async def show_storm(self, card: StormCard, place: str, ts: str = "", *, maybe_posted: bool = False) -> ShowOutcome:
        """Post a storm's one card, or change the one at `ts`; `maybe_posted` as above."""
        missing = await self._pace.wait(place)
        if missing:
            return RetryLater("our own rate limit", missing, untried=True)
        return await told(lambda: self._show_storm(card, place, ts, maybe_posted=maybe_posted))

    async def _show_storm(self, card: StormCard, place: str, ts: str, *, maybe_posted: bool) -> Shown:
        mark = {"list_id": card.list_id}
        if maybe_posted and not ts:
            place, ts = await self._find(mark, place)
        return await self._put(place, ts, slack_board.storm_summary(card), slack_board.storm_blocks(card), mark)

    async def post(self, note: DeskNote, *, maybe_posted: bool = False) -> ShowOutcome:
        """Say something in a channel or below a card; `maybe_posted`: an earlier try's answer was lost."""
        missing = await self._pace.wait(note.place)
        if missing:
            return RetryLater("our own rate limit", missing, untried=True)
        return await told(lambda: slack_notes.say(self._client, note, maybe_posted=maybe_posted))

    async def show_home(self, slack_id: str, board: Board) -> ShowOutcome:
        """A member's App Home."""
        return await told(lambda: self._home(slack_id, board))

    async def _home(self, slack_id: str, board: Board) -> Shown:
        view = {"type": "home", "blocks": slack_board.home_blocks(board)}
        await self._client.views_publish(user_id=slack_id, view=view)
        return Shown(slack_id, "")

    async def look(self) -> str | RetryLater | Refused | InDoubt:
        """The workspace's name, or why Slack does not say; for `echoloop doctor`."""
        return await told(self._look)

    async def _look(self) -> str:
        return str((await self._client.auth_test()).get("team", ""))

    async def _show(self, card: Card, place: str, ts: str, *, maybe_posted: bool) -> ShowOutcome:
        if maybe_posted and not ts:
            place, ts = await self._find({"case_id": card.case_id}, place)
        text, blocks = slack_card.summary(card), slack_card.blocks(card)
        return await self._put(place, ts, text, blocks, {"case_id": card.case_id})

    async def _put(self, place: str, ts: str, text: str, blocks: list[Block], mark: dict[str, str]) -> Shown:
        if ts:
            try:
                await self._client.chat_update(channel=place, ts=ts, text=text, blocks=blocks)
                return Shown(place, ts)
            except SlackApiError as error:
                if word_of(error) != "message_not_found":
                    raise  # somebody deleted the card: it is posted again
        answer = await self._client.chat_postMessage(
            channel=place,
            text=text,
            blocks=blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": mark},
            unfurl_links=False,
            unfurl_media=False,
        )
        return Shown(str(answer["channel"]), str(answer["ts"]))

    async def _find(self, mark: dict[str, str], place: str) -> tuple[str, str]:
        """The channel's id and the timestamp of the card with this mark in it ("" where there is none)."""
        found = await channel_id(self._client, place)
        history = await self._client.conversations_history(
            channel=found, limit=LOOKED_THROUGH, include_all_metadata=True
        )
        for message in history["messages"]:
            metadata = message.get("metadata") or {}
            if (metadata.get("event_payload") or {}) == mark:
                return found, str(message["ts"])
        return found, ""


async def _nobody(_action: CaseAction, _slack_id: str) -> str:
    """Where nobody acts, nothing happens."""
    return ""
