"""Hands things to the app as Slack does: over its socket where one stands, else by a post that is signed.

The signature is made by the official SDK's own code; there are few seconds for the answer.
"""

from __future__ import annotations

import time

import httpx
from slack_sdk.signature import SignatureVerifier

from sandbox.slack_socket import enveloped
from sandbox.slack_workspace import Workspace


async def post_signed(
    workspace: Workspace, url: str, body: str, content_type: str, headers: dict[str, str] | None = None
) -> httpx.Response | str:
    """Hand a body to the app; its answer, or what went wrong."""
    if workspace.sockets.lines:
        envelope = enveloped(body, content_type, headers or {})
        return await workspace.sockets.deliver(envelope, workspace.patience_s)
    if not url:
        return "no URL is set for this"
    now = str(int(time.time()))
    signature = SignatureVerifier(workspace.signing_secret).generate_signature(timestamp=now, body=body)
    signed = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature or "",
        **(headers or {}),
    }
    try:
        async with httpx.AsyncClient(timeout=workspace.patience_s, trust_env=False) as client:
            answer = await client.post(url, content=body, headers=signed)
    except httpx.HTTPError as failure:
        return f"the app did not answer ({type(failure).__name__})"
    return answer if answer.is_success else f"the app answered {answer.status_code}"
