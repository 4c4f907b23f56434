"""What a wish to be left alone does, as a table: docs/opt-out.md shows it, the tests go through its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Case = Literal["none", "open", "person"]
Place = Literal["here", "there", "nowhere"]
Act = Literal[
    "STOP", "STOP answered", "own words", "STOP STOP", "STOP text", "STOP HELP", "STOP START", "HELP", "block"
]

ACTS: dict[Act, str] = {
    "STOP": "STOP (exact word)",
    "STOP answered": "STOP, which the platform has confirmed itself",
    "own words": "asks in his own words to be left alone",
    "STOP STOP": "STOP, then STOP again",
    "STOP text": "STOP, then writes something else",
    "STOP HELP": "STOP, then HELP",
    "STOP START": "STOP, then START",
    "HELP": "HELP",
    "block": "blocks us in the messenger",
}
CASES: dict[Case, str] = {"none": "no case", "open": "case open", "person": "a person is writing"}
TEXTS = {
    "": "nothing",
    "stop_confirmed": "one confirmation",
    "stop_confirmed_case": "one closing line",
    "surveys_stopped": "one confirmation: no more questions",
    "welcome_back": "welcome back",
    "help": "help",
}
HEAD = ("the customer", "at the desk", "is told here", "this channel", "surveys", "marketing", "service", "the desk")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what he hears last, how his channel stands, where a contact of each purpose still arrives."""

    act: Act
    case: Case
    told: str
    channel: str
    survey: Place
    marketing: Place
    service: Place
    desk: str

    def cells(self) -> tuple[str, ...]:
        """The line as the page shows it."""
        where = {"here": "here", "there": "his other channel", "nowhere": "nowhere"}
        places = (where[self.survey], where[self.marketing], where[self.service])
        return (ACTS[self.act], CASES[self.case], TEXTS[self.told], self.channel, *places, self.desk or "–")


def _rows() -> list[Row]:
    rows: list[Row] = []
    for case in CASES:
        known = case != "none"
        told = "is told" if known else ""
        end = "stop_confirmed_case" if case == "person" else "stop_confirmed"
        helped = "" if case == "person" else "help"
        more = "is told, reads it" if known else ""
        rows += [
            Row("STOP", case, end, "stopped", "nowhere", "nowhere", "there", told),
            Row("STOP answered", case, "", "stopped", "nowhere", "nowhere", "there", told),
            Row("own words", case, "surveys_stopped", "open", "nowhere", "nowhere", "here", told),
            Row("STOP STOP", case, "", "stopped", "nowhere", "nowhere", "there", told),
            Row("STOP text", case, "", "stopped", "nowhere", "nowhere", "there", more),
            Row("STOP HELP", case, "", "stopped", "nowhere", "nowhere", "there", more if case == "person" else told),
            Row("STOP START", case, "welcome_back", "open", "nowhere", "nowhere", "here", told),
            Row("HELP", case, helped, "open", "here", "here", "here", "reads it" if case == "person" else ""),
            Row("block", case, "", "blocked", "there", "there", "there", ""),
        ]
    return rows


ROWS = _rows()


def as_markdown() -> str:
    """The table of docs/opt-out.md."""
    lines = [
        HEAD,
        ("---",) * len(HEAD),
        *(row.cells() for row in sorted(ROWS, key=lambda row: list(ACTS).index(row.act))),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
