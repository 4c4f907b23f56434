"""The installation's own secret, which signs cookies: drawn once and kept beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "secret"
BYTES = 32


def own_secret(folder: Path) -> bytes:
    """The secret in `folder`; a fresh one where there is none yet. Two processes that start at once agree on one."""
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(BYTES))
    return path.read_bytes()
