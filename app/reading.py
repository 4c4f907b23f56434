"""Which reader this installation has: the model in nlp.model_dir, or none, and then every text is "unsure"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import structlog

from app.own_folder import folder_of
from app.settings import Nlp, Settings
from authoring.experience import Experience
from conversation.reading import UNREAD, OwnTopic, Reading
from nlp.hub_model import Head, HubModel, parse_name
from nlp.models import folder_in_use
from nlp.reader import ModelUnavailableError, OnnxReader
from usecases.bundles import Bundles, NoBundleError
from usecases.faq_readings import faq_topics
from usecases.protocols import Reader


class UnsureReader:
    """Stands where there is no model: conversations go on, nothing is claimed about what was meant."""

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """Unsure in everything."""
        return [UNREAD for _ in texts]


def has_model(settings: Nlp) -> bool:
    """Whether weights lie where the settings say."""
    return any(settings.folder.glob("*.onnx"))


def models_of(settings: Settings) -> Path:
    """The folder in which this installation keeps models of its own (`echoloop model`)."""
    return folder_of(settings) / "models"


def build_reader(settings: Settings, bundles: Bundles) -> Reader:
    """The model's reader; it loads its weights at the first text, so that starting stays light."""
    if not has_model(settings.nlp):
        return UnsureReader()

    async def own_topics() -> Sequence[OwnTopic]:
        try:
            current = await bundles.current()
        except NoBundleError:
            return ()
        return (*topics_of(current), *faq_topics(current))

    folder = partial(folder_in_use, models_of(settings), settings.nlp.folder)
    return OnnxReader(folder, settings.nlp.threads, own_topics, foreign_models(settings))


def foreign_models(settings: Settings) -> list[HubModel]:
    """The Hugging Face models that the settings name, not loaded yet; raises ModelUnavailableError for a loose name."""
    nlp, cache = settings.nlp, folder_of(settings) / "hub"
    heads: list[tuple[Head, str, dict[str, str]]] = [
        ("sentiment", nlp.sentiment_model, nlp.sentiment_labels),
        ("topics", nlp.topic_model, nlp.topic_labels),
    ]
    return [HubModel(parse_name(name, cache=cache, labels=labels), head) for head, name, labels in heads if name]


def topics_of(experience: Experience) -> tuple[OwnTopic, ...]:
    """The topics that topics.yaml adds or gives keywords to; a topic's labels are examples of it too."""
    return tuple(
        OwnTopic(
            topic.name,
            (*topic.examples, *filter(None, (topic.text.de, topic.text.en))) if topic.examples else (),
            topic.keywords,
        )
        for topic in experience.topics.values()
        if topic.examples or topic.keywords
    )


async def warm_up(reader: Reader) -> None:
    """Load the model before the first customer waits for it; without one, or with a broken one, say so and go on."""
    try:
        await reader.read(["Guten Tag"])
    except ModelUnavailableError as missing:
        structlog.get_logger().error("there is no model to read with", why=str(missing))
