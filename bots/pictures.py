"""Where a bot finds the picture of a prompt: by address for platforms that fetch it, as bytes for those that take them.

A picture that cannot be had is left out: its text must arrive all the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from conversation.messages import Picture
from conversation.picture import PICTURE_BYTES, is_address, is_file_name


def place_of(picture: Picture | None) -> str:
    """Where a page of ours finds it: an https address, or a path of this server; "" where there is none."""
    if picture is None:
        return ""
    if is_address(picture.source):
        return picture.source
    return f"/media/{quote(picture.source)}" if is_file_name(picture.source) else ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """`folder` holds the files that prompts name; `base_url` is where platforms reach us ("" = they cannot)."""

    folder: Path | None = None
    base_url: str = ""

    def url(self, picture: Picture | None) -> str:
        """The address at which a platform can fetch it; "" where there is none."""
        found = place_of(picture)
        if not found.startswith("/"):
            return found
        return f"{self.base_url.rstrip('/')}{found}" if self.base_url else ""

    async def content(self, picture: Picture | None) -> bytes | str:
        """What to hand to a platform that takes both: the file's bytes where it is ours, else an address; "" = none."""
        if picture is None or is_address(picture.source) or self.folder is None:
            return self.url(picture)
        if not is_file_name(picture.source):
            return ""
        return await asyncio.to_thread(_read, self.folder / picture.source)


def _read(path: Path) -> bytes | str:
    try:
        found = path.read_bytes() if path.stat().st_size <= PICTURE_BYTES else b""
    except OSError:
        found = b""
    return found or ""


NO_PICTURES = Pictures()
