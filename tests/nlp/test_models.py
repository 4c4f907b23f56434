"""Models of an installation: one reads, another may take over where it is no worse, and both ways back."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.models import (
    BUNDLED,
    LanguageScore,
    NoSuchModelError,
    folder_in_use,
    keep,
    kept,
    promote,
    rollback,
    worse,
)
from nlp.onnx_model import ModelUnavailableError
from nlp.reader import BUNDLED_MODEL, OnnxReader


def test_without_any_the_bundled_one_reads(tmp_path: Path) -> None:
    """A fresh installation has one model, and it is in use."""
    (one,) = kept(tmp_path)
    assert (one.name, one.current) == (BUNDLED, True)
    assert folder_in_use(tmp_path) == BUNDLED_MODEL


def test_a_promoted_model_reads_until_it_is_rolled_back(tmp_path: Path) -> None:
    """Names are kept apart, promotion moves one pointer, and every step of it can be taken back."""
    first = keep(BUNDLED_MODEL, tmp_path, "trained")
    second = keep(BUNDLED_MODEL, tmp_path, "trained")
    assert (first.name, second.name) == ("trained", "trained-2")
    promote(tmp_path, "trained")
    promote(tmp_path, "trained-2")
    assert folder_in_use(tmp_path) == second
    assert rollback(tmp_path) == "trained"
    assert rollback(tmp_path) == BUNDLED
    assert folder_in_use(tmp_path) == BUNDLED_MODEL
    with pytest.raises(NoSuchModelError):
        rollback(tmp_path)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    """Neither a folder without weights nor a name that nobody gave."""
    with pytest.raises(ModelUnavailableError):
        keep(tmp_path, tmp_path / "models", "trained")
    with pytest.raises(NoSuchModelError, match="there are: bundled"):
        promote(tmp_path, "nothing")


def test_one_language_read_worse_is_reason_enough() -> None:
    """Better German does not pay for worse English."""
    using = [LanguageScore("de", 0.7, 0.6, 0.8), LanguageScore("en", 0.7, 0.6, 0.8)]
    better = [LanguageScore("de", 0.9, 0.9, 0.9), LanguageScore("en", 0.7, 0.6, 0.8)]
    mixed = [LanguageScore("de", 0.9, 0.9, 0.9), LanguageScore("en", 0.69, 0.6, 0.8)]
    assert worse(better, using) == []
    assert worse(mixed, using) == ["en: sentiment 0.690, now 0.700"]


def test_a_running_reader_takes_the_promoted_model(tmp_path: Path) -> None:
    """The next text is read by the model that has taken over; nothing is started again."""
    reader = OnnxReader(lambda: folder_in_use(tmp_path))
    before = reader.model
    folder = keep(BUNDLED_MODEL, tmp_path, "trained")
    settings = (folder / "reading.json").read_text(encoding="utf-8")
    (folder / "reading.json").write_text(settings.replace('"name": "', '"name": "our-own-', 1), encoding="utf-8")
    assert reader.model is before
    promote(tmp_path, "trained")
    assert reader.read_now(["Danke"])[0].model.startswith("our-own-")
