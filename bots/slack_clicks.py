"""Clicks and modals of the desk, through slack-bolt: each becomes an action on a case, stored before it is answered.

Bolt parses and dispatches the interaction and shapes the answer. What it does not do is done around it: the signature
is verified by `SlackDesk.verify` with our own clock, and the same submission delivered twice has one effect because
the action carries its key. Slack waits three seconds for the answer; an action is one short transaction.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bots.case_actions import AnswerCustomer, CaseAction, Claim, Reopen, Resolve
from bots.slack_modals import answer_modal, case_of, field_of, resolve_modal
from conversation.messages import Language

LOG = logging.getLogger(__name__)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What reading a damaged interaction raises."""

Json = dict[str, Any]
Ack = Callable[..., Awaitable[Any]]

Act = Callable[[CaseAction], Awaitable[str]]
"""Does what the desk wants; returns what to tell the person who clicked, "" where the card says it all."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to Slack's request: status, body, headers."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class SlackClicks:
    """The desk's interactions. `act` is called once for every click or submission that concerns a case."""

    def __init__(self, client: AsyncWebClient, act: Act) -> None:
        self._client, self._act = client, partial(_acting, act)

        async def authorized() -> AuthorizeResult:  # one workspace, one token: nothing to look up
            return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=client.token)

        self._app = AsyncApp(
            name="echoloop",
            logger=_quiet(),
            client=AsyncWebClient(base_url=client.base_url),
            authorize=authorized,
            request_verification_enabled=False,  # verified before, with our own clock
            process_before_response=True,  # stored before it is answered
        )
        self._app.error(_unreadable)
        self._app.action("case_claim")(self._claim)
        self._app.action("case_reopen")(self._reopen)
        self._app.action("case_answer")(self._open_answer)
        self._app.action("case_resolve")(self._open_resolve)
        self._app.view("case_answer_sent")(self._answer)
        self._app.view("case_resolve_sent")(self._resolve)

    async def take(self, body: str, headers: dict[str, str]) -> Reply:
        """One verified request; anything that is not an interaction of ours is answered 404, damaged ones 400."""
        try:
            request = AsyncBoltRequest(body=body, headers=dict(headers))
            answer = await self._app.async_dispatch(request)
        except UNREADABLE:
            return Reply(400, "this is not an interaction")
        first = {name: str(values[0]) for name, values in answer.headers.items() if values}
        return Reply(answer.status, answer.body or "", first)

    async def _claim(self, ack: Ack, body: Json) -> None:
        told = await self._act(Claim(_button(body)["case"], _who(body)))
        await ack()
        await self._tell(body, told)

    async def _reopen(self, ack: Ack, body: Json) -> None:
        told = await self._act(Reopen(_button(body)["case"], _who(body)))
        await ack()
        await self._tell(body, told)

    async def _open_answer(self, ack: Ack, body: Json) -> None:
        button = _button(body)
        await ack()
        view = answer_modal(button["case"], int(button.get("number", 0)), _words(button))
        await self._open(body, view)

    async def _open_resolve(self, ack: Ack, body: Json) -> None:
        button = _button(body)
        await ack()
        causes = [str(cause) for cause in button.get("causes", [])]
        view = resolve_modal(button["case"], int(button.get("number", 0)), _words(button), causes)
        await self._open(body, view)

    async def _answer(self, ack: Ack, body: Json) -> None:
        view = body["view"]
        action = AnswerCustomer(case_of(view), _who(body), field_of(view, "text"), key=f"slack:{view['id']}")
        told = await self._act(action)
        await ack(**_errors("text", told))

    async def _resolve(self, ack: Ack, body: Json) -> None:
        view = body["view"]
        told = await self._act(
            Resolve(
                case_of(view),
                _who(body),
                field_of(view, "outcome"),
                field_of(view, "cause"),
                field_of(view, "note"),
            )
        )
        await ack(**_errors("outcome", told))

    async def _open(self, body: Json, view: Json) -> None:
        try:
            await self._client.views_open(trigger_id=body.get("trigger_id", ""), view=view)
        except SlackClientError:  # the click came too late for a modal: the person clicks again
            return

    async def _tell(self, body: Json, text: str) -> None:
        """Say something to the one who clicked; nothing hangs on it."""
        if not text:
            return
        try:
            await self._client.chat_postEphemeral(
                channel=body.get("channel", {}).get("id", ""), user=body["user"]["id"], text=text
            )
        except SlackClientError:
            return


def _quiet() -> logging.Logger:
    """Bolt warns of interactions that it does not know, and quotes them: what somebody else wrote is never logged."""
    quiet = LOG.getChild("bolt")
    quiet.setLevel(logging.CRITICAL)
    return quiet


async def _acting(act: Act, action: CaseAction) -> str:
    """What goes wrong while acting is a bug, whatever its class: no damaged interaction."""
    try:
        return await act(action)
    except UNREADABLE as error:
        raise RuntimeError("acting on a case failed") from error


async def _unreadable(error: Exception) -> BoltResponse:
    """A damaged interaction is the sender's trouble, not ours; everything else is, and stays an error."""
    if not isinstance(error, UNREADABLE):
        raise error
    LOG.warning("an interaction from Slack cannot be read: %s", type(error).__name__)
    return BoltResponse(status=400, body="this is not an interaction")


def _button(body: Json) -> Json:
    value: Json = json.loads(body["actions"][0].get("value") or "{}")
    return value


def _words(button: Json) -> Language:
    return "en" if button.get("words") == "en" else "de"


def _who(body: Json) -> str:
    user = body.get("user", {})
    return str(user.get("username") or user.get("name") or user.get("id") or "?")[:80]


def _errors(block: str, told: str) -> Json:
    """The modal stays open with what is wrong, or closes."""
    return {"response_action": "errors", "errors": {block: told}} if told else {}
