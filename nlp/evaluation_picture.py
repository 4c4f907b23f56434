"""Draws what an evaluation found: how honest confidences are, and how well each topic is found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nlp.evaluate import SetScore
from nlp.evaluation import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, TEAL, GREY = "#1c2b33", "#0b7a75", "#9aa5ab"


def draw(report: Report, path: Path) -> None:
    """Write the first set's picture; the file's ending says whether it is PNG or SVG. Raises ValueError for others."""
    from matplotlib.figure import Figure

    whole = next(score for score in report.sets if score.language == "all" or score.name == report.sets[0].name)
    figure = Figure(figsize=(11, 5.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.15))
    figure.suptitle(f"{report.model} on {whole.name} ({whole.n} texts)", color=INK)
    _reliability(left, whole)
    _topics(right, whole)
    figure.savefig(path, dpi=130)


def _reliability(axes: Axes, score: SetScore) -> None:
    axes.set(title="Sentiment: how often it is right when it says so", xlabel="confidence", ylabel="share right")
    axes.set(xlim=(0.3, 1.0), ylim=(0.0, 1.0))
    axes.plot([0.3, 1], [0.3, 1], color=GREY, linestyle="--", linewidth=1, label="perfectly honest")
    if score.sentiment is None:
        return
    bars = score.sentiment.reliability
    axes.plot([bar.confidence for bar in bars], [bar.accuracy for bar in bars], color=TEAL, marker="o")
    for bar in bars:
        axes.annotate(f"{bar.count}", (bar.confidence, bar.accuracy), textcoords="offset points", xytext=(0, 8),
                      ha="center", fontsize=8, color=INK)  # fmt: skip
    axes.legend(loc="upper left", frameon=False)
    axes.text(0.98, 0.04, f"expected calibration error {score.sentiment.calibration_error:.3f}", ha="right",
              transform=axes.transAxes, color=INK)  # fmt: skip


def _topics(axes: Axes, score: SetScore) -> None:
    axes.set(title="Topics: F1", xlim=(0, 1.0))
    if score.topics is None:
        return
    rows = sorted(score.topics.per_topic.items(), key=lambda item: item[1]["f1"])
    axes.barh([topic.replace("_", " ") for topic, _ in rows], [cells["f1"] for _, cells in rows], color=TEAL)
    for place, (_, cells) in enumerate(rows):
        axes.text(cells["f1"] + 0.01, place, f"{cells['f1']:.2f}  (n {cells['n']:.0f})", va="center", fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
