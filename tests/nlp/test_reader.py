"""The bundled model reads clear German and English sentences right, alone and in company, and survives any text."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from conversation.reading import KINDS_OF_TEXT, SENTIMENTS, TOPICS, Reading
from nlp.reader import BUNDLED_MODEL, OnnxReader


@pytest.fixture(scope="module")
def reader() -> Iterator[OnnxReader]:
    """One reader for all tests of this file: loading takes a moment."""
    reader = OnnxReader()
    yield reader
    reader.close()


def read(reader: OnnxReader, text: str) -> Reading:
    """The reading of one text."""
    return reader.read_now([text])[0]


CLEAR = [
    ("Der Bus hatte zwei Stunden Verspätung, unmöglich!", "negative", "punctuality_delivery", "de"),
    ("Das Personal war super freundlich und hilfsbereit", "positive", "staff_service", "de"),
    ("Das Zimmer war total dreckig", "negative", "cleanliness", "de"),
    ("Das Essen war köstlich 😋", "positive", "food_drink", "de"),
    ("ich warte immer noch auf mein geld", "negative", "payment_refund", "de"),
    ("Völlig überteuert, reine Abzocke!", "negative", "price_value", "de"),
    ("The train was two hours late and nobody cared", "negative", "punctuality_delivery", "en"),
    ("Such friendly and helpful staff", "positive", "staff_service", "en"),
    ("The room was filthy", "negative", "cleanliness", "en"),
    ("Breakfast was delicious 😋", "positive", "food_drink", "en"),
    ("still waiting for my refund", "negative", "payment_refund", "en"),
    ("way too expensive", "negative", "price_value", "en"),
]


@pytest.mark.parametrize(("text", "sentiment", "topic", "language"), CLEAR)
def test_clear_sentences_are_read_right(
    reader: OnnxReader, text: str, sentiment: str, topic: str, language: str
) -> None:
    """Sentiment, topic and language of sentences that leave no doubt."""
    reading = read(reader, text)
    assert (reading.sentiment, reading.language, reading.kind) == (sentiment, language, "feedback")
    assert topic in reading.topic_names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bitte schickt mir keine Nachrichten mehr", "opt_out"),
        ("please stop sending me messages", "opt_out"),
        ("Wo finde ich meine Rechnung?", "question"),
        ("What time does the bus leave?", "question"),
        ("Bitte rufen Sie mich zurück", "request"),
        ("please call me back", "request"),
        ("Vielen Dank!", "thanks"),
        ("thank you very much!", "thanks"),
    ],
)
def test_what_the_customer_wants_is_seen(reader: OnnxReader, text: str, kind: str) -> None:
    """Questions, requests, thanks and the wish to be left alone are told from feedback."""
    assert read(reader, text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "👍👍👍",
        "😡",
        "?!?!",
        "1234567890",
        "a" * 100_000,
        "ha " * 40_000,
        "\x00\x01",
        "\ud800",
        "مرحبا 你好",
        "\n\n gut \n",
    ],
)
def test_any_text_is_survived(reader: OnnxReader, text: str) -> None:
    """Emoji only, huge, foreign or broken texts give a well-formed reading."""
    reading = read(reader, text)
    assert reading.sentiment in SENTIMENTS
    assert reading.kind in KINDS_OF_TEXT
    assert 0 <= reading.confidence <= 1
    assert set(reading.topic_names) <= set(TOPICS)
    assert list(reading.topics) == sorted(reading.topics, key=lambda score: -score.confidence)


def test_an_empty_text_is_unsure_in_everything(reader: OnnxReader) -> None:
    """Nothing is claimed where nothing was said; the model is named."""
    for text in ("", "  \n\t "):
        assert read(reader, text) == Reading(model=reader.model.settings.name)


def test_company_and_order_change_nothing(reader: OnnxReader) -> None:
    """A text is read the same alone, among others, twice, and in any order."""
    texts = [text for text, *_ in CLEAR] + ["", "👍", "x" * 3000]
    together = reader.read_now(texts)
    assert together == [read(reader, text) for text in texts]
    assert together == list(reversed(reader.read_now(list(reversed(texts)))))


def test_no_texts_no_readings(reader: OnnxReader) -> None:
    """An empty list gives an empty list."""
    assert reader.read_now([]) == []


@pytest.mark.anyio
async def test_the_event_loop_goes_on_while_texts_are_read(reader: OnnxReader) -> None:
    """Reading happens on a thread of its own; concurrent callers each get their own readings in order."""
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    try:
        first, second = await asyncio.gather(reader.read(["gut"] * 20), reader.read(["The room was filthy", ""]))
    finally:
        ticking.cancel()
    assert ticks > 10
    assert len(first) == 20
    assert second == reader.read_now(["The room was filthy", ""])
    assert any(thread.name.startswith("reader") for thread in threading.enumerate())


def test_the_embedding_brings_translations_together(reader: OnnxReader) -> None:
    """A German sentence lies nearer to its English translation than to another sentence (for FAQ and own topics)."""
    seen = reader.see_now(["Wo ist mein Koffer?", "Where is my suitcase?", "The food was delicious"])
    german, english, other = (one.embedding for one in seen if one)
    assert float(german @ german) == pytest.approx(1, abs=0.01)
    assert float(german @ english) > float(german @ other) + 0.2


def test_the_bundled_model_is_small_and_carries_its_card(reader: OnnxReader) -> None:
    """At most 25 MB, with a card that names data and licences, and the classes that readings know."""
    settings = reader.model.settings
    assert sum(path.stat().st_size for path in BUNDLED_MODEL.iterdir()) <= 25e6
    assert set(settings.sentiments) == set(SENTIMENTS) - {"unsure"}
    assert set(settings.kinds) == set(KINDS_OF_TEXT) - {"unsure"}
    assert settings.topics == TOPICS
    card = (BUNDLED_MODEL / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in card
