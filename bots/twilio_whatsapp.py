"""WhatsApp through Twilio: buttons and lists within the 24-hour window, approved templates outside it.

The window runs from the customer's last message and is looked at when sending, with a margin for the way. Answers
for which no content is set up are typed, as are scales of eleven: a list holds ten, and a scale is never cut.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from bots.download import FetchOutcome
from bots.long_text import parts
from bots.occasion import Occasion, Recall
from bots.outcome import InDoubt, NeedsTemplate, Refused, RetryLater, SendOutcome, Sent
from bots.pace import CHAT, OVERALL, Pace
from bots.pictures import NO_PICTURES, Pictures
from bots.request import BadPayload, WebhookRequest
from bots.twilio import BODY_UNITS, TwilioAccount
from bots.twilio_forms import read_message
from bots.typed_choices import with_typed_choices
from bots.whatsapp_content import ChoiceContents, Template, choice_content, template_for, template_variables
from bots.whatsapp_window import window_open
from conversation.messages import Channel, Inbound, Media, Prompt
from conversation.wording import fill

NO_CONTENTS = ChoiceContents()


class WhatsAppBot:
    """One WhatsApp sender (+49… or an MG… service). An address is a number, or a user id (DE.…) without one.

    `recall` is asked for the occasion of each message: when the customer last wrote, and which step is said.
    """

    def __init__(
        self,
        account: TwilioAccount,
        sender: str,
        recall: Recall,
        *,
        contents: ChoiceContents = NO_CONTENTS,
        templates: Sequence[Template] = (),
        pace: Pace | None = None,
        pictures: Pictures = NO_PICTURES,
    ) -> None:
        self.account, self._pictures = account, pictures
        self._way: dict[str, Any] = (
            {"messaging_service_sid": sender} if sender.startswith("MG") else {"from_": f"whatsapp:{sender}"}
        )
        self._recall, self._contents, self._templates = recall, contents, tuple(templates)
        self._pace = pace or Pace(overall=OVERALL["whatsapp"], chat=CHAT)

    @property
    def channel(self) -> Channel:
        """The channel's word."""
        return "whatsapp"

    @property
    def templates(self) -> tuple[Template, ...]:
        """What may be said outside the window."""
        return self._templates

    def verify(self, request: WebhookRequest, now: datetime) -> bool:  # noqa: ARG002 - Twilio's signature has no time
        """Whether Twilio signed the request."""
        return self.account.verify(request)

    def parse(self, request: WebhookRequest) -> list[Inbound] | BadPayload:
        """The WhatsApp message in a verified form; nothing where it is another channel's."""
        read = read_message(request.body, keywords_answered=False)
        return read if isinstance(read, BadPayload) else [each for each in read if each.channel == self.channel]

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing spins: a tapped quick reply is shown as the customer's own message."""

    async def fetch(self, media: Media, *, limit: int) -> FetchOutcome:
        """A photo or file that a customer sent."""
        return await self.account.fetch(media, limit=limit)

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Send one prompt: free text within the window, else the step's template, else say that one is needed."""
        text = fill(prompt, now)
        if not text:
            return Refused("the text is empty")
        occasion = await self._recall(key, now)
        if not window_open(occasion.last_inbound_at, now):
            return await self._send_template(address, prompt, occasion, key=key, now=now)
        shown = await self._send_picture(address, self._pictures.url(prompt.media))
        if not isinstance(shown, Sent | Refused):
            return shown
        outcome = await self._send_text(address, prompt, text, key=key)
        if isinstance(shown, Sent) and isinstance(outcome, RetryLater):
            return InDoubt(f"after its picture: {outcome.reason}")
        return outcome

    async def find(
        self,
        address: str,
        prompt: Prompt,
        *,
        key: str,  # noqa: ARG002
        now: datetime,
        known: Collection[str],
    ) -> Sent | None:
        """Our message at Twilio, told by its words; a template's are Meta's, so it is not found."""
        text = fill(prompt, now)
        typed = choice_content(self._contents, text, prompt) is None
        last = parts(with_typed_choices(text, prompt) if typed else text, BODY_UNITS)[-1]
        return await self.account.sent_to(f"whatsapp:{address}", last, known=known)

    async def _send_text(self, address: str, prompt: Prompt, text: str, *, key: str) -> SendOutcome:
        content = choice_content(self._contents, text, prompt)
        if content is not None:
            return await self._send_content(address, *content, key=key)
        texts = parts(with_typed_choices(text, prompt), BODY_UNITS)
        return await self.account.create_all(texts, self._pace, address, key=key, to=f"whatsapp:{address}", **self._way)

    async def _send_picture(self, address: str, picture: str) -> SendOutcome:
        """The picture as a message of its own, before the text: what has buttons cannot carry one. Nobody reports on
        it, and where it is refused, the text arrives all the same."""
        if not picture:
            return Refused("there is no picture")
        missing = await self._pace.wait(address)
        if missing:
            return RetryLater("our own rate limit", missing, untried=True)
        return await self.account.create(key="", to=f"whatsapp:{address}", media_url=[picture], **self._way)

    async def _send_template(
        self, address: str, prompt: Prompt, occasion: Occasion, *, key: str, now: datetime
    ) -> SendOutcome:
        template = template_for(self._templates, flow=occasion.flow, step=occasion.step, language=prompt.language)
        if template is None:
            what = f"{occasion.flow}/{occasion.step}" if occasion.flow else "the product's own texts"
            return NeedsTemplate(f"outside the 24-hour window; no template for {what} in {prompt.language}")
        variables = template_variables(template, prompt, now)
        if isinstance(variables, str):
            return Refused(f"variable {variables} of template {template.content_sid} has no value")
        return await self._send_content(address, template.content_sid, variables, key=key)

    async def _send_content(
        self, address: str, content_sid: str, variables: dict[str, str], *, key: str
    ) -> SendOutcome:
        missing = await self._pace.wait(address)
        if missing:
            return RetryLater("our own rate limit", missing, untried=True)
        content = {"content_sid": content_sid, "content_variables": json.dumps(variables, ensure_ascii=False)}
        return await self.account.create(key=key, to=f"whatsapp:{address}", **content, **self._way)
