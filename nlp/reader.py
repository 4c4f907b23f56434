"""Reads customers' texts: what waits is read together on one thread of its own, never on the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from conversation.reading import OwnTopic, Reading
from nlp.language import guess_language
from nlp.onnx_model import ModelUnavailableError

if TYPE_CHECKING:
    from nlp.hub_model import HubModel
    from nlp.judge import Seen
    from nlp.onnx_model import OnnxModel
    from nlp.topics import TopicFinder

__all__ = ["BUNDLED_MODEL", "ModelUnavailableError", "OnnxReader"]

BUNDLED_MODEL = Path(__file__).parent / "model"
"""The folder of the model that ships with Echoloop."""


class OnnxReader:
    """Reads texts with the model of a folder, loaded at the first text.

    Where `model_dir` is a function, it is asked anew for every batch: a model that was promoted meanwhile takes over.
    `threads` is what one forward pass may use. Raises ModelUnavailableError (one line, with the way out)
    when the first text comes and the model is missing or broken. `own_topics` says, anew for every batch, which
    topics of the company's own are to be found besides the model's. `foreign` models take the place of its heads.
    """

    def __init__(
        self,
        model_dir: Path | Callable[[], Path] = BUNDLED_MODEL,
        threads: int = 1,
        own_topics: Callable[[], Awaitable[Sequence[OwnTopic]]] | None = None,
        foreign: Sequence[HubModel] = (),
    ) -> None:
        self._folder_of = model_dir if callable(model_dir) else lambda: model_dir
        self._folder: Path | None = None
        self._threads = threads
        self._own_topics = own_topics
        self._foreign = foreign
        self._finder: TopicFinder | None = None
        self._model: OnnxModel | None = None
        self._loading = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return one reading a text, in order; the event loop goes on meanwhile."""
        own = await self._own_topics() if self._own_topics is not None else ()
        return await asyncio.wrap_future(self._submit(list(texts), own))

    def read_now(self, texts: Sequence[str], own: Sequence[OwnTopic] = ()) -> list[Reading]:
        """Return one reading a text, in order, on the caller's thread; `own` topics are found besides the model's."""
        seen = self.see_now(texts)
        readings = [self.judge(text, one) for text, one in zip(texts, seen, strict=True)]
        for model in self._foreign:
            readings = model.improve(texts, readings)
        found = zip(texts, seen, readings, strict=True)
        return [self.with_feelings(self.with_own(reading, text, one, own), text) for text, one, reading in found]

    def judge(self, text: str, seen: Seen | None) -> Reading:
        """Return the bundled heads' reading of one text that `see_now` has seen."""
        from nlp.judge import judge

        settings = self.model.settings
        return judge(seen, settings, guess_language(text)) if seen else Reading(model=settings.name)

    def with_own(self, reading: Reading, text: str, seen: Seen | None, own: Sequence[OwnTopic]) -> Reading:
        """Return the reading with the company's own topics added."""
        if not own or seen is None:
            return reading
        from nlp.topics import merged

        return replace(reading, topics=merged(reading.topics, self.finder.find(text, seen.embedding, own)))

    def with_feelings(self, reading: Reading, text: str) -> Reading:
        """Return the reading with what the text feels about each topic, where its clauses differ."""
        from nlp.topic_feelings import feel

        return feel(text, reading, self.model.settings, self.see_now) if reading.topics else reading

    @property
    def finder(self) -> TopicFinder:
        """What finds the company's own topics with this model's embedding."""
        if self._finder is None:
            from nlp.topics import TopicFinder

            enough = self.model.settings.own_topic_threshold
            self._finder = TopicFinder(lambda texts: self.model.run(texts).embedding, enough)
        return self._finder

    def see_now(self, texts: Sequence[str]) -> list[Seen | None]:
        """Return calibrated probabilities and embedding of every text; None for an empty one."""
        from nlp.judge import see

        model = self.model
        full = [text for text in texts if text.strip()]
        found = iter(see(model.run(full), model.settings) if full else [])
        return [next(found) if text.strip() else None for text in texts]

    @property
    def model(self) -> OnnxModel:
        """The model, loaded at the first call, and again where another one has taken over."""
        with self._loading:
            folder = self._folder_of()
            if self._model is None or folder != self._folder:
                from nlp.onnx_model import OnnxModel

                self._model, self._folder, self._finder = OnnxModel(folder, self._threads), folder, None
            return self._model

    def close(self) -> None:
        """Let the thread end after what it is reading; a later read starts a new one."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
            self._thread = None

    def _submit(self, texts: list[str], own: Sequence[OwnTopic]) -> Future[list[Reading]]:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        return self._thread.submit(self.read_now, texts, own)
