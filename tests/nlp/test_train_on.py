"""The model is trained on for a moment: it stays a model of ours, and what was corrected is read that way."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from nlp.reader import BUNDLED_MODEL, OnnxReader
from nlp.train_data import Example

needed = ("torch", "onnx", "onnxscript")
pytestmark = [
    pytest.mark.skipif(not all(map(importlib.util.find_spec, needed)), reason="needs the [torch] extra"),
    pytest.mark.filterwarnings("default"),  # PyTorch's exporter warns about itself
]


def test_a_model_of_an_earlier_version_is_named(tmp_path: Path) -> None:
    """A file without our tables cannot be trained on from: the error is one for people, with the way out."""
    import onnx
    from onnx import helper

    from nlp.train_resume import NotOurModelError, restore

    onnx.save(helper.make_model(helper.make_graph([], "empty", [], [])), tmp_path / "model.onnx")
    with pytest.raises(NotOurModelError, match="echoloop model promote bundled"):
        restore(tmp_path, tmp_path / "out")


def test_training_on_keeps_what_was_there(tmp_path: Path) -> None:
    """A minute on the corpus and one corrected text: clear sentences are still read right, under the new name."""
    from nlp.train_on import TrainOnPlan, train_on

    heard: list[float] = []
    wrong = Example("Na das war ja ein Fest der Pünktlichkeit", "de", sentiment="negative", source="corrected")
    plan = TrainOnPlan(
        model=BUNDLED_MODEL, out=tmp_path / "out", work=tmp_path / "work", name="once-more",
        corrections=[wrong] * 50, minutes=1.0,
    )  # fmt: skip
    train_on(plan, lambda spent, loss: heard.append(loss))
    texts = [wrong.text, "Das Personal war super freundlich", "The room was filthy"]
    found = OnnxReader(tmp_path / "out").read_now(texts)
    assert heard
    assert [reading.model for reading in found] == ["once-more"] * 3
    assert [reading.sentiment for reading in found[1:]] == ["positive", "negative"]
    assert not (tmp_path / "work").exists(), "a finished run leaves nothing to go on from"
