"""Where Slack calls: the desk's clicks and modals, customers' messages and clicks, and whoever opens the App Home.

Slack waits three seconds: a message is stored and answered, nothing slow happens before that. The same event delivered
again has the same event_id and one effect.
"""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.responses import Response

from app.desk_room import board, note_thread
from app.web.entrance import Door
from app.web.problem import problem
from app.web.webhooks import receive
from app.wiring import House
from bots.request import BadPayload, WebhookRequest
from usecases.open_question import open_question


async def interactions(house: House, call: WebhookRequest) -> Response:
    """A click or a modal: a customer's answer is stored, the desk's wish done in one short transaction."""
    if house.desk is None:
        return problem(404, "There is no desk in Slack here.", way_out="Set channels.slack.bot_token and restart.")
    if not _signed(house, call):
        return _not_signed(house)
    if _of_customer(call):
        return await _from_customer(house, call)
    reply = await house.desk.take(call)
    return Response(reply.body, reply.status, reply.headers)


async def commands(house: House, call: WebhookRequest) -> Response:
    """`/echoloop …`, typed by somebody of the desk."""
    if house.desk is None:
        return problem(404, "There is no desk in Slack here.", way_out="Set channels.slack.bot_token and restart.")
    if not _signed(house, call):
        return _not_signed(house)
    reply = await house.desk.take(call)
    return Response(reply.body, reply.status, reply.headers)


async def events(house: House, call: WebhookRequest) -> Response:
    """One event: Slack's first question is answered, messages are stored, an opened App Home is filled."""
    if not _signed(house, call):
        return _not_signed(house)
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


def _signed(house: House, call: WebhookRequest) -> bool:
    return house.desk is not None and house.desk.verify(call, house.clocks.wall())


def _not_signed(house: House) -> Response:
    house.metrics.refused.labels("slack", "secret").inc()
    return problem(401, "This call is not signed by Slack.", way_out="Check channels.slack.signing_secret.")


def _of_customer(call: WebhookRequest) -> bool:
    """Whether a click hangs below something that a customer was asked."""
    from bots.slack_updates import read_body

    read = read_body(call.body)
    return isinstance(read, list) and bool(read)


async def _from_customer(house: House, call: WebhookRequest) -> Response:
    """Store what a customer did; where customers are not asked in Slack it concerns nobody."""
    bot = house.bots.get("slack")
    return Response(status_code=200) if bot is None else await receive(house, bot, call)


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


DOORS: dict[str, Door] = {
    "/webhooks/slack/interactions": interactions,
    "/webhooks/slack/commands": commands,
    "/webhooks/slack/events": events,
}
