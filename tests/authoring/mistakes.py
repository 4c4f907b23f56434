"""One mistake of each kind, put into good files: what is changed where, and the line that must be reported.

`python -m tests.authoring.mistakes` prints the table of docs/mistakes.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from authoring.house import House
from authoring.load_files import load_files
from authoring.problems import Problem
from authoring.read_experience import read_experience
from authoring.read_transcripts import read_transcripts

GOOD = load_files(Path(__file__).parent / "examples")
HOUSE = House(channels=("telegram", "whatsapp", "sms"))
"""Channel-aware checks are asked for every channel that has rules of its own."""

GONE = "\0"
"""Stands for a file that is not there at all."""

NPS, WELCOME, REQUEST, TRIP = (
    "flows/post_trip_nps.yaml",
    "flows/welcome.yaml",
    "flows/return_request.yaml",
    "journeys/trip.yaml",
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """`old` becomes `new` in `file` ("" = the whole file); the problem is reported on the line that holds `at`."""

    code: str
    file: str
    old: str
    new: str
    at: str

    def files(self) -> dict[str, str]:
        """The good files with this one mistake."""
        if self.new == GONE:
            return {file: text for file, text in GOOD.items() if file != self.file}
        text = GOOD.get(self.file, "")
        assert self.old in text, self
        return GOOD | {self.file: text.replace(self.old, self.new, 1) if self.old else self.new}

    def line(self) -> int:
        """The line to be reported."""
        text = self.files().get(self.file, "")
        return text[: text.index(self.at)].count("\n") + 1 if self.at else 1

    def found(self) -> list[Problem]:
        """Everything that is reported with the mistake and was not without it."""
        files = self.files()
        problems = [*read_experience(files, HOUSE)[1], *read_transcripts(files)[1]]
        before = [*read_experience(GOOD, HOUSE)[1], *read_transcripts(GOOD)[1]]
        return [one for one in problems if one not in before]


BUSY = (
    "\n  - contact: another\n    send: 2d after return at 18:00\n    drop: 3d after return\n    flow: post_trip_nps\n"
)
AGAIN = "ask_text: what_missing\n          understand: [sentiment, topics]\n          de: Wie schön"
QUESTIONS = "".join(f"  - ask_text: {name}\n    de: Was noch?\n    en: What else?\n" for name in ("what_else", "more"))
MORE = '      other: {de: "Etwas anderes", en: "Something else"}\n'
TOPICS = """\
echoloop: 1
topics:
  arrival: {de: Anreise, en: Arrival, keywords: [shuttle, check-in]}
  transfer: {de: Transfer, en: Transfer, keywords: [Shuttle]}
"""
PAGE = "echoloop: 1\npages:\n  stars:\n    flow: post_trip_nps\n    scale: stars\n"
DEEP = "echoloop: 1\nflow: deep\npurpose: service\nsteps: " + "[" * 70 + "]" * 70 + "\n"
PAYLOAD = """\
echoloop: 1
flow: payload
purpose: service
steps:
  - ask_choice: what_went_wrong_on_the_outward_journey
    de: Was ging schief?
    en: What went wrong?
    choices:
      late: {de: Zu spät, en: Late}
      the_bus_never_came: {de: Kam nie, en: Never came}
"""
CIRCLE = """\
echoloop: 1
flow: circle
purpose: service
steps:
  - start_flow: again
    flow: circle
    # and again
"""
LONG = "    de: Danke dir! " + "Wir freuen uns sehr. " * 60 + "\n"

MISTAKES = (
    Mistake("yaml", NPS, "purpose: survey", "?purpose survey\n   x", "?purpose"),
    Mistake("yaml-alias", WELCOME, "steps:\n", "steps: &all\n  - *all\n", "&all"),
    Mistake("yaml-block", NPS, "de: Danke dir!", "de: | Danke dir!", "| Danke"),
    Mistake("yaml-braces", NPS, "de: Danke dir!", "de: {{ hello }} Danke dir!", "de: {{ hello }} Danke"),
    Mistake(
        "yaml-bracket", NPS, "understand: [sentiment, topics]", "understand: [sentiment, topics", "[sentiment, topics"
    ),
    Mistake("yaml-colon", NPS, "de: Danke dir!", "de: Danke: bis bald", "Danke: bis"),
    Mistake("yaml-comment", NPS, "de: Danke dir!", "de: Bus #7 fährt um neun", "Bus #7"),
    Mistake("yaml-dash", NPS, "de: Danke dir!", "de: - nein -", "- nein -"),
    Mistake("yaml-documents", NPS, "  - say: thanks", "---\n  - say: thanks", "---"),
    Mistake("yaml-empty", "flows/empty.yaml", "", "# nothing yet\n", ""),
    Mistake("yaml-encoding", NPS, "Danke dir!", "Danke\x0b dir!", "Danke\x0b"),
    Mistake("yaml-inline", WELCOME, '{de: "Gern", en: "Gladly"}', "{de: Ja, gern, en: Gladly}", "Ja, gern"),
    Mistake("yaml-quote", NPS, "de: Danke dir!", 'de: "Danke" dir!', '"Danke"'),
    Mistake("yaml-sign", NPS, "de: Danke dir!", "de: !!!", "!!!"),
    Mistake("yaml-space", NPS, "scale: nps", "scale:nps", "scale:nps"),
    Mistake("yaml-star", NPS, "de: Danke dir!", "de: *Danke* dir!", "*Danke*"),
    Mistake("yaml-tab", NPS, "    scale: nps", "\tscale: nps", "\tscale"),
    Mistake("duplicate-key", NPS, "scale: nps", "scale: nps\n    scale: nps", "\n    de: |"),
    Mistake("too-deep", "flows/deep.yaml", "", DEEP, "steps"),
    Mistake("stray-file", "flow/x.yaml", "", "echoloop: 1\n", ""),
    Mistake("missing-file", "brand.yaml", "", GONE, ""),
    Mistake("language-version", NPS, "echoloop: 1", "echoloop: 9", "echoloop: 9"),
    Mistake("file-name", NPS, "flow: post_trip_nps", "flow: post_trip", "flow: post_trip"),
    Mistake("missing-key", NPS, "    scale: nps\n", "", "ask_score"),
    Mistake("unknown-key", NPS, "remind:", "remnd:", "remnd"),
    Mistake("unknown-step", NPS, "- say: thanks", "- sya: thanks", "sya"),
    Mistake("unknown-word", NPS, "purpose: survey", "purpose: servey", "servey"),
    Mistake("wrong-type", NPS, "understand: [sentiment, topics]", "understand: {a: b}", "{a: b}"),
    Mistake("bad-name", NPS, "say: thanks", "say: Thank you", "Thank you"),
    Mistake("bad-number", REQUEST, "tries: 2", "tries: 02", "02"),
    Mistake("bad-phrase", TRIP, "4w before departure", "4 wekes before departure", "wekes"),
    Mistake("bad-range", NPS, "recommend: 0-3", "recommend: 3-0", "3-0"),
    Mistake("duplicate-name", NPS, "ask_text: what_best", "ask_text: what_missing", AGAIN),
    Mistake("two-ways", TRIP, "    flow: mid_trip\n", "    flow: mid_trip\n    flows: [mid_trip]\n", "flow: mid_trip"),
    Mistake("two-scales", "pages.yaml", "", PAGE, "scale: stars"),
    Mistake("transcript", "transcripts/happy.yaml", "  you: 10!!", "  yuo: 10!!", "yuo"),
    Mistake("allow", NPS, "    scale: nps", "    # allow long-survy: why not\n    scale: nps", "long-survy"),
    Mistake("unknown-scale", NPS, "scale: nps", "scale: nsp", "nsp"),
    Mistake("unknown-then", NPS, "detractor:", "detracter:", "detracter"),
    Mistake("unknown-fact", NPS, "recommend: 0-3", "recomend: 0-3", "recomend"),
    Mistake("unknown-team", NPS, "team: care", "team: caer", "caer"),
    Mistake("unknown-member", "desk.yaml", "members: [kim]", "members: [kym]", "kym"),
    Mistake("unknown-word", "desk.yaml", "causes:", "digests: {zone: Europe/Berlim}\ncauses:", "Europe/Berlim"),
    Mistake("bad-phrase", "desk.yaml", "causes:", "digests: {at: 25}\ncauses:", "25"),
    Mistake("unknown-request", REQUEST, "request: what", "request: waht", "waht"),
    Mistake("unknown-reward", WELCOME, "  - say: bye\n", "  - give: bye\n    reward: nothing\n", "nothing"),
    Mistake("unknown-contact", NPS, "plan: recommendation_invite", "plan: recomendation_invite", "recomendation"),
    Mistake("unknown-flow", TRIP, "flow: mid_trip", "flow: mid_tirp", "mid_tirp"),
    Mistake("unknown-touchpoint", TRIP, "touchpoint: hotel_stay", "touchpoint: hotel_sty", "hotel_sty"),
    Mistake("unknown-persona", TRIP, "persona: all", "persona: luxary_family", "luxary"),
    Mistake(
        "unknown-attribute",
        "personas.yaml",
        "customer.children_ages: 5-10",
        "customer.children_ages: 5-10, customer.childen_ages: 5-10",
        "childen",
    ),
    Mistake("unknown-anchor", TRIP, "4w before departure", "4w before depature", "depature"),
    Mistake("never-planned", TRIP, "- contact: recommendation_invite", "- contact: invite", "send: when planned"),
    Mistake("missing-text", NPS, "    en: Thank you!\n", "", "say: thanks"),
    Mistake("unknown-placeholder", NPS, "{{ brand }}", "{{ brnd }}", "brnd"),
    Mistake("late-name", NPS, "de: Danke dir!", 'de: "Danke dir! {{ case.number }}"', "Danke dir"),
    Mistake("same-label", REQUEST, 'en: "Damage"', 'en: "Refund"', 'damage: {de: "Schaden"'),
    Mistake("reserved-choice", WELCOME, 'en: "Gladly"', 'en: "Start"', "Start"),
    Mistake("late-reminder", NPS, "after: 24h", "after: 4d", "after: 4d"),
    Mistake("unsure-way", NPS, "              - {why_not: unsure}\n", "", "{topics: [payment"),
    Mistake("purpose-mixed", NPS, "en: Thank you!", "en: Thank you! Here is a voucher.", "voucher"),
    Mistake("long-survey", NPS, "  - say: thanks", QUESTIONS + "  - say: thanks", "steps:"),
    Mistake("scale-mismatch", NPS, "0 = gar nicht, 10 = ganz sicher", "1 = gar nicht, 10 = ganz sicher", "1 = gar"),
    Mistake(
        "never-reached",
        NPS,
        "text: what_missing\n",
        "text: what_missing\n          when: {recommend: 0-3}\n",
        "0-3}\n          under",
    ),
    Mistake(
        "review-gating",
        NPS,
        "Lovely! What was best?",
        "Please write a review on Google. What was best?",
        "write a review",
    ),
    Mistake("overlapping-topics", "topics.yaml", "", TOPICS, "keywords: [Shuttle]"),
    Mistake("endless", "flows/circle.yaml", "", CIRCLE, "flow: circle\n    # and"),
    Mistake("unmeasured-touchpoint", "touchpoints.yaml", "measured_by: mid_trip", "measured_by: none", "hotel_stay"),
    Mistake("blocked-by-budget", TRIP, "\n  - contact: come_back", BUSY + "  - contact: come_back", "2d after return"),
    Mistake("many-choices", REQUEST, MORE, MORE + "      late: {de: Zu spät, en: Late}\n", "choices:"),
    Mistake("long-label", WELCOME, 'en: "Rather not"', 'en: "Rather not, thank you all"', "thank you all"),
    Mistake(
        "same-when-cut",
        REQUEST,
        '"Refund"}\n      damage: {de: "Schaden", en: "Damage"}',
        '"I would like to talk of a refund"}\n      damage: {de: "Schaden", en: "I would like to talk of damage"}',
        "damage:",
    ),
    Mistake("long-payload", "flows/payload.yaml", "", PAYLOAD, "the_bus_never"),
    Mistake("long-text", NPS, "    de: Danke dir!\n", LONG, "Danke dir!"),
    Mistake(
        "template-needed", WELCOME, "    choices:", "    remind: {after: 25h, de: Und?, en: Well?}\n    choices:", "25h"
    ),
    Mistake(
        "template-text",
        "flows/mid_trip.yaml",
        "en: How is it so far?",
        'en: "{{ customer.first_name }}, {{ purchase.destination }}: well?"',
        "well?",
    ),
    Mistake("sms-alphabet", WELCOME, "Über diesen Kanal", "🏖 Über diesen Kanal", "🏖"),
)


HEAD = """\
# One mistake of each kind

Each row is put into good files by the tests, alone, and must be reported on the line named
(`tests/authoring/mistakes.py`). This file is made by `python -m tests.authoring.mistakes`; do not edit it by hand.

| code | file and line | what is written there | what `echoloop check` says |
|---|---|---|---|
"""


def table() -> str:
    """The table: every code with its mistake, where it is reported and what is said."""
    rows = []
    for mistake in MISTAKES:
        line = mistake.line()
        said = next(one for one in mistake.found() if (one.code, one.line) == (mistake.code, line))
        text = mistake.files().get(mistake.file, "(no such file)")
        shown = text.splitlines()[line - 1].strip()[:60]
        cells = (f"`{mistake.code}`", f"`{mistake.file}:{line}`", f"`{_cell(shown)}`", _cell(said.message))
        rows.append(f"| {' | '.join(cells)} |")
    return HEAD + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text.replace("|", "\\|").replace("\t", "→"))


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201  # the table is what this module prints
