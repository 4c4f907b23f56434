"""Slack by socket mode: the same accept-and-store path as the HTTP doors, over a connection that we keep and watch."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from app.wiring import House
from bots.request import WebhookRequest
from bots.slack_socket import Envelope, SlackSocket, Taken

PAUSE_S = 5.0  # between looks at the connection, and before another try
PATIENCE_LOOKS = 6  # so many looks without a connection, and it is made anew: a ticket of Slack's is good once


async def listen_for_ever(house: House, socket: SlackSocket, *, pause_s: float = PAUSE_S) -> None:
    """Keep a connection until cancelled; what goes wrong is said once, and when it is well again."""
    said = ""
    try:
        while True:
            trouble = await socket.open(partial(take, house))
            why = "" if trouble is None else trouble.reason
            if why != said:
                _say(why)
                said = why
            if trouble is None:
                said = await _watch(socket, pause_s)
                await socket.close()
            await asyncio.sleep(pause_s)
    finally:
        await socket.close()


async def _watch(socket: SlackSocket, pause_s: float) -> str:
    """Return once the client has not found back by itself; what was said about it."""
    missed = 0
    while missed < PATIENCE_LOOKS:
        await asyncio.sleep(pause_s)
        missed = 0 if await socket.connected() else missed + 1
    _say(lost := "the connection was lost")
    return lost


def _say(why: str) -> None:
    log = structlog.get_logger()
    if why:
        log.warning("slack's socket", problem=why, way_out="run `echoloop doctor`")
    else:
        log.info("slack's socket is open")


async def take(house: House, envelope: Envelope) -> Taken:
    """One envelope through the door that an HTTP call would have taken; Slack has known us by our token."""
    from app.web.slack_doors import HEARD

    url = f"{house.settings.base_url}/webhooks/slack/{envelope.kind}"
    call = WebhookRequest(url, envelope.body, {"content-type": envelope.content_type})
    try:
        response = await HEARD[envelope.kind](house, call)
    except Exception as broken:
        structlog.get_logger().error("an envelope from Slack was not stored", exc_info=broken)
        raise  # not acknowledged: Slack delivers it again
    answer = bytes(response.body).decode() if response.status_code == 200 else ""
    return Taken(answer, response.background)
