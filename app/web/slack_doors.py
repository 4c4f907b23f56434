"""Where Slack calls: the desk's clicks and modals, customers' messages and clicks, and whoever opens the App Home.

What is heard over the socket (app/slack_socket.py) goes the same way from behind the signature on.

Slack waits three seconds: a message is stored and answered, nothing slow happens before that. The same event delivered
again has the same event_id and one effect.
"""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.responses import Response

from app.desk_room import board, note_thread
from app.web.entrance import Door
from app.web.problem import problem
from app.web.webhooks import take_in_parsed
from app.wiring import House
from bots.request import BadPayload, WebhookRequest
from usecases.open_question import open_question


def signed_door(hear: Door) -> Door:
    """A door that hears only what Slack has signed."""

    async def door(house: House, call: WebhookRequest) -> Response:
        if house.desk is None:
            return problem(404, "There is no desk in Slack here.", way_out="Set channels.slack.bot_token and restart.")
        if not house.desk.verify(call, house.clocks.wall()):
            house.metrics.refused.labels("slack", "secret").inc()
            way_out = "Check channels.slack.signing_secret."
            return problem(401, "This call is not signed by Slack.", way_out=way_out)
        return await hear(house, call)

    return door


async def hear_interaction(house: House, call: WebhookRequest) -> Response:
    """A click or a modal: a customer's answer is stored, the desk's wish done in one short transaction."""
    return await _from_customer(house, call) if _of_customer(call) else await hear_desk(house, call)


async def hear_desk(house: House, call: WebhookRequest) -> Response:
    """What somebody of the desk clicked, submitted or typed after `/echoloop`."""
    if house.desk is None:
        return Response(status_code=200)
    reply = await house.desk.take(call)
    return Response(reply.body, reply.status, reply.headers)


async def hear_event(house: House, call: WebhookRequest) -> Response:
    """One event: Slack's first question is answered, messages are stored, an opened App Home is filled."""
    from bots.slack_threads import thread_line
    from bots.slack_updates import home_opened, read_json

    found = read_json(call.body)
    if isinstance(found, BadPayload):
        return problem(400, f"The body cannot be read: {found.reason}.")
    if found.get("type") == "url_verification":
        return Response(str(found.get("challenge") or ""), media_type="text/plain")
    line = thread_line(found)
    if line is not None:
        await note_thread(house, line)
        return Response(status_code=200)
    visitor = home_opened(found)
    if visitor:
        return Response(status_code=200, background=BackgroundTask(_show_home, house, visitor))
    return await _from_customer(house, call)


def _of_customer(call: WebhookRequest) -> bool:
    """Whether a click hangs below something that a customer was asked."""
    from bots.slack_updates import read_body

    read = read_body(call.body)
    return isinstance(read, list) and bool(read)


async def _from_customer(house: House, call: WebhookRequest) -> Response:
    """Store what a customer did; where customers are not asked in Slack it concerns nobody."""
    bot = house.bots.get("slack")
    return Response(status_code=200) if bot is None else await take_in_parsed(house, bot, call)


async def _show_home(house: House, visitor: str) -> None:
    """The desk's lists for its members; for everybody else the open question, or a word that nothing is open."""
    from bots.slack import SlackBot

    shown = await board(house, visitor)
    if shown is not None and house.desk is not None:
        await house.desk.show_home(visitor, shown)
        return

    bot = house.bots.get("slack")
    if isinstance(bot, SlackBot):
        prompt = await open_question(house.store, "slack", visitor, bundles=house.bundles)
        await bot.show_home(visitor, prompt, house.clocks.business())


HEARD: dict[str, Door] = {"interactions": hear_interaction, "commands": hear_desk, "events": hear_event}

DOORS: dict[str, Door] = {f"/webhooks/slack/{name}": signed_door(hear) for name, hear in HEARD.items()}
