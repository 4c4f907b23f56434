"""Where an installation keeps its own files: secrets, promoted models, customers' pictures."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings


def folder_of(settings: Settings) -> Path:
    """Beside a SQLite database, else var/."""
    _, _, path = settings.database.url.partition(":///")
    return Path(path).parent if settings.database.url.startswith("sqlite") and path else Path("var")
