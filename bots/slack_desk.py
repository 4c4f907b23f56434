"""The desk in Slack: shows cases as cards, changes them in place, and takes what the team clicks.

A card is a projection of its case: the last state wins, nothing queues up. A card whose answer was lost may stand
already; it is looked for by the case's id in the message's metadata before another one is posted. Limits are Slack's:
about one message a second to a channel, where short bursts pass, and 50 changes a minute in all.
"""

from __future__ import annotations

from datetime import datetime

from slack_sdk.errors import SlackApiError

from bots import slack_card
from bots.card import Card, Shown, ShowOutcome
from bots.outcome import InDoubt, Refused, RetryLater
from bots.pace import Pace
from bots.request import WebhookRequest
from bots.slack_clicks import Act, Reply, SlackClicks
from bots.slack_line import API_URL, client_for, is_signed, told, word_of

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
        act: Act,
        pace: Pace | None = None,
        timeout_s: int = 10,
    ) -> None:
        self._signing_secret = signing_secret
        self._client = client_for(token, api_url, timeout_s)  # after a lost answer cards are looked for
        self._clicks = SlackClicks(self._client, act)
        self._pace = pace or Pace(overall=(50, 60), chat=(3, 3))

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
            return RetryLater("our own rate limit", missing)
        return await told(lambda: self._show(card, place, ts, maybe_posted=maybe_posted))

    async def look(self) -> str | RetryLater | Refused | InDoubt:
        """The workspace's name, or why Slack does not say; for `echoloop doctor`."""
        return await told(self._look)

    async def _look(self) -> str:
        return str((await self._client.auth_test()).get("team", ""))

    async def _show(self, card: Card, place: str, ts: str, *, maybe_posted: bool) -> ShowOutcome:
        if maybe_posted and not ts:
            place, ts = await self._find(card, place)
        text, blocks = slack_card.summary(card), slack_card.blocks(card)
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
            metadata={"event_type": EVENT_TYPE, "event_payload": {"case_id": card.case_id}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return Shown(str(answer["channel"]), str(answer["ts"]))

    async def _find(self, card: Card, place: str) -> tuple[str, str]:
        """The channel's id and the timestamp of the case's card in it ("" where there is none)."""
        name = place.removeprefix("#")
        channels = await self._client.conversations_list(limit=1000, exclude_archived=True)
        found = next((one for one in channels["channels"] if name in (one["id"], one["name"])), None)
        if found is None:
            return place, ""
        history = await self._client.conversations_history(
            channel=found["id"], limit=LOOKED_THROUGH, include_all_metadata=True
        )
        for message in history["messages"]:
            metadata = message.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("case_id") == card.case_id:
                return str(found["id"]), str(message["ts"])
        return str(found["id"]), ""
