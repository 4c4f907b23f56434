"""Small pictures drawn on the server as inline SVG: a trend with its interval, and an interval on its scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One month of a trend; `value` None where too few answered. Values share the scale of `low`, `high`."""

    label: str
    value: float | None
    low: float
    high: float
    n: int


WIDTH, HEIGHT, PAD = 320, 96, 8


def trend(points: Sequence[TrendPoint], *, bottom: float, top: float, title: str) -> Markup:
    """A line with its 95 % band over the months, `bottom`..`top` the ends of the scale; dots name their month and n."""

    def x(index: int) -> float:
        return PAD + index * (WIDTH - 2 * PAD) / max(1, len(points) - 1)

    def y(value: float) -> float:
        return HEIGHT - 18 - (value - bottom) / (top - bottom) * (HEIGHT - 18 - PAD)

    drawn = [(x(index), point) for index, point in enumerate(points) if point.value is not None]
    parts = []
    if len(drawn) > 1:
        upper = [f"{at:.1f},{y(point.high):.1f}" for at, point in drawn]
        lower = [f"{at:.1f},{y(point.low):.1f}" for at, point in reversed(drawn)]
        parts.append(f'<polygon class="band" points="{" ".join(upper + lower)}"/>')
        line = " ".join(f"{at:.1f},{y(point.value or 0.0):.1f}" for at, point in drawn)
        parts.append(f'<polyline class="line" points="{line}"/>')
    if bottom < 0 < top:
        parts.append(f'<line class="zero" x1="{PAD}" x2="{WIDTH - PAD}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>')
    for at, point in drawn:
        hint = escape(f"{point.label}: {point.value:.0f} ({point.low:.0f} … {point.high:.0f}), n = {point.n}")
        parts.append(f'<circle class="dot" cx="{at:.1f}" cy="{y(point.value or 0.0):.1f}" r="3">')
        parts.append(f"<title>{hint}</title></circle>")
    if points:
        for at, anchor, point in ((PAD, "start", points[0]), (WIDTH - PAD, "end", points[-1])):
            parts.append(f'<text x="{at}" y="{HEIGHT - 3}" text-anchor="{anchor}">{escape(point.label)}</text>')
    return Markup(  # noqa: S704 - every text in it was escaped above
        f'<svg class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def whisker(*, value: float, low: float, high: float, bottom: float, top: float, title: str) -> Markup:
    """A value with its interval on the whole scale, so that a wide doubt looks wide."""

    def x(amount: float) -> float:
        return (amount - bottom) / (top - bottom) * 100

    return Markup(  # noqa: S704 - numbers and an escaped title
        f'<svg class="whisker" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{escape(title)}">'
        f'<rect class="rail" x="0" y="3" width="100" height="2"/>'
        f'<rect class="reach" x="{x(low):.1f}" y="2" width="{max(0.8, x(high) - x(low)):.1f}" height="4"/>'
        f'<rect class="point" x="{max(0.0, x(value) - 0.6):.1f}" y="0" width="1.2" height="8"/></svg>'
    )
