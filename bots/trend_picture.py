"""Draws a digest's trend as a PNG: one point a week with its 95 % interval, gaps where too few answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from babel.dates import format_date

from conversation.messages import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, TEAL, GREY, PAPER = "#1c2b33", "#0b7a75", "#9aa5ab", "#ffffff"
TITLE = {"de": "NPS je Woche, mit 95-%-Intervall", "en": "NPS by week, with 95 % interval"}
NARROWEST = 40.0  # points of the scale that are always shown, so that chance does not look like a landslide

Point = tuple[str, Mapping[str, float] | None]
"""The first day of a week (ISO), and the score {value, low, high, n}, None where too few answered."""


def draw(points: Sequence[Point], words: Language) -> bytes:
    """The picture, readable on a phone and in a dark window: it brings its own background."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 3.4), layout="constrained", facecolor=PAPER)
    axes = figure.subplots()
    axes.set_title(TITLE[words], color=INK, fontsize=13, loc="left")
    _line(axes, points)
    shown = [date.fromisoformat(day) for day, _ in points]
    pattern = "d.M." if words == "de" else "d MMM"
    step = max(1, len(shown) // 6)
    ticks = range((len(shown) - 1) % step, len(shown), step)
    axes.set_xticks(list(ticks), [format_date(shown[place], pattern, locale=words) for place in ticks])
    axes.tick_params(labelsize=10, colors=INK, length=0)
    axes.grid(axis="y", color="#e4e8ea", linewidth=0.8)
    axes.spines[:].set_visible(False)
    out = BytesIO()
    figure.savefig(out, format="png", dpi=150)
    return out.getvalue()


def _line(axes: Axes, points: Sequence[Point]) -> None:
    """Points and intervals; the newest is named."""
    known = [(place, score) for place, (_, score) in enumerate(points) if score]
    places = [place for place, _ in known]
    values = [score["value"] for _, score in known]
    below = [score["value"] - min(score["low"], score["value"]) for _, score in known]
    above = [max(score["high"], score["value"]) - score["value"] for _, score in known]
    axes.errorbar(places, values, yerr=[below, above], fmt="none", ecolor=GREY, elinewidth=2, capsize=3)
    runs = [score["value"] if score else float("nan") for _, score in points]
    axes.plot(range(len(points)), runs, color=TEAL, linewidth=2, marker="o", markersize=6)
    axes.set_xlim(-0.5, len(points) + 0.1)
    low = min(value - less for value, less in zip(values, below, strict=True))
    high = max(value + more for value, more in zip(values, above, strict=True))
    spare = max(0.0, NARROWEST - (high - low)) / 2
    axes.set_ylim(max(-105.0, low - spare - 4), min(105.0, high + spare + 4))
    axes.annotate(
        f"{values[-1]:+.0f}",
        (places[-1], values[-1]),
        textcoords="offset points",
        xytext=(8, 6),
        color=INK,
        fontsize=12,
    )
