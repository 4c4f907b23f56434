"""A webhook request as a bot sees it: raw body, headers in lower case, the public URL it was called at."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """`url` is built from the configured public_url, never from the request's own host."""

    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadPayload:
    """The body is not what the platform sends; `reason` says what is wrong, without quoting the body."""

    reason: str
