"""Builds SMS and WhatsApp from the settings, and the links by which customers come in there."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.picture_files import pictures_of
from app.settings import Settings, Twilio
from storage.database import Store
from usecases.bundles import Bundles
from usecases.protocols import Bot
from usecases.recall_occasion import recall_occasion

if TYPE_CHECKING:  # the SDK is imported only where Twilio is set up
    from bots.twilio import TwilioAccount


def build_twilio(
    settings: Settings, store: Store, bundles: Bundles, stack: AsyncExitStack
) -> tuple[TwilioAccount | None, dict[str, Bot]]:
    """The account and a bot for each of its channels that has a sender; none without a token. Closed by `stack`."""
    twilio = settings.channels.twilio
    token = twilio.auth_token.get_secret_value()
    if not token or not twilio.account_sid:
        return None, {}
    from bots.pace import CHAT, Pace, evenly
    from bots.twilio import TwilioAccount
    from bots.twilio_line import API_URL
    from bots.twilio_sms import SmsBot, SmsWays
    from bots.twilio_whatsapp import WhatsAppBot
    from bots.whatsapp_content import ChoiceContents, Template

    reachable = bool(settings.public_url) or twilio.api_url != API_URL  # Twilio refuses a callback to 127.0.0.1
    callbacks = settings.base_url if reachable else ""
    account = TwilioAccount(
        twilio.account_sid,
        token,
        twilio.api_url,
        shared_key=twilio.shared_key.get_secret_value(),
        public_url=callbacks,
    )
    stack.push_async_callback(account.close)
    recall = partial(recall_occasion, store, bundles)
    bots: dict[str, Bot] = {}
    if twilio.sms.senders:
        sms = twilio.sms
        ways = SmsWays(
            senders=sms.senders,
            plain_signs=sms.plain_signs,
            validity_s=sms.validity_s,
            keywords_answered=sms.keywords_answered,
        )
        bots["sms"] = SmsBot(account, ways, recall, pace=Pace(overall=evenly(sms.per_second), chat=CHAT))
    if twilio.whatsapp.sender:
        whatsapp = twilio.whatsapp
        bots["whatsapp"] = WhatsAppBot(
            account,
            whatsapp.sender,
            recall,
            contents=ChoiceContents(quick_replies=whatsapp.quick_replies, list_pickers=whatsapp.list_pickers),
            templates=[Template(**template.model_dump()) for template in whatsapp.templates],
            pictures=pictures_of(settings, twilio.api_url),
        )
    return account, bots


def twilio_links(twilio: Twilio, token: str, channels: Collection[str]) -> dict[str, str]:
    """Links that open a chat with START and the token written already; none for a service without its own number."""
    links = {}
    said = quote(f"START {token}")
    number = twilio.whatsapp.sender
    if "whatsapp" in channels and number.startswith("+"):
        links["whatsapp"] = f"https://wa.me/{number.removeprefix('+')}?text={said}"
    sender = next((each for each in twilio.sms.senders.values() if each.startswith("+")), "")
    if "sms" in channels and sender:
        links["sms"] = f"sms:{sender}?body={said}"
    return links
