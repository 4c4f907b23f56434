"""Clicks, modals, shortcuts and the command of the desk, through slack-bolt: each becomes an action on a case.

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

from bots import slack_forms
from bots.case_actions import AnswerCustomer, CaseAction, Claim, DecideGesture, Reopen, Resolve
from bots.case_form import CaseForm
from bots.slack_modals import answer_modal, case_of, field_of, resolve_modal
from bots.slack_words import said
from conversation.messages import Language

LOG = logging.getLogger(__name__)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What reading a damaged interaction raises."""

Json = dict[str, Any]
Ack = Callable[..., Awaitable[Any]]

Act = Callable[[CaseAction, str], Awaitable[str]]
"""Does what the person of this Slack id wants; returns what to tell him, "" where the card says it all."""

Form = Callable[[str, str], Awaitable[CaseForm | None]]
"""The facts for a modal of this case ("" = of none) before the person of this Slack id."""

Told = Callable[[str, str], Awaitable[str]]
"""What the command answers to this text of the person of this Slack id."""

Thread = Callable[[str, str], Awaitable[str]]
"""The case whose card stands in this channel under this timestamp, "" where there is none."""


async def no_form(_case_id: str, _slack_id: str) -> CaseForm | None:
    """Where nobody can be asked there are no modals but the plain ones."""
    return None


async def nothing_told(_text: str, _slack_id: str) -> str:
    """Where nobody can be asked the command has no answer."""
    return ""


async def no_thread(_channel: str, _ts: str) -> str:
    """Where nobody can be asked no thread is a case's."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backroom:
    """Whom the desk asks: what to do, what a modal needs, what the command answers, whose thread it is."""

    act: Act
    form: Form = no_form
    told: Told = nothing_told
    thread: Thread = no_thread


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to Slack's request: status, body, headers."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class SlackClicks:
    """The desk's interactions. The backroom acts once for every click or submission that concerns a case."""

    def __init__(self, client: AsyncWebClient, room: Backroom) -> None:
        self._client, self._room, self._act = client, room, partial(_acting, room.act)

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
        self._app.action("case_more")(self._open_form)
        self._app.action("case_new")(self._open_new)
        self._app.action("case_open")(_seen)
        self._app.action("gesture_grant")(self._decide)
        self._app.action("gesture_refuse")(self._decide)
        self._app.view("case_answer_sent")(self._answer)
        self._app.view("case_resolve_sent")(self._resolve)
        self._app.view("case_form_sent")(self._form)
        self._app.shortcut("case_to_customer")(self._to_customer)
        self._app.shortcut("case_new")(self._open_new)
        self._app.command("/echoloop")(self._command)

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
        told = await self._act(Claim(_button(body)["case"], _who(body)), _id(body))
        await ack()
        await self._tell(body, told)

    async def _reopen(self, ack: Ack, body: Json) -> None:
        told = await self._act(Reopen(_button(body)["case"], _who(body)), _id(body))
        await ack()
        await self._tell(body, told)

    async def _decide(self, ack: Ack, body: Json) -> None:
        button, granted = _button(body), body["actions"][0]["action_id"] == "gesture_grant"
        told = await self._act(DecideGesture(button["case"], _who(body), button["gesture"], granted), _id(body))
        await ack()
        await self._tell(body, told)

    async def _open_answer(self, ack: Ack, body: Json) -> None:
        button = _button(body)
        await ack()
        form = await self._room.form(button["case"], _id(body))
        replies = tuple((name, f"{name}: {text}") for name, text in form.replies) if form else ()
        to = form.to if form else ()
        view = answer_modal(button["case"], int(button.get("number", 0)), _words(button), replies, to=to)
        await self._open(body, view)

    async def _open_resolve(self, ack: Ack, body: Json) -> None:
        button = _button(body)
        await ack()
        causes = [str(cause) for cause in button.get("causes", [])]
        view = resolve_modal(button["case"], int(button.get("number", 0)), _words(button), causes)
        await self._open(body, view)

    async def _open_form(self, ack: Ack, body: Json) -> None:
        name, _, case_id = str(body["actions"][0]["selected_option"]["value"]).partition(":")
        await ack()
        form = await self._room.form(case_id, _id(body))
        view = slack_forms.view_of(name, form) if form else None
        if view is not None:
            await self._open(body, view)
        elif form is not None:
            await self._tell(body, said(form.words, "no_case" if not form.number else "nothing_said"))

    async def _open_new(self, ack: Ack, body: Json) -> None:
        await ack()
        form = await self._room.form("", _id(body))
        view = slack_forms.view_of("new", form) if form else None
        if view is not None:
            await self._open(body, view)

    async def _to_customer(self, ack: Ack, body: Json) -> None:
        """The message shortcut below a case's card: what a colleague wrote in the thread goes to the customer."""
        await ack()
        message = body.get("message", {})
        root = str(message.get("thread_ts") or message.get("ts") or "")
        case_id = await self._room.thread(str(body.get("channel", {}).get("id", "")), root)
        form = await self._room.form(case_id, _id(body)) if case_id else None
        if form is not None:
            text = str(message.get("text", ""))
            view = answer_modal(case_id, form.number, form.words, form.replies, to=form.to, text=text)
            await self._open(body, view)

    async def _answer(self, ack: Ack, body: Json) -> None:
        view = body["view"]
        text, reply = field_of(view, "text"), field_of(view, "reply")
        to, key = field_of(view, "to"), f"slack:{view['id']}"
        action = AnswerCustomer(case_of(view), _who(body), text, key=key, reply=reply, to=to)
        told = await self._act(action, _id(body))
        await ack(**_errors("text", told))

    async def _resolve(self, ack: Ack, body: Json) -> None:
        view = body["view"]
        action = Resolve(
            case_of(view), _who(body), field_of(view, "outcome"), field_of(view, "cause"), field_of(view, "note")
        )
        told = await self._act(action, _id(body))
        await ack(**_errors("outcome", told))

    async def _form(self, ack: Ack, body: Json) -> None:
        view = body["view"]
        action = slack_forms.action_of(view, _who(body))
        told = await self._act(action, _id(body)) if action is not None else ""
        await ack(**_errors(slack_forms.first_field(view), told))

    async def _command(self, ack: Ack, body: Json) -> None:
        text = str(body.get("text") or "").strip()
        if text.lower() in ("new", "neu"):
            await self._open_new(ack, body)
            return
        told = await self._room.told(text, _id(body))
        await ack(response_type="ephemeral", text=told or "–")

    async def _open(self, body: Json, view: Json) -> None:
        try:
            await self._client.views_open(trigger_id=body.get("trigger_id", ""), view=view)
        except SlackClientError:  # the click came too late for a modal: the person clicks again
            return

    async def _tell(self, body: Json, text: str) -> None:
        """Say something to the one who clicked; nothing hangs on it."""
        if not text:
            return
        channel = body.get("channel", {}).get("id", "") or body["user"]["id"]
        try:
            await self._client.chat_postEphemeral(channel=channel, user=body["user"]["id"], text=text)
        except SlackClientError:
            return


async def _seen(ack: Ack) -> None:
    """A link was followed: nothing to do."""
    await ack()


def _quiet() -> logging.Logger:
    """Bolt warns of interactions that it does not know, and quotes them: what somebody else wrote is never logged."""
    quiet = LOG.getChild("bolt")
    quiet.setLevel(logging.CRITICAL)
    return quiet


async def _acting(act: Act, action: CaseAction, slack_id: str) -> str:
    """What goes wrong while acting is a bug, whatever its class: no damaged interaction."""
    try:
        return await act(action, slack_id)
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


def _id(body: Json) -> str:
    """The Slack id of whoever did it; a command names it flatly."""
    return str(body.get("user", {}).get("id") or body.get("user_id") or "")[:40]


def _who(body: Json) -> str:
    user = body.get("user", {})
    return str(user.get("username") or user.get("name") or user.get("id") or body.get("user_name") or "?")[:80]


def _errors(block: str, told: str) -> Json:
    """The modal stays open with what is wrong, or closes."""
    return {"response_action": "errors", "errors": {block: told}} if told else {}
