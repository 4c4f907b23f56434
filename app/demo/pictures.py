"""What the tour prints: phones as panels, the case as a card, scores and readings as tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.align import Align
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from app.demo.phone import Phone

WIDTH = 62
COLOURS = {"customer": "cyan", "bot": "white", "platform": "yellow"}
SENTIMENTS = {"negative": "red", "neutral": "yellow", "positive": "green", "unsure": "dim"}

_TOKEN = re.compile(r"^(/start|START) \S{40,}$")


def phone_panel(phone: Phone, bubbles: Sequence[dict[str, Any]]) -> Panel:
    """A phone with its bubbles: the company on the left, the customer on the right."""
    return Panel(
        Group(*(bubble for one in bubbles for bubble in _bubble(one, phone.taps.get(one["message_id"], "")))),
        title=f"[bold]{phone.owner}[/] · {phone.screen.channel}",
        width=WIDTH,
        box=box.ROUNDED,
        border_style="bright_black",
    )


def _bubble(bubble: dict[str, Any], tapped: str) -> list[RenderableType]:
    """One message, the buttons still below it, and what was tapped."""
    mine = bubble["by"] == "customer"
    text = Text(_TOKEN.sub(r"\1  (personal link)", bubble["text"]) if mine else bubble["text"])
    panel = Panel(text, box=box.ROUNDED, expand=False, width=_width(text), border_style=COLOURS[bubble["by"]])
    drawn: list[RenderableType] = [Align(panel, "right" if mine else "left")]
    if bubble.get("note"):
        drawn.append(Text(f"  {bubble['note']}", style="dim"))
    if tapped:
        drawn.append(Align(Panel(Text(f"☝ {tapped}"), box=box.ROUNDED, expand=False, border_style="cyan"), "right"))
    else:
        drawn += [Text("  " + "  ".join(f"[{button['text']}]" for button in row)) for row in bubble["keyboard"]]
    return drawn


def _width(text: Text) -> int:
    """As wide as the longest line, but never across the whole phone."""
    longest = max((line.cell_len for line in text.split("\n")), default=0)
    return min(longest, WIDTH - 16) + 4


def answer_lines(responses: Sequence[dict[str, Any]]) -> Group:
    """What each customer answered, with what the model read in it."""
    lines = [Text("\nAnswers and readings", style="bold")]
    for response in responses:
        lines.append(Text(f"  {response['customer']} · {response['flow']}", style="bold cyan"))
        lines += [_answer(answer) for answer in response["answers"]]
    return Group(*lines)


def _answer(answer: dict[str, Any]) -> Text:
    """One answer: step, words or value, band, reading."""
    value = answer["value"]
    words = answer["text"] or (answer["band"] if isinstance(value, bool) else str(value))
    line = Text.assemble(f"    {answer['step']}: ", (words, "italic"))
    if answer["band"] and answer["band"] != words:
        line.append(f"  [{answer['band']}]", style="dim")
    reading = answer["reading"]
    if reading:
        sure = "" if reading["sentiment"] == "unsure" else f" {reading['confidence']:.0%}"
        mixed = ", mixed" if reading["mixed"] else ""
        topics = "".join(f" · {topic['topic']}" for topic in reading["topics"] or ())
        line.append(f"\n      read as {reading['sentiment']}{sure}{mixed}{topics}", SENTIMENTS[reading["sentiment"]])
    return line


def scores_table(scores: Sequence[dict[str, Any]]) -> Table:
    """Scores with n and their interval."""
    table = Table("score", "value", "95 % interval", "n", "of them sample", box=box.SIMPLE_HEAD, title="Scores")
    for score in scores:
        interval = f"{score['low']:.0f} … {score['high']:.0f}" if score["value"] is not None else "too few answers"
        value = "–" if score["value"] is None else f"{score['value']:.0f}"
        table.add_row(score["scale"].upper(), value, interval, str(score["n"]), str(score["sample"]))
    return table


def case_panel(case: dict[str, Any], history: Sequence[str]) -> Panel:
    """The case as the desk worked it."""
    head = Text.assemble((f"{case['number']} ", "bold"), f"· {case['team']} · {case['priority']} · {case['state']}")
    return Panel(
        Group(head, *(Text(f"  {line}") for line in history)), title="Desk · Slack", width=WIDTH, box=box.HEAVY
    )
