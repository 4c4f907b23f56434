"""Has the model read what customers wrote, before their turns are taken: all texts of a batch at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import anyio

from conversation.keywords import keyword
from conversation.messages import Inbound
from conversation.reading import UNREAD, Reading
from usecases.faq_readings import with_faq
from usecases.protocols import Reader

PATIENCE_S = 2.0  # a customer who waits for a reply is worth more than a reading
LONGEST_READ = 4000  # characters of one text that the model gets to see
LOG = logging.getLogger(__name__)


async def read_texts(
    reader: Reader, messages: Sequence[Inbound], *, patience_s: float | None = None
) -> list[Reading | None]:
    """One reading a message: None where there is nothing to read, UNREAD where the model failed or took too long."""
    wanted = [index for index, message in enumerate(messages) if is_prose(message)]
    readings: list[Reading | None] = [None] * len(messages)
    if not wanted:
        return readings
    found: Sequence[Reading] = []
    try:
        with anyio.move_on_after(PATIENCE_S if patience_s is None else patience_s):
            found = await reader.read([messages[index].text[:LONGEST_READ] for index in wanted])
    except Exception as error:
        LOG.error("the reader failed on %d texts: %s", len(wanted), type(error).__name__)
    if len(found) != len(wanted):
        found = [UNREAD] * len(wanted)
    for index, reading in zip(wanted, found, strict=True):
        readings[index] = with_faq(reading)
    return readings


def is_prose(message: Inbound) -> bool:
    """Whether there are words to understand: no tap, no keyword, not just a number or an emoji."""
    if message.kind not in ("text", "media") or not any(character.isalpha() for character in message.text):
        return False
    return keyword(message.text) is None
