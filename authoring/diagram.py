"""Draws a flow: as Mermaid, which many pages render themselves, and as SVG, which needs nothing but a browser.

A flow is a list of steps whose blocks come back to the step below; there is no go-to. So its picture needs no graph
layout: blocks stand side by side under their step, and no two lines ever cross.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from authoring.checks.unknown_then import answers_of
from authoring.draft import all_steps
from conversation.conditions import Condition, Range, Test
from conversation.flow import Flow
from conversation.steps import KINDS
from conversation.steps.asking import Asking
from conversation.steps.branching import Branching
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.start_flow import StartFlow
from conversation.steps.step import Step

WIDTH, HEIGHT, ASIDE, BELOW = 256, 66, 20, 44
PASSING = 70
"""Room for the answers that lead straight on to the step below."""
LETTERS = 36
"""Letters of a text that fit into a line of a box."""

OUTER = 16
FILLS = {"asks": "#e8f1fb", "case": "#fdebe7", "says": "#f4f4f1"}
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    'role="img" aria-label="{name}" font-family="system-ui, sans-serif" font-size="12">\n'
    '<rect width="100%" height="100%" fill="#ffffff"/>\n'
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#667"/></marker></defs>\n'
)


def mermaid(flow: Flow, key: str) -> str:
    """The flow as a Mermaid flowchart, with its texts under this language key (de, de_sie, en)."""
    lines = ["flowchart TD", "  begin([begin])", "  end_([end])"]
    for step in all_steps(flow.steps):
        said = escape(_cut(_text(step, key), 2 * LETTERS), quote=True).replace("&#x27;", "'")
        label = "<br/>".join(
            part for part in (f"<b>{_kind(step)}</b> {step.name}", _condition(step.when), said) if part
        )
        lines.append(f'  {step.name}["{label}"]')
    lines += [f"  {one} -->{f'|{label}|' if label else ''} {other}" for one, label, other in _edges(flow.steps)]
    return "\n".join(lines) + "\n"


def _edges(steps: tuple[Step, ...]) -> Iterator[tuple[str, str, str]]:
    yield "begin", "", steps[0].name if steps else "end_"
    yield from _edges_in(steps, "end_")


def _edges_in(steps: tuple[Step, ...], below: str) -> Iterator[tuple[str, str, str]]:
    """Lines from each step to what follows it; `below` is where the last one leads."""
    for place, step in enumerate(steps):
        following = steps[place + 1].name if place + 1 < len(steps) else below
        blocks = _blocks(step)
        for key, block in blocks.items():
            yield step.name, key, block[0].name
            yield from _edges_in(block, following)
        rest = _rest(step)
        if rest or not blocks:
            yield step.name, ", ".join(rest) if blocks else "", following


def _blocks(step: Step) -> dict[str, tuple[Step, ...]]:
    return {key: block for key, block in step.then.items() if block} if isinstance(step, Branching) else {}


def _rest(step: Step) -> tuple[str, ...]:
    """The answers that lead straight on."""
    answers = (answers_of(step) or ()) if isinstance(step, Branching) else ()
    blocks = _blocks(step)
    return tuple(answer for answer in answers if answer not in blocks)


def svg(flow: Flow, key: str) -> str:
    """The flow as a picture, with its texts under this language key."""
    drawing = _Drawing(key)
    width = max(_width(flow.steps), WIDTH)
    middle = OUTER + width / 2
    drawing.round("begin", middle, OUTER)
    bottom = drawing.steps(flow.steps, middle, OUTER + 28)
    drawing.line(middle, bottom, middle, bottom + BELOW / 2)
    drawing.round("end", middle, bottom + BELOW / 2)
    size = {"width": round(width + 2 * OUTER), "height": round(bottom + BELOW / 2 + 28 + OUTER)}
    return HEAD.format(**size, name=escape(flow.name)) + "\n".join(drawing.parts) + "\n</svg>\n"


def _width(steps: tuple[Step, ...]) -> float:
    """How wide the widest step is, with its blocks beside each other."""
    return max((_step_width(step) for step in steps), default=WIDTH)


def _step_width(step: Step) -> float:
    columns = [_width(block) for block in _blocks(step).values()]
    if not columns:
        return WIDTH
    passing = [PASSING] if _rest(step) else []
    return max(WIDTH, sum([*columns, *passing]) + ASIDE * (len(columns) + len(passing) - 1))


@dataclass(slots=True)
class _Drawing:
    """The parts of the picture so far."""

    key: str
    parts: list[str] = field(default_factory=list)

    def steps(self, steps: tuple[Step, ...], middle: float, top: float) -> float:
        """Draw steps below each other, each with its line from above; returns where the last one ends."""
        for step in steps:
            self.line(middle, top, middle, top + BELOW / 2, arrow=True)
            top = self.step(step, middle, top + BELOW / 2)
        return top

    def step(self, step: Step, middle: float, top: float) -> float:
        """Draw a step with its blocks; returns where the way goes on."""
        self.box(step, middle, top)
        bottom = top + HEIGHT
        blocks = _blocks(step)
        if not blocks:
            return bottom
        columns = [(key, _width(block), block) for key, block in blocks.items()]
        if rest := _rest(step):
            columns.append((", ".join(rest), PASSING, ()))
        left = middle - (sum(width for _, width, _ in columns) + ASIDE * (len(columns) - 1)) / 2
        ends: list[tuple[float, float]] = []
        for label, width, block in columns:
            centre = left + width / 2
            self.line(middle, bottom, middle, bottom + 8)
            self.line(middle, bottom + 8, centre, bottom + 8)
            self.line(centre, bottom + 8, centre, bottom + BELOW - 16)
            self.word(label, centre, bottom + BELOW - 18, width)
            ends.append((centre, self.steps(block, centre, bottom + BELOW - 16)))
            left += width + ASIDE
        join = max(end for _, end in ends) + 12
        for centre, end in ends:
            self.line(centre, end, centre, join)
            self.line(centre, join, middle, join)
        return join

    def box(self, step: Step, middle: float, top: float) -> None:
        """One step: kind and name, its condition, and what it says."""
        look = "asks" if isinstance(step, Asking) else "case" if isinstance(step, OpenCase) else "says"
        dash = ' stroke-dasharray="5 3"' if step.when is not None else ""
        self.parts.append(
            f'<rect x="{middle - WIDTH / 2:g}" y="{top:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" '
            f'fill="{FILLS[look]}" stroke="#667"{dash}/>'
        )
        said = _text(step, self.key)
        lines = [_condition(step.when), *_wrapped(said)] if step.when else [*_wrapped(said)]
        self._write(f"{_kind(step)} {step.name}", middle, top + 18, "600")
        for place, line in enumerate(line for line in lines[:2] if line):
            self._write(_cut(line, LETTERS), middle, top + 37 + 16 * place, "400")

    def round(self, word: str, middle: float, top: float) -> None:
        """Where the flow begins or ends."""
        self.parts.append(
            f'<rect x="{middle - 40:g}" y="{top:g}" width="80" height="28" rx="14" fill="#fff" stroke="#667"/>'
        )
        self._write(word, middle, top + 18, "400")

    def line(self, x1: float, y1: float, x2: float, y2: float, *, arrow: bool = False) -> None:
        """A straight line."""
        tip = ' marker-end="url(#tip)"' if arrow else ""
        self.parts.append(f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="#667"{tip}/>')

    def word(self, word: str, middle: float, top: float, width: float) -> None:
        """An answer beside its line."""
        shown = _cut(word, max(6, int(width / 7)))
        self.parts.append(
            f'<text x="{middle:g}" y="{top:g}" text-anchor="middle" fill="#234" stroke="#fff" stroke-width="4" '
            f'paint-order="stroke"><title>{escape(word)}</title>{escape(shown)}</text>'
        )

    def _write(self, words: str, middle: float, top: float, weight: str) -> None:
        self.parts.append(
            f'<text x="{middle:g}" y="{top:g}" text-anchor="middle" fill="#223" font-weight="{weight}">'
            f"{escape(_cut(words, LETTERS))}</text>"
        )


def _kind(step: Step) -> str:
    return next((kind for kind, cls in KINDS.items() if type(step) is cls), "step")


def _text(step: Step, key: str) -> str:
    """What the step says, or what it does where it says nothing."""
    match step:
        case StartFlow(flow=flow):
            return f"→ {flow}"
        case Plan(after=after):
            return f"in {after.days} d" if after.days else f"in {after}"
        case _:
            return " ".join(str(getattr(step.text, key)).split())


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _wrapped(text: str) -> list[str]:
    """At most two lines, broken between words."""
    if len(text) <= LETTERS:
        return [text] if text else []
    cut = text.rfind(" ", 0, LETTERS + 1)
    cut = cut if cut > 0 else LETTERS
    return [text[:cut], text[cut:].strip()]


def _condition(when: Condition | None) -> str:
    """A condition in one line: "if sentiment: negative, unsure"."""
    if when is None:
        return ""
    tests = [_test(test) for test in when.tests]
    if when.any_of:
        tests.append("any of " + " / ".join(_condition(part).removeprefix("if ") for part in when.any_of))
    return "if " + "; ".join(tests)


def _test(test: Test) -> str:
    words = (f"{one.low:g}-{one.high:g}" if isinstance(one, Range) else str(one) for one in test.allowed)
    return f"{test.name}: {', '.join(words)}"
