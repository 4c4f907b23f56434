"""The demo's WhatsApp templates: what `echoloop templates` prints, as if it had been submitted and approved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from app.whatsapp_templates import submissions
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from sandbox.twilio_account import Content

FIRST = 0x1000  # the generic contents have smaller sids


def approved(folder: Path, now: datetime) -> tuple[list[dict[str, Any]], list[Content]]:
    """The settings' entries and the stand-in's contents, one a step and language; none where there are mistakes."""
    experience, _ = read_experience(load_files(folder))
    settings, contents = [], []
    for number, template in enumerate(submissions(experience, now) if experience else (), FIRST):
        sid, words = f"HX{number:032x}", template.as_content()
        settings.append(template.as_setting() | {"content_sid": sid})
        contents.append(Content(sid, words["types"], template.language, "approved", template.category))
    return settings, contents
