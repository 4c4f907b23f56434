"""SMS through Twilio: typed answers, as few segments as the text allows, a sender for each country.

Long codes send about one segment a second; `pace` keeps to it. Twilio drops a message that could not be handed over
within its validity, so that what was sent in the evening does not arrive at night.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import phonenumbers

from bots.download import FetchOutcome
from bots.long_text import parts
from bots.occasion import Occasion, Recall, nothing_known
from bots.outcome import Refused, SendOutcome, Sent
from bots.pace import CHAT, OVERALL, Pace
from bots.request import BadPayload, WebhookRequest
from bots.twilio import BODY_UNITS, TwilioAccount
from bots.twilio_forms import read_message
from bots.typed_choices import with_typed_choices
from conversation.messages import Channel, Inbound, Media, Prompt
from conversation.sms_text import segments, transliterate
from conversation.wording import fill

EVERYWHERE = "*"
SHORTEST_VALIDITY_S = 30  # below it Twilio would drop what is merely queued


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsWays:
    """How SMS leave. `senders`: a number, short code or MG… service by country ("DE"), "*" for all others.

    `plain_signs` transliterates, `validity_s` is the longest validity. `keywords_answered`: Twilio's default opt-out
    handling is on and answers STOP, START and HELP itself.
    """

    senders: Mapping[str, str] = field(default_factory=dict)
    plain_signs: bool = True
    validity_s: int = 3600
    keywords_answered: bool = True


class SmsBot:
    """One Twilio account's SMS. An address is a phone number in international form (+49…)."""

    def __init__(
        self, account: TwilioAccount, ways: SmsWays, recall: Recall = nothing_known, *, pace: Pace | None = None
    ) -> None:
        self.account = account
        self._ways, self._recall = ways, recall
        self._pace = pace or Pace(overall=OVERALL["sms"], chat=CHAT)

    @property
    def channel(self) -> Channel:
        """The channel's word."""
        return "sms"

    def verify(self, request: WebhookRequest, now: datetime) -> bool:  # noqa: ARG002 - Twilio's signature has no time
        """Whether Twilio signed the request."""
        return self.account.verify(request)

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:
        """The SMS in a verified form; nothing where it is another channel's."""
        read = read_message(request.body, keywords_answered=self._ways.keywords_answered)
        return read if isinstance(read, BadPayload) else [each for each in read if each.channel == self.channel]

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing spins on an SMS."""

    async def fetch(self, media: Media, *, limit: int) -> FetchOutcome:
        """A photo or file that a customer sent."""
        return await self.account.fetch(media, limit=limit)

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Send one prompt with its choices written out, in several messages only beyond 1600 characters."""
        sender = sender_for(self._ways.senders, address)
        if not sender:
            return Refused("no sender for this country (channels.twilio.sms.senders)")
        text = self.text(prompt, now)
        if not text:
            return Refused("the text is empty")
        way = {"messaging_service_sid": sender} if sender.startswith("MG") else {"from_": sender}
        validity = validity_s(await self._recall(key, now), now, self._ways.validity_s)
        return await self.account.create_all(
            parts(text, BODY_UNITS),
            self._pace,
            address,
            key=key,
            places=lambda text: segments(text).parts,
            to=address,
            validity_period=validity,
            **way,
        )

    async def find(
        self,
        address: str,
        prompt: Prompt,
        *,
        key: str,  # noqa: ARG002
        now: datetime,
        known: Collection[str],
    ) -> Sent | None:
        """Our message at Twilio, told by its words: its last part is there only after all others."""
        return await self.account.sent_to(address, parts(self.text(prompt, now), BODY_UNITS)[-1], known=known)

    def places(self, prompt: Prompt, now: datetime) -> int:
        """The segments of a prompt: each takes one place of the pace."""
        return max(1, sum(segments(part).parts for part in parts(self.text(prompt, now), BODY_UNITS)))

    def text(self, prompt: Prompt, now: datetime) -> str:
        """What is sent, to the letter; its segments are conversation/sms_text's to tell. "" = nothing to say."""
        filled = fill(prompt, now)
        written = with_typed_choices(filled, prompt) if filled else ""
        return transliterate(written) if self._ways.plain_signs else written


def validity_s(occasion: Occasion, now: datetime, longest: int) -> int:
    """Seconds in which the message may be handed over: until the customer's evening, where that comes first."""
    if occasion.quiet_from is None:
        return longest
    return max(SHORTEST_VALIDITY_S, min(longest, int((occasion.quiet_from - now).total_seconds())))


def sender_for(senders: Mapping[str, str], address: str) -> str:
    """The sender for a number's country; "" where there is none, or where the address is no number."""
    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return ""
    country = phonenumbers.region_code_for_number(number) or EVERYWHERE
    return senders.get(country) or senders.get(EVERYWHERE, "")
