"""One line that somebody types while trying a flow: what the customer writes or taps, or time that passes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.problems import Place
from authoring.read_lines import read_lines
from authoring.transcript import CustomerSays, TimePasses
from usecases.rehearse import Rehearsal


def rehearse_line(rehearsal: Rehearsal, line: str, topics: tuple[str, ...] = ()) -> Iterator[str]:
    """Do what the line says: "+24h", or a text, with "// negative, food_drink" behind it for what the model reads.

    Yields what is wrong with the line; the rest of it has been done.
    """
    text, _, reading = line.partition(" // ")
    script = text if re.match(r"\+\s*\d", text) else f"you: {text}\n" + (f"  read as: {reading}" if reading else "")
    said, problems = read_lines(script, Place("input"), topics)
    for one in said:
        if isinstance(one, TimePasses):
            rehearsal.wait(one.span)
        elif isinstance(one, CustomerSays):
            rehearsal.write(one.text, one.reading)
    for problem in problems:
        yield f"{problem.message}: {problem.way_out}"
