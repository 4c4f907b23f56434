"""Payloads of buttons: session, step and value in at most 64 bytes, readable where they fit, digests where not."""

from __future__ import annotations

import hashlib

from conversation.limits import PAYLOAD_BYTES

SESSION_ID_LENGTH = 12
_DIGEST = "~"


def pack(session_id: str, step: str, value: str) -> str:
    """A button's payload. A step or value that does not fit (or holds a colon) is replaced by its digest."""
    payload = f"{session_id}:{step}:{value}"
    if len(payload.encode()) <= PAYLOAD_BYTES and ":" not in step:
        return payload
    return f"{session_id}:{_digest(step)}:{_digest(value)}"


def unpack(payload: str) -> tuple[str, str, str] | None:
    """Session, step and value of a payload of ours; None for any other text. Compare with `names`."""
    session_id, _, rest = payload.partition(":")
    step, _, value = rest.partition(":")
    if len(session_id) != SESSION_ID_LENGTH or not session_id.isalnum() or not step or not value:
        return None
    return session_id, step, value


def names(packed: str, name: str) -> bool:
    """Whether the packed part of a payload stands for `name`."""
    return packed == name or (packed.startswith(_DIGEST) and packed == _digest(name))


def _digest(text: str) -> str:
    return _DIGEST + hashlib.sha256(text.encode()).hexdigest()[:16]
