"""Where platforms call: verify, parse, accept durably, answer 200, then wake whoever takes the turn."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.background import BackgroundTask
from starlette.responses import Response

from app.intake import take_in
from app.web.entrance import Door
from app.web.problem import problem
from app.wiring import House
from bots.request import BadPayload, WebhookRequest
from conversation.messages import Inbound
from usecases.protocols import Bot
from usecases.record_delivery_report import record_delivery_reports

TWILIO_CHANNELS = {"sms", "whatsapp"}
NO_REPLY = "<Response></Response>"


async def telegram(house: House, call: WebhookRequest) -> Response:
    """One update from Telegram."""
    bot = house.bots.get("telegram")
    if bot is None:
        return problem(404, "Telegram is not set up here.", way_out="Set channels.telegram.token and restart.")
    return await receive(house, bot, call)


async def twilio_messages(house: House, call: WebhookRequest) -> Response:
    """One SMS or WhatsApp message; an empty TwiML answer says that nothing is replied in the same breath."""
    bot = house.bots.get("sms") or house.bots.get("whatsapp")
    if house.twilio is None or bot is None:
        return problem(404, "Twilio is not set up here.", way_out="Set channels.twilio and restart.")
    if not bot.verify(call, house.clocks.wall()):
        return _not_signed(house)
    for channel in TWILIO_CHANNELS & house.bots.keys():
        parsed = house.bots[channel].parse(call)
        if isinstance(parsed, BadPayload):
            house.metrics.refused.labels("twilio", "body").inc()
            return problem(400, f"The body cannot be read: {parsed.reason}.")
        await take_in(house, parsed)
    return Response(NO_REPLY, media_type="application/xml")


async def twilio_status(house: House, call: WebhookRequest) -> Response:
    """How far one of our messages got."""
    if house.twilio is None:
        return problem(404, "Twilio is not set up here.", way_out="Set channels.twilio and restart.")
    if not house.twilio.verify(call):
        return _not_signed(house)
    reports = house.twilio.reports(call)
    if isinstance(reports, BadPayload):
        house.metrics.refused.labels("twilio", "body").inc()
        return problem(400, f"The body cannot be read: {reports.reason}.")
    await record_delivery_reports(house.store, reports, now=house.clocks.business())
    return Response(status_code=204)


def _not_signed(house: House) -> Response:
    house.metrics.refused.labels("twilio", "secret").inc()
    way_out = "Check channels.twilio.auth_token, and that public_url is the address Twilio calls."
    return problem(401, "This call is not signed by Twilio.", way_out=way_out)


async def receive(house: House, bot: Bot, request: WebhookRequest) -> Response:
    """401 where the call is not the platform's; 400 where its body is not readable; 200 once it is durable.

    Nothing is stored before the call is verified. A body with nothing for us (an update kind we do not know) is
    answered with 200, or the platform would send it for ever.
    """
    if not bot.verify(request, house.clocks.wall()):
        house.metrics.refused.labels(bot.channel, "secret").inc()
        return problem(401, "This call does not carry the webhook's secret.", way_out="Run `echoloop doctor --fix`.")
    return await take_in_parsed(house, bot, request)


async def take_in_parsed(house: House, bot: Bot, request: WebhookRequest) -> Response:
    """What `receive` does once it is known whose call this is."""
    parsed = bot.parse(request)
    if isinstance(parsed, BadPayload):
        house.metrics.refused.labels(bot.channel, "body").inc()
        return problem(400, f"The body cannot be read: {parsed.reason}.")
    await take_in(house, parsed)
    tapped = [inbound for inbound in parsed if inbound.callback]
    return Response(status_code=200, background=BackgroundTask(_acknowledge, bot, tapped) if tapped else None)


async def _acknowledge(bot: Bot, tapped: Sequence[Inbound]) -> None:
    for inbound in tapped:
        await bot.acknowledge(inbound)


DOORS: dict[str, Door] = {
    "/webhooks/telegram": telegram,
    "/webhooks/twilio/messages": twilio_messages,
    "/webhooks/twilio/status": twilio_status,
}
