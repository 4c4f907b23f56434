"""Foreign models: named with a pin, explained in one line where they cannot be had, and their labels understood."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from conversation.reading import Reading
from nlp.hub_model import HubModel, parse_name
from nlp.onnx_model import ModelUnavailableError

WITH_TORCH = importlib.util.find_spec("torch") is not None


def test_a_model_is_pinned_or_a_folder(tmp_path: Path) -> None:
    """A name without a revision could change its mind overnight, so it is refused with the way out."""
    assert parse_name("acme/reads@v2").revision == "v2"
    assert parse_name(str(tmp_path)).name == str(tmp_path)
    for loose in ("acme/reads", "acme/reads@", "reads@v2"):
        with pytest.raises(ModelUnavailableError, match="owner/name@revision"):
            parse_name(loose)


@pytest.mark.skipif(WITH_TORCH, reason="says what is missing only where it is missing")
def test_without_torch_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    """No traceback of a library: the name of the model, what it needs, the command."""
    with pytest.raises(ModelUnavailableError, match=r"needs PyTorch.*pip install") as told:
        HubModel(parse_name(str(tmp_path)), "sentiment").improve(["gut"], [Reading()])
    assert "\n" not in str(told.value)


def build(folder: Path, labels: list[str]) -> None:
    """A tiny BERT that knows six words and nothing else, written as the hub keeps models."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "gut", "schlecht", "good", "bad", "koffer", "essen"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label=dict(enumerate(labels)), label2id={label: place for place, label in enumerate(labels)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)


@pytest.mark.skipif(not WITH_TORCH, reason="needs the [torch] extra")
def test_a_foreign_sentiment_takes_the_place_of_ours(tmp_path: Path) -> None:
    """Stars are understood, several that mean the same are added up, kind and topics stay, the model is named."""
    build(tmp_path, ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"])
    before = Reading(kind="feedback", model="ours")
    better, empty = HubModel(parse_name(str(tmp_path)), "sentiment").improve(["gut", " "], [before, before])
    assert better.sentiment in {"negative", "neutral", "positive"}
    assert (better.kind, better.model) == ("feedback", f"ours+{tmp_path}")
    assert 0.3 < better.confidence <= 1.0
    assert empty is before


@pytest.mark.skipif(not WITH_TORCH, reason="needs the [torch] extra")
def test_labels_that_mean_nothing_to_us_are_explained(tmp_path: Path) -> None:
    """LABEL_0 needs a meaning from the settings; with it the model reads."""
    build(tmp_path, ["LABEL_0", "LABEL_1", "LABEL_2"])
    with pytest.raises(ModelUnavailableError, match=r"LABEL_\d.*nlp\.sentiment_labels"):
        HubModel(parse_name(str(tmp_path)), "sentiment").improve(["gut"], [Reading()])
    named = parse_name(str(tmp_path), labels={"LABEL_0": "neg", "LABEL_1": "neutral", "LABEL_2": "pos"})
    assert HubModel(named, "sentiment").improve(["gut"], [Reading()])[0].sentiment != "unsure"


@pytest.mark.skipif(not WITH_TORCH, reason="needs the [torch] extra")
def test_a_model_of_entailment_reads_our_topics_without_training(tmp_path: Path) -> None:
    """Zero-shot: our topics are the candidate labels, and only what it believes counts."""
    build(tmp_path, ["contradiction", "neutral", "entailment"])
    (reading,) = HubModel(parse_name(str(tmp_path)), "topics").improve(["koffer"], [Reading()])
    assert all(0.5 <= score.confidence <= 1.0 for score in reading.topics)
