"""The models of an installation, one folder each: which one reads, which came before, and which may take over.

A trained model takes over only where it reads no language worse than the one in use, on a fixed part of our own corpus
that no training sees. `current` names the one in use, `history` those before; without them the bundled one reads.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from nlp.evaluate import SetScore
from nlp.evaluation import CORPUS, evaluate
from nlp.onnx_model import ModelUnavailableError, read_settings
from nlp.reader import BUNDLED_MODEL, OnnxReader

BUNDLED = "bundled"
CURRENT, HISTORY, SCORES = "current", "history", "scores.json"
PARTS = ("model.onnx", "tokenizer.json", "tokenizer_config.json", "reading.json")


class NoSuchModelError(LookupError):
    """No model of that name is kept here; the message says which there are."""


@dataclass(frozen=True, slots=True)
class LanguageScore:
    """How one language is read on the fixed part, as shares: sentiment and kind accuracy, topics micro-F1."""

    language: str
    sentiment: float
    topics: float
    kind: float


@dataclass(frozen=True, slots=True)
class KeptModel:
    """One model: its folder's name, what it calls itself, whether it reads now, and its scores (none: not measured)."""

    name: str
    says: str
    current: bool
    scores: tuple[LanguageScore, ...]


def folder_in_use(models: Path, otherwise: Path = BUNDLED_MODEL) -> Path:
    """Return the folder of the model that reads: the promoted one, else `otherwise`."""
    try:
        name = (models / CURRENT).read_text(encoding="utf-8").strip()
    except (
        FileNotFoundError,
        NotADirectoryError,
    ):
        return otherwise
    return otherwise if name in ("", BUNDLED) else models / name


def kept(models: Path, bundled: Path = BUNDLED_MODEL) -> list[KeptModel]:
    """Return every model, the bundled one first."""
    using = folder_in_use(models, bundled)
    folders = sorted(path.parent for path in models.glob("*/reading.json"))
    return [
        KeptModel(name, read_settings(folder).name, folder == using, _scores(models / f"{name}.{SCORES}"))
        for name, folder in [(BUNDLED, bundled), *((folder.name, folder) for folder in folders)]
    ]


def keep(source: Path, models: Path, name: str) -> Path:
    """Copy a trained model in under a free name; returns its folder."""
    if not (source / "model.onnx").is_file():
        raise ModelUnavailableError(f"{source} holds no model (model.onnx is missing); run 'echoloop train' first")
    folder, number = models / name, 1
    while folder.exists():
        number += 1
        folder = models / f"{name}-{number}"
    folder.mkdir(parents=True)
    for part in PARTS:
        shutil.copy(source / part, folder / part)
    return folder


def measure(models: Path, name: str, bundled: Path = BUNDLED_MODEL) -> tuple[LanguageScore, ...]:
    """Return how a model reads the fixed part by language; measured once and then kept."""
    path = models / f"{name}.{SCORES}"
    scores = _scores(path)
    if not scores:
        report = evaluate(OnnxReader(_folder(models, name, bundled)), {"own": CORPUS / "dev.jsonl"}, compare=False)
        scores = tuple(_score(one) for one in report.sets if one.language != "all")
        models.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(score) for score in scores], indent=1) + "\n", encoding="utf-8")
    return scores


def worse(candidate: Sequence[LanguageScore], using: Sequence[LanguageScore]) -> list[str]:
    """Return in words what the candidate reads worse, language by language; nothing = it may take over."""
    before = {score.language: score for score in using}
    return [
        f"{score.language}: {what} {getattr(score, what):.3f}, now {getattr(before[score.language], what):.3f}"
        for score in candidate
        if score.language in before
        for what in ("sentiment", "topics", "kind")
        if round(getattr(score, what), 3) < round(getattr(before[score.language], what), 3)
    ]


def promote(models: Path, name: str, bundled: Path = BUNDLED_MODEL) -> None:
    """Let a model read from now on; a running `serve` takes it with its next batch. Raises NoSuchModelError."""
    _folder(models, name, bundled)
    before = _name_in_use(models)
    if before != name:
        _write(models, [*_history(models), before], name)


def rollback(models: Path) -> str:
    """Let the model before the current one read again; returns its name. Raises NoSuchModelError where none was."""
    history = _history(models)
    if not history:
        raise NoSuchModelError("no model was promoted before this one")
    _write(models, history[:-1], history[-1])
    return history[-1]


def _write(models: Path, history: Sequence[str], current: str) -> None:
    models.mkdir(parents=True, exist_ok=True)
    (models / HISTORY).write_text("".join(f"{name}\n" for name in history), encoding="utf-8")
    fresh = models / f"{CURRENT}.new"
    fresh.write_text(f"{current}\n", encoding="utf-8")
    fresh.replace(models / CURRENT)  # in one step: a reader sees the old name or the new one


def _history(models: Path) -> list[str]:
    path = models / HISTORY
    return path.read_text(encoding="utf-8").split() if path.is_file() else []


def _name_in_use(models: Path) -> str:
    folder = folder_in_use(models)
    return folder.name if folder.parent == models else BUNDLED


def _folder(models: Path, name: str, bundled: Path) -> Path:
    folder = bundled if name == BUNDLED else models / name
    if not (folder / "model.onnx").is_file():
        names = ", ".join(model.name for model in kept(models, bundled))
        raise NoSuchModelError(f"there is no model {name!r}; there are: {names}")
    return folder


def _score(one: SetScore) -> LanguageScore:
    return LanguageScore(
        one.language,
        round(one.sentiment.accuracy, 4) if one.sentiment else 0.0,
        round(one.topics.micro_f1, 4) if one.topics else 0.0,
        round(one.kind.accuracy, 4) if one.kind else 0.0,
    )


def _scores(path: Path) -> tuple[LanguageScore, ...]:
    if not path.is_file():
        return ()
    return tuple(LanguageScore(**row) for row in json.loads(path.read_text(encoding="utf-8")))
