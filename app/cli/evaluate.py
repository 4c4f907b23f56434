"""`echoloop evaluate`: measures the reader's model against labelled texts and a baseline."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.cli.failure import CommandError
from nlp.evaluate import KindScore, SentimentScore, SetScore
from nlp.evaluation import NoLabelledTextsError, Report, labelled_files
from nlp.evaluation import evaluate as run_evaluation
from nlp.reader import BUNDLED_MODEL, ModelUnavailableError, OnnxReader


class Format(StrEnum):
    """How the report is shown."""

    TEXT = "text"
    JSON = "json"


DataOption = Annotated[
    Path | None, typer.Option("--data", help="Labelled JSON Lines: a file, or a folder of sets. Default: our own.")
]
ModelOption = Annotated[Path, typer.Option("--model", help="The folder of the model.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Tables for people, or everything as JSON.")]
MostOption = Annotated[int, typer.Option("--most", min=0, help="At most so many texts of each set (0 = all).")]
PlotOption = Annotated[Path | None, typer.Option("--plot", help="Draw calibration and topics as a PNG or SVG file.")]
ThreadsOption = Annotated[int, typer.Option("--threads", min=1, max=64, help="Threads of one forward pass.")]


def evaluate(
    data: DataOption = None,
    model: ModelOption = BUNDLED_MODEL,
    shown: FormatOption = Format.TEXT,
    most: MostOption = 0,
    threads: ThreadsOption = 1,
    plot: PlotOption = None,
) -> None:
    """Measure the reader's model: sentiment, topics, kind, calibration, speed.

    Training files (…train.jsonl) of a folder are left out.
    """
    console = Console(stderr=True)
    try:
        files = labelled_files(data)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("measuring", total=len(files))
            report = run_evaluation(OnnxReader(model, threads), files, most, lambda _: progress.advance(task))
    except FileNotFoundError as error:
        raise CommandError(f"{error.filename} does not exist.", "Name a file or a folder with --data.") from error
    except (NoLabelledTextsError, ModelUnavailableError) as error:
        raise CommandError(str(error)) from error
    except (ValueError, KeyError) as error:
        raise CommandError(f"{data} holds a line that is no labelled text ({error!r}).") from error
    if plot is not None:
        _draw(report, plot)
    if shown is Format.JSON:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        _show(report, Console(width=132))


def _draw(report: Report, plot: Path) -> None:
    from nlp.evaluation_picture import draw

    try:
        draw(report, plot)
    except (ValueError, OSError) as error:
        raise CommandError(f"{plot} cannot be drawn: {error}", "Name a file that ends in .png or .svg.") from error


def _show(report: Report, console: Console) -> None:
    speed = report.speed
    console.print(
        f"{report.model}: one text {speed.median_ms:.1f} ms (p95 {speed.p95_ms:.1f}), "
        f"{speed.texts_per_second:.0f} texts/s, {speed.memory_mb:.0f} MB"
    )
    console.print(_sentiment_table(report))
    if any(score.topics for score in report.sets):
        console.print(_topic_table(report.sets))
    console.print(_own_topics_table(report))
    for score in report.sets:
        if score.name == report.sets[0].name and score.language in {"all", report.sets[0].language}:
            _show_details(score, console)


def _sentiment_table(report: Report) -> Table:
    table = Table("set", "lang", "n", "accuracy", "macro-F1", "recall", "ECE", "surest 80 %", title="Sentiment")
    table.add_column("majority acc/F1")
    for name in report.baselines:
        table.add_column(f"{name} acc/F1")
    for score in report.sets:
        if score.sentiment:
            table.add_row(score.name, score.language, *_sentiment_cells(score.sentiment), *_baselines(report, score))
    return table


def _sentiment_cells(one: SentimentScore) -> list[str]:
    figures = [one.accuracy, one.macro_f1, one.macro_recall, one.calibration_error, one.sure_accuracy]
    return [str(one.n), *map(_figure, figures), f"{_figure(one.majority_accuracy)}/{_figure(one.majority_macro_f1)}"]


def _baselines(report: Report, score: SetScore) -> list[str]:
    """One cell a yardstick, in the row of the whole set; VADER's counts the English texts only."""
    if score.language != "all" and any(other.name == score.name and other.language == "all" for other in report.sets):
        return ["" for _ in report.baselines]
    found = [sets.get(score.name) for sets in report.baselines.values()]
    return [f"{_figure(one['accuracy'])}/{_figure(one['macro_f1'])}" if one else "" for one in found]


def _topic_table(sets: tuple[SetScore, ...]) -> Table:
    table = Table("set", "lang", "n", "topics micro-F1", "macro-F1", "ECE", "majority", title="Topics and kind")
    for name in ("kind", "opt-out P/R"):
        table.add_column(name)
    for score in sets:
        if score.topics or score.kind:
            table.add_row(score.name, score.language, *_topic_cells(score), *_kind_cells(score.kind))
    return table


def _own_topics_table(report: Report) -> Table:
    table = Table("topic", "n", "precision", "recall", "F1", title="Own topics, found by five examples")
    for one in report.own_topics:
        table.add_row(one.topic, str(one.n), *map(_figure, (one.precision, one.recall, one.f1)))
    return table


def _topic_cells(score: SetScore) -> list[str]:
    one = score.topics
    if one is None:
        return [str(score.n), "", "", "", ""]
    return [str(one.n), *map(_figure, (one.micro_f1, one.macro_f1, one.calibration_error, one.majority_micro_f1))]


def _kind_cells(one: KindScore | None) -> list[str]:
    if one is None:
        return ["", ""]
    return [_figure(one.accuracy), f"{_figure(one.opt_out_precision)}/{_figure(one.opt_out_recall)}"]


def _show_details(score: SetScore, console: Console) -> None:
    if score.topics:
        table = Table("topic", "n", "precision", "recall", "F1", title=f"Topics of {score.name} ({score.language})")
        for topic, cells in score.topics.per_topic.items():
            table.add_row(topic, f"{cells['n']:.0f}", *(_figure(cells[key]) for key in ("precision", "recall", "f1")))
        console.print(table)
    if score.sentiment:
        table = Table("true \\ read", *score.sentiment.confusion, title=f"Sentiment of {score.name}")
        for truth, row in score.sentiment.confusion.items():
            table.add_row(truth, *map(str, row.values()))
        console.print(table)
        console.print("Reliability (confidence → share right, n):")
        for bar in score.sentiment.reliability:
            console.print(
                f"  {bar.confidence:.2f} → {bar.accuracy:.2f} {'█' * round(bar.accuracy * 40):40} {bar.count}"
            )


def _figure(value: float) -> str:
    return f"{value:.3f}"
