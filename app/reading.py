"""Which reader this installation has: the model in nlp.model_dir, or none, and then every text is "unsure"."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from app.settings import Nlp
from conversation.reading import UNREAD, Reading
from nlp.reader import ModelUnavailableError, OnnxReader
from usecases.protocols import Reader


class UnsureReader:
    """Stands where there is no model: conversations go on, nothing is claimed about what was meant."""

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """Unsure in everything."""
        return [UNREAD for _ in texts]


def has_model(settings: Nlp) -> bool:
    """Whether weights lie where the settings say."""
    return any(settings.folder.glob("*.onnx"))


def build_reader(settings: Nlp) -> Reader:
    """The model's reader; it loads its weights at the first text, so that starting stays light."""
    if not has_model(settings):
        return UnsureReader()
    return OnnxReader(settings.folder, settings.threads)


async def warm_up(reader: Reader) -> None:
    """Load the model before the first customer waits for it; without one, or with a broken one, say so and go on."""
    try:
        await reader.read(["Guten Tag"])
    except ModelUnavailableError as missing:
        structlog.get_logger().error("there is no model to read with", why=str(missing))
