"""What the network reads badly is drawn oftener, by the labels of now, and no share of the sets moves."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from nlp.reader import BUNDLED_MODEL
from nlp.train_data import Example

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the [torch] extra")
SURE = Example("perfect trip", "en", "positive", kind="feedback", topics=("loyalty_recommendation",), source="hand")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkpoint's folder with readings of two texts, both for sure a positive verdict."""
    import torch

    from conversation.reading import TOPICS

    shutil.copy(BUNDLED_MODEL / "tokenizer.json", tmp_path)
    topics = [6.0 if topic == "loyalty_recommendation" else -6.0 for topic in TOPICS]
    reading = [-9.0, -9.0, -0.001, -0.001, *[-9.0] * 6, *topics]
    texts = [SURE.text, "long " * 40]
    torch.save({"texts": texts, "vectors": torch.tensor([reading, reading]).half()}, tmp_path / "readings.pt")
    return tmp_path


def factors(folder: Path, *examples: Example) -> list[float]:
    """By what the odds of `examples` are multiplied; the network behind has not learned anything."""
    import torch
    from transformers import BertConfig

    from conversation.reading import TOPICS
    from nlp.train_doubt import drawn_by_doubt
    from nlp.train_model import ReadingNet

    torch.manual_seed(3)
    shape = BertConfig(vocab_size=21_000, hidden_size=24, num_hidden_layers=2, num_attention_heads=12)
    return drawn_by_doubt(ReadingNet(shape, len(TOPICS)), folder, examples)


def test_a_wrong_reading_comes_oftener(folder: Path) -> None:
    """The same text counts least where the reading is right, more with a topic that was missed, most with all wrong."""
    from nlp.train_doubt import LEAST, MOST

    missed = Example(SURE.text, "en", "positive", kind="feedback", topics=("price_value",))
    wrong = Example(SURE.text, "en", "negative", kind="request", topics=("price_value",))
    right, more, most = factors(folder, SURE, missed, wrong)
    assert right == pytest.approx(LEAST, abs=0.02)
    assert right < more < most == MOST


def test_a_label_that_nobody_gave_raises_no_doubt(folder: Path) -> None:
    """A public text without kind and topics is drawn by its sentiment alone."""
    from nlp.train_doubt import LEAST

    assert factors(folder, Example(SURE.text, "en", "positive")) == pytest.approx([LEAST], abs=0.01)


def test_a_long_text_comes_more_seldom(folder: Path) -> None:
    """Two hundred letters read as surely as twelve are drawn at a good third of their rate."""
    long = Example("long " * 40, "en", "positive", kind="feedback", topics=("loyalty_recommendation",))
    short, longer = factors(folder, SURE, long)
    assert 0.3 < longer / short < 0.4


def test_only_new_texts_are_read(folder: Path) -> None:
    """A text without a reading is read once and kept; the others keep theirs."""
    import torch

    new = Example("never again", "en", "negative", kind="feedback", topics=())
    once = factors(folder, SURE, new)
    kept = torch.load(folder / "readings.pt", weights_only=True)
    assert kept["texts"] == [SURE.text, "long " * 40, "never again"]
    assert factors(folder, SURE, new) == once


def test_no_set_gains_by_the_doubt() -> None:
    """The corpus and the public sets are drawn as often as before; within each the doubtful ones gain."""
    from nlp.train_heads import by_share

    public = [Example("a", "en", source="umsab_en/train"), Example("b", "en", source="umsab_en/train")]
    own = [Example("c", "en", source="hand"), Example("d", "en", source="grammar")]
    odds = by_share([*public, *own], [1.0, 1.0, 3.0, 1.0], [2.0, 2.0, 0.5, 1.5])
    assert odds == pytest.approx([1.0, 1.0, 2.0, 2.0])
