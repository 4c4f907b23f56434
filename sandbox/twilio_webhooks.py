"""Posts the stand-in's forms to the product, signed by the official SDK's own code: messages and status callbacks."""

from __future__ import annotations

import asyncio

import httpx
from twilio.request_validator import RequestValidator

from sandbox.twilio_account import Bubble, Json, Phone, TwilioAccount

TRIES = 4
PAUSE_S = 0.3
STEPS = {True: ("sent", "delivered"), False: ("sent", "undelivered")}


async def post_forms(account: TwilioAccount) -> None:
    """Post what is pending, one after another, for as long as the stand-in runs."""
    validator = RequestValidator(account.token)
    async with httpx.AsyncClient(timeout=15, trust_env=False) as client:
        while True:
            url, form = await account.pending.get()
            await _post(client, validator, account, url, form)
            account.pending.task_done()


def report(account: TwilioAccount, phone: Phone, bubble: Bubble) -> None:
    """Queue the status callbacks of a message: sent, then how it ended."""
    for status in STEPS[not bubble.error_code]:
        bubble.status = status
        if bubble.callback:
            account.pending.put_nowait((bubble.callback, status_form(account, phone, bubble)))


def status_form(account: TwilioAccount, phone: Phone, bubble: Bubble) -> Json:
    """A status callback's form for the bubble as it stands."""
    form: Json = {
        "AccountSid": account.sid,
        "ApiVersion": "2010-04-01",
        "MessageSid": bubble.sid,
        "SmsSid": bubble.sid,
        "MessageStatus": bubble.status,
        "SmsStatus": bubble.status,
        "From": bubble.sender,
        "To": phone.number,
    }
    if bubble.error_code and bubble.status in ("undelivered", "failed"):
        form["ErrorCode"] = str(bubble.error_code)
    return form


def message_form(account: TwilioAccount, phone: Phone, bubble: Bubble, **more: str) -> Json:
    """The form of a message from the customer."""
    form: Json = {
        "AccountSid": account.sid,
        "ApiVersion": "2010-04-01",
        "MessageSid": bubble.sid,
        "SmsMessageSid": bubble.sid,
        "SmsSid": bubble.sid,
        "SmsStatus": "received",
        "From": phone.number,
        "To": bubble.sender,
        "Body": bubble.text,
        "NumMedia": "1" if bubble.media else "0",
        "NumSegments": "1",
    }
    if bubble.media:
        path = f"/2010-04-01/Accounts/{account.sid}/Messages/{bubble.sid}/Media/ME1"
        form |= {"MediaUrl0": f"https://api.twilio.com{path}", "MediaContentType0": "image/jpeg"}
    if phone.whatsapp:
        form |= {"ProfileName": phone.name, "WaId": phone.number.removeprefix("whatsapp:+")}
        if "+" not in phone.number:
            form |= {"ExternalUserId": phone.number.removeprefix("whatsapp:")}
    return form | more


async def _post(
    client: httpx.AsyncClient, validator: RequestValidator, account: TwilioAccount, url: str, form: Json
) -> None:
    headers = {"X-Twilio-Signature": validator.compute_signature(url, form)}
    for number in range(TRIES):
        try:
            answer = await client.post(url, data=form, headers=headers)
            account.last_webhook = str(answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            account.last_webhook = type(failure).__name__
        if account.last_webhook.startswith(("2", "4")) or number == TRIES - 1:
            break
        await asyncio.sleep(PAUSE_S * 2**number)
    await account.touch()
