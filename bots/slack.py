"""Slack for customers: direct messages with buttons, and the open question on the App Home.

The same Slack app may serve the desk: customers' buttons have action ids of their own. An address is a person's id in
the workspace. Limits are Slack's: about one message a second to a conversation, where short bursts pass, and some
hundreds a minute in all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bots.download import FetchOutcome, download, host_of
from bots.outcome import AddressDead, InDoubt, Refused, RetryLater, SendOutcome, Sent
from bots.pace import CHAT, OVERALL, Pace
from bots.pictures import NO_PICTURES, Pictures
from bots.prompt_text import text_of
from bots.request import BadPayload, WebhookRequest
from bots.slack_blocks import Block, blocks, home, notice, without_buttons
from bots.slack_line import API_URL, OPERATORS, client_for, is_signed, told
from bots.slack_updates import HOME, read_body
from conversation.messages import Channel, Inbound, Media, Prompt

PACE: dict[str, tuple[int, float]] = {"overall": OVERALL["slack"], "chat": CHAT}
"""Nearly ten messages a second over all conversations: Slack allows "several hundred a minute"."""

EVENT_TYPE = "echoloop_message"
LOOKED_THROUGH = 15  # newest messages of a conversation in which a lost one is looked for
DOUBTS_KEPT = 1000
BAD_PICTURE = ("invalid_blocks", "invalid_blocks_format", "invalid_attachments", "download_failed")
DEAD = ("user_not_found", "user_disabled", "channel_not_found", "is_archived", "cannot_dm_bot", "user_not_visible")


class SlackBot:
    """One workspace's customers. `api_url` ends in `/api/`; without a signing secret no request is believed."""

    def __init__(
        self,
        token: str,
        signing_secret: str = "",
        api_url: str = API_URL,
        *,
        pace: Pace | None = None,
        timeout_s: int = 10,
        pictures: Pictures = NO_PICTURES,
    ) -> None:
        self._pictures = pictures
        self._signing_secret = signing_secret
        self._client: AsyncWebClient = client_for(token, api_url, timeout_s)
        self._pace = pace or Pace(overall=PACE["overall"], chat=PACE["chat"])
        self._doubts: OrderedDict[str, None] = OrderedDict()  # keys whose answer was lost, the oldest first
        self.last_problem = ""

    @property
    def channel(self) -> Channel:
        """The channel's word."""
        return "slack"

    def verify(self, request: WebhookRequest, now: datetime) -> bool:
        """Whether Slack signed the request within the last five minutes; `now` is wall-clock time."""
        return is_signed(self._signing_secret, request, now)

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:
        """The messages in a verified body; see bots/slack_updates.py for what is left alone."""
        return read_body(request.body)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Take the buttons away from the message, or the App Home, that was answered; best effort."""
        source, at_home = inbound.source, inbound.callback.startswith(HOME)
        if not source and not at_home:
            return
        empty = self._publish(inbound.sender, []) if at_home else self._take_buttons(source)
        outcome = await told(lambda: empty)
        if isinstance(outcome, RetryLater | Refused | InDoubt):
            self.last_problem = f"taking buttons away: {outcome.reason}"

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Send one prompt as one message, however long.

        `key` travels in the message's metadata. Where the answer to an earlier try was lost, the conversation is
        looked through for it first.
        """
        text = text_of(prompt, now)
        if not text:
            return Refused("the text is empty")
        missing = await self._pace.wait(address)
        if missing:
            return RetryLater("our own rate limit", missing, untried=True)
        picture = self._pictures.url(prompt.media)
        outcome = await told(lambda: self._post(address, text, blocks(text, prompt, picture), key))
        if picture and isinstance(outcome, Refused) and outcome.reason in BAD_PICTURE:
            self.last_problem = f"picture: {outcome.reason}"  # a bad picture costs nobody the question
            outcome = await told(lambda: self._post(address, text, blocks(text, prompt), key))
        self._remember(key, in_doubt=isinstance(outcome, InDoubt))
        return _for_customers(outcome)

    async def fetch(self, media: Media, *, limit: int) -> FetchOutcome:
        """A photo or file that somebody sent."""
        found = await told(lambda: self._private_url(media.platform_id))
        if isinstance(found, InDoubt):
            return RetryLater(found.reason)
        if not isinstance(found, str):
            return found
        headers = {"Authorization": f"Bearer {self._client.token}"}
        hosts = ("slack.com", "slack-edge.com", host_of(self._client.base_url))
        return await download(found, hosts=hosts, limit=limit, headers=headers)

    async def _private_url(self, file_id: str) -> str:
        file = (await self._client.files_info(file=file_id))["file"]
        return str(file.get("url_private_download") or file.get("url_private") or "")

    async def show_home(self, address: str, prompt: Prompt, now: datetime) -> SendOutcome:
        """Show a prompt on somebody's App Home, in place of what stood there."""
        text = text_of(prompt, now)
        return await told(lambda: self._publish(address, blocks(text, prompt) if text else []))

    async def _publish(self, address: str, shown: list[Block]) -> Sent:
        await self._client.views_publish(user_id=address, view=home(shown))
        return Sent("")

    async def _post(self, address: str, text: str, shown: list[Block], key: str) -> Sent:
        if key in self._doubts:
            found = await self._find(address, key)
            if found:
                return Sent(found)
        answer = await self._client.chat_postMessage(
            channel=address,
            text=notice(text),
            blocks=shown,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Sent(f"{answer['channel']}:{answer['ts']}")

    async def find(
        self,
        address: str,
        prompt: Prompt,  # noqa: ARG002
        *,
        key: str,
        now: datetime,  # noqa: ARG002
        known: Collection[str],  # noqa: ARG002
    ) -> Sent | None:
        """The message with this key in its metadata, among the newest of the conversation."""
        found = await told(lambda: self._find(address, key))
        return Sent(found) if isinstance(found, str) and found else None

    async def _find(self, address: str, key: str) -> str:
        """The message with this key among the newest of the conversation; "" where there is none."""
        opened = await self._client.conversations_open(users=address)
        conversation = str(opened["channel"]["id"])
        for message in await self._newest(conversation, limit=LOOKED_THROUGH):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key") == key:
                return f"{conversation}:{message['ts']}"
        return ""

    async def _take_buttons(self, source: str) -> None:
        conversation, _, ts = source.partition(":")
        for message in await self._newest(conversation, limit=1, latest=ts, inclusive=True):
            shown = message.get("blocks") or []
            kept = without_buttons(shown)
            if message.get("ts") == ts and len(kept) < len(shown):
                await self._client.chat_update(channel=conversation, ts=ts, text=message.get("text", ""), blocks=kept)

    async def _newest(self, conversation: str, **which: Any) -> list[dict[str, Any]]:
        answer = await self._client.conversations_history(channel=conversation, include_all_metadata=True, **which)
        found: list[dict[str, Any]] = answer["messages"]
        return found

    def _remember(self, key: str, *, in_doubt: bool) -> None:
        self._doubts.pop(key, None)
        if in_doubt:
            self._doubts[key] = None
            while len(self._doubts) > DOUBTS_KEPT:
                self._doubts.popitem(last=False)


def _for_customers(outcome: Sent | RetryLater | Refused | InDoubt) -> SendOutcome:
    """A refusal in a channel's own words: nobody there, or the operator's matter."""
    if not isinstance(outcome, Refused):
        return outcome
    if outcome.reason in DEAD:
        return AddressDead(outcome.reason)
    if outcome.reason in OPERATORS:
        return RetryLater(f"Slack refuses us: {outcome.reason}")
    return outcome
