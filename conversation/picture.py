"""Which pictures can go with a prompt: a JPEG or PNG by https address, or a file of that kind in experience/media."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conversation.texts import NO_TEXT, Wording

PICTURE_BYTES = 5_000_000
"""The most that every messenger takes: Telegram and WhatsApp fetch pictures up to 5 MB."""

PICTURE_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(?:jpe?g|png)")
_ADDRESS = re.compile(r"https://[^\s<>\"'|\\]{4,2000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture that is shown with a step: an https address or a file of experience/media, and what it shows."""

    picture: str
    text: Wording = NO_TEXT


def is_address(source: str) -> bool:
    """Whether a picture's source is an https address."""
    return _ADDRESS.fullmatch(source) is not None


def is_file_name(source: str) -> bool:
    """Whether a picture's source names a file that may lie in experience/media: no folders, no hidden files."""
    return _FILE.fullmatch(source) is not None


def picture_type(name: str) -> str:
    """The MIME type of a picture's file; "" where it is none that can be shown everywhere."""
    return PICTURE_TYPES.get(name.rpartition(".")[2].lower(), "") if is_file_name(name) else ""
