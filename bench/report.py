"""One benchmark's table on the screen and its figures as JSON, with the medians that are to be judged."""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

BUSY = 1.2
"""Cores that others may use before a sample says little; it is kept in the report and left out of the median."""

Figures = dict[str, float]


def options(doc: str | None) -> argparse.ArgumentParser:
    """The options every benchmark has."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write all figures here")
    return parser


@dataclass
class Report:
    """Samples of the same columns; `others` is the column that says how busy the machine was with something else."""

    title: str
    columns: Sequence[str]
    samples: list[Figures] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Print the head of the table."""
        print(self.title)
        print("  ".join(f"{column:>12}" for column in self.columns), flush=True)

    def add(self, figures: Figures) -> None:
        """One sample, printed at once."""
        self.samples.append(figures)
        cells = (f"{_shown(figures[column]):>12}" for column in self.columns)
        print("  ".join(cells), flush=True)

    def quiet(self) -> list[Figures]:
        """The samples that count; all of them where the machine was never quiet."""
        return [sample for sample in self.samples if sample.get("others", 0.0) <= BUSY] or self.samples

    def median(self, column: str) -> float:
        """The median of a column over the samples that count."""
        return statistics.median(sample[column] for sample in self.quiet())

    def judge(self, what: str, column: str, goal: str) -> None:
        """Say how a column fared against its goal."""
        values = [sample[column] for sample in self.quiet()]
        shown = f"median {_shown(statistics.median(values))}, worst {_shown(min(values))} to {_shown(max(values))}"
        self.facts[what] = {"median": statistics.median(values), "values": values, "goal": goal}
        print(f"{what}: {shown} (goal {goal})")

    def finish(self, path: Path | None) -> None:
        """Say what was left out, and write the file where one was asked for."""
        noisy = len(self.samples) - len(self.quiet())
        busy = [sample for sample in self.samples if sample.get("others", 0.0) > BUSY]
        if busy:
            left_out = "left out" if noisy else "counted all the same: no sample was quiet"
            print(f"{len(busy)} of {len(self.samples)} samples ran beside more than {BUSY} busy cores; {left_out}")
        if path is not None:
            figures = {"title": self.title, "samples": self.samples, "facts": self.facts, "discarded": noisy}
            path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
