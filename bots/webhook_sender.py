"""Posts signed JSON to the company's own systems by the Standard Webhooks rules. Redirects are not followed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from standardwebhooks import Webhook

from bots.outcome import Refused, RetryLater, Sent

GONE = Refused("status 410: gone for good")
PostOutcome = Sent | RetryLater | Refused


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post, and the secret both sides know (whsec_…)."""

    url: str
    secret: str = field(repr=False)


class WebhookSender:
    """One connection pool for all endpoints; `close` it at the end."""

    def __init__(self, targets: Mapping[str, Target], *, timeout_s: float) -> None:
        self._targets = {name: (target.url, Webhook(target.secret)) for name, target in targets.items()}
        self._client = httpx.AsyncClient(timeout=timeout_s, follow_redirects=False, trust_env=False)

    @property
    def names(self) -> frozenset[str]:
        """The endpoints it knows."""
        return frozenset(self._targets)

    async def post(self, endpoint: str, body: Mapping[str, Any], *, message_id: str, now: datetime) -> PostOutcome:
        """POST the body, signed with this moment; `message_id` is the same for every try."""
        if endpoint not in self._targets:
            return RetryLater("it is not in config.yaml of this process")
        url, webhook = self._targets[endpoint]
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": webhook.sign(message_id, now.astimezone(UTC), raw),
        }
        try:
            async with self._client.stream("POST", url, content=raw.encode(), headers=headers) as response:
                return _outcome(response)  # the answer's body is nobody's affair
        except httpx.HTTPError as error:
            return RetryLater(type(error).__name__)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _outcome(response: httpx.Response) -> PostOutcome:
    if response.is_success:
        return Sent(str(response.status_code))
    if response.status_code == httpx.codes.GONE:
        return GONE
    after = response.headers.get("retry-after", "")
    return RetryLater(f"status {response.status_code}", float(after) if after.isdecimal() else None)
