"""The share of customers who are back after so many days, as steps with their interval, drawn as inline SVG."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from insights.survival import Curve

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 220, 44, 12, 10, 26
TICKS = 90  # days between two marks


def curve_picture(curve: Curve, *, days: int, title: str, day_words: str) -> Markup:
    """Steps from 0 to `days`, the scale reaching to the next ten percent above the interval's end."""
    steps = [step for step in curve.steps if step.days <= days]
    top = min(1.0, max(0.1, *(_tenth_above(step.high) for step in steps))) if steps else 0.1

    def x(day: float) -> float:
        return LEFT + day / days * (WIDTH - LEFT - RIGHT)

    def y(share: float) -> float:
        return HEIGHT - BOTTOM - share / top * (HEIGHT - BOTTOM - TOP)

    parts = [_grid(x, y, top, days, day_words)]
    line, upper, lower = [(x(0), y(0))], [(x(0), y(0))], [(x(0), y(0))]
    ends_of = [*(step.days for step in steps[1:]), days] if steps else []  # nobody is back yet: a line along the ground
    for step, ends in zip(steps, ends_of, strict=True):
        for points, value in ((line, step.share), (upper, step.high), (lower, step.low)):
            points += [(x(step.days), y(value)), (x(ends), y(value))]
    if steps:
        line.insert(1, (x(steps[0].days), y(0)))
        upper.insert(1, (x(steps[0].days), y(0)))
        lower.insert(1, (x(steps[0].days), y(0)))
        parts.append(f'<polygon class="band" points="{_points([*upper, *reversed(lower)])}"/>')
    parts.append(f'<polyline class="line" points="{_points(line)}"/>')
    return Markup(  # noqa: S704 - numbers and escaped texts
        f'<svg class="trend curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def _tenth_above(share: float) -> float:
    return (int(share * 10 - 1e-9) + 1) / 10


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _grid(x: Callable[[float], float], y: Callable[[float], float], top: float, days: int, day_words: str) -> str:
    parts = []
    tenths = round(top * 10)
    for tenth in range(0, tenths + 1, 1 if tenths <= 5 else 2):
        height = y(tenth / 10)
        parts.append(f'<line class="zero" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{height:.1f}" y2="{height:.1f}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{height + 3:.1f}" text-anchor="end">{tenth * 10} %</text>')
    marks = range(0, days, TICKS)
    parts += [f'<text x="{x(day):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{day}</text>' for day in marks]
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{days} {escape(day_words)}</text>')
    return "".join(parts)
