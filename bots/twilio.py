"""What SMS and WhatsApp share at Twilio: the account, its signature, and one message over the official SDK.

Twilio's signatures carry no time, so an old request cannot be told from a new one: what is repeated is recognised by
its MessageSid. Limits are Twilio's: 1600 characters a body, 1-36000 seconds of validity.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlparse

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    add_port,
    get_signature_algorithm,
    remove_port,
)
from twilio.rest import Client

from bots.delivery_report import DeliveryReport
from bots.download import FetchOutcome, download, host_of
from bots.outcome import InDoubt, Refused, RetryLater, SendOutcome, Sent
from bots.pace import Pace
from bots.request import BadPayload, WebhookRequest
from bots.twilio_forms import KEY_PARAMETER, read_fields, read_report
from bots.twilio_line import API_URL, FAILURES, Line, outcome_of
from bots.whatsapp_content import Approval
from conversation.messages import Media

SIGNATURE_HEADER = "x-twilio-signature"
LOOKED_THROUGH = 20  # newest messages to a number among which a lost one is looked for
UNSENT = ("failed", "undelivered", "canceled")
BODY_UNITS = 1600
STATUS_PATH = "/webhooks/twilio/status"
MESSAGES_PATH = "/webhooks/twilio/messages"


def one(_text: str) -> int:
    """Every message takes one place of the pace."""
    return 1


@dataclass(frozen=True, slots=True)
class AccountState:
    """What Twilio says of the account: its name, whether it is active, whether it is a trial."""

    name: str
    status: str
    trial: bool


class Fields(dict[str, list[str]]):
    """A form's fields with all their values, as the SDK's validator asks for them."""

    def getlist(self, name: str) -> list[str]:
        """All values of a field."""
        return self[name]


class TwilioAccount:
    """One Twilio account. `public_url` is where Twilio calls us; "" = no status callbacks are asked for.

    `timeout_s` is how long an answer is waited for; after it a message is in doubt. `shared_key` is the secret of a
    webhook key, for an account that signs with one.
    """

    def __init__(
        self,
        sid: str,
        auth_token: str,
        api_url: str = API_URL,
        *,
        shared_key: str = "",
        public_url: str = "",
        timeout_s: float = 15.0,
    ) -> None:
        self.sid = sid
        self._token = auth_token
        self._secrets = {HMAC_SHA1: auth_token, HMAC_SHA256: shared_key}
        self._public_url = public_url.rstrip("/")
        self._line = Line(api_url, timeout_s)
        own = {"TWILIO_ACCOUNT_SID": sid}  # anything but an empty one, or the SDK reads the process's environment
        self._client = Client(sid, auth_token, http_client=self._line, environment=own)

    def verify(self, request: WebhookRequest) -> bool:
        """Whether Twilio signed the request: over the public URL with and without its port, in constant time.

        Signed by the account's auth token, or by the shared key where a header says HMAC_SHA256.
        """
        given = request.headers.get(SIGNATURE_HEADER, "")
        algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER.lower(), "")).upper()
        secret, fields = self._secrets.get(algorithm, ""), self._signed_fields(request)
        if not secret or not given or fields is None:
            return False
        url, validator = urlparse(request.url), RequestValidator(secret)
        wanted = [validator.compute_signature(uri, fields, algorithm) for uri in (remove_port(url), add_port(url))]
        matches = [hmac.compare_digest(given.encode(), signature.encode()) for signature in wanted]
        return any(matches)

    def _signed_fields(self, request: WebhookRequest) -> Fields | None:
        """What the signature covers beside the URL; None where the body is not the one that was signed."""
        digest = parse_qs(urlparse(request.url).query).get("bodySHA256")
        if digest:
            actual = RequestValidator("").compute_hash(request.body.decode("utf-8", "replace"))
            return Fields() if hmac.compare_digest(digest[0].encode(), actual.encode()) else None
        read = read_fields(request.body)
        return None if isinstance(read, BadPayload) else Fields(read)

    def reports(self, request: WebhookRequest) -> list[DeliveryReport] | BadPayload:
        """The delivery reports in a verified status callback."""
        return read_report(request)

    async def create(self, *, key: str, **message: Any) -> SendOutcome:
        """Hand one message to Twilio; `message` are the SDK's parameters. With a `key` its status is reported."""
        if self._public_url and key:
            message["status_callback"] = f"{self._public_url}{STATUS_PATH}?{KEY_PARAMETER}={quote(key, safe='')}"
        try:
            created = await self._client.messages.create_async(**message)
        except FAILURES as error:
            return outcome_of(error)
        return Sent(str(created.sid)) if created.sid else InDoubt("Twilio's answer names no message")

    async def create_all(
        self,
        texts: Sequence[str],
        pace: Pace,
        address: str,
        *,
        key: str,
        places: Callable[[str], int] = one,
        **message: Any,
    ) -> SendOutcome:
        """Hand over a text in its parts, each as a message; where a later part fails, the whole is in doubt.

        `places`: how many of the pace's places a part takes.
        """
        sent = ""
        for place, text in enumerate(texts):
            missing = await pace.wait(address, begun=place > 0, places=places(text))
            outcome: SendOutcome = RetryLater("our own rate limit", missing, untried=True)
            if not missing:
                outcome = await self.create(key=key, body=text, **message)
            if not isinstance(outcome, Sent):
                return outcome if not sent else InDoubt(f"part {place + 1} of {len(texts)}: {outcome.reason}")
            sent = outcome.provider_id
        return Sent(sent) if sent else Refused("the text is empty")

    async def sent_to(self, to: str, text: str, *, known: Collection[str]) -> Sent | None:
        """The newest message with this text that went to `to` lately and is not `known`; None where Twilio has none."""
        try:
            found = await self._client.messages.list_async(to=to, limit=LOOKED_THROUGH)
        except FAILURES:
            return None
        same = (each for each in found if each.body == text and each.sid not in known and each.status not in UNSENT)
        return next((Sent(str(each.sid)) for each in same), None)

    async def fetch(self, media: Media, *, limit: int) -> FetchOutcome:
        """A photo or file that a customer sent; Twilio keeps it behind the account's own credentials."""
        url = self._line.place(media.platform_id)
        hosts = (host_of(self._line.place(API_URL)), "twilio.com")
        return await download(url, hosts=hosts, limit=limit, auth=(self.sid, self._token))

    async def look(self) -> AccountState | SendOutcome:
        """The account as Twilio knows it, or why Twilio does not say; for `echoloop doctor`."""
        try:
            account = await self._client.api.accounts(self.sid).fetch_async()
        except FAILURES as error:
            return outcome_of(error)
        return AccountState(str(account.friendly_name), str(account.status), account.type == "Trial")

    async def approvals(self) -> Mapping[str, Approval] | SendOutcome:
        """WhatsApp's word on every content, by its ContentSid."""
        try:
            found = await self._client.content.v1.content_and_approvals.list_async(limit=1000)
        except FAILURES as error:
            return outcome_of(error)
        return {str(content.sid): _approval(content.approval_requests) for content in found}

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()


def _approval(requests: object) -> Approval:
    if not isinstance(requests, dict):
        return Approval()
    return Approval(str(requests.get("status") or ""), str(requests.get("category") or ""))
