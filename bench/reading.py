"""One text through the bundled model, and through a transformers pipeline over the same encoder in PyTorch.

    python -m bench.reading [--model DIR] [--rounds 10] [--json FILE]

Both read the development replies one by one on one thread, in turns of 200, so that each finds its weights in the cache
as it would in a server. The pipeline gives one label, from a head drawn at random; the model gives sentiment, kind,
topics and an embedding. Needs the [torch] extra.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.machine import Stopwatch
from bench.report import Report, options, percentile
from nlp.evaluation import CORPUS
from nlp.onnx_model import OnnxModel
from nlp.reader import BUNDLED_MODEL
from nlp.train import TrainingUnavailableError, check_libraries

TURN = 200
Read = Callable[[str], object]


def replies() -> list[str]:
    """The development part of the corpus."""
    return [json.loads(line)["text"] for line in (CORPUS / "dev.jsonl").read_text(encoding="utf-8").splitlines()]


def pipeline_of(model: Path) -> Read:
    """A transformers pipeline over the encoder of `model`, in PyTorch, with its tokenizer."""
    import torch
    from transformers import BertForSequenceClassification, PreTrainedTokenizerFast, pipeline

    from nlp.train_resume import restore

    torch.set_num_threads(1)
    build: Any = pipeline
    with TemporaryDirectory() as folder:
        restore(model, Path(folder))
        network: Any = BertForSequenceClassification.from_pretrained(folder)
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    read: Read = build("text-classification", model=network.eval(), tokenizer=tokenizer, device="cpu")
    return read


def turn(read: Read, texts: list[str]) -> float:
    """Median milliseconds a text; the first ten only warm up."""
    times = []
    for text in [*texts[:10], *texts]:
        start = perf_counter()
        read(text)
        times.append((perf_counter() - start) * 1e3)
    return percentile(times[10:], 0.5)


def measure(model: Path, rounds: int, report: Report) -> None:
    """Both in turns, another part of the replies each round."""
    network, foreign, texts = OnnxModel(model), pipeline_of(model), replies()
    for number in range(rounds):
        first = number * TURN % (len(texts) - TURN)
        part, watch = texts[first : first + TURN], Stopwatch()
        ours, theirs = turn(lambda text: network.run([text]), part), turn(foreign, part)
        report.add({"model ms": ours, "pipeline ms": theirs, "ratio": theirs / ours, "others": watch.others()})


def main() -> int:
    """Run the rounds, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--model", type=Path, default=BUNDLED_MODEL)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    try:
        check_libraries()
    except TrainingUnavailableError as error:
        raise SystemExit(str(error)) from error
    report = Report("one text, one thread (medians)", ("model ms", "pipeline ms", "ratio", "others"))
    measure(given.model, given.rounds, report)
    report.judge("a text through the model, ms", "model ms", "<= 3")
    report.judge("a transformers pipeline over the same encoder against it", "ratio", ">= 3")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
