"""Transcripts are read as they were typed, and what is no line of one is named at its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from authoring.read_transcripts import read_transcripts
from authoring.transcript import BotSays, CustomerSays, TimePasses

HEAD = "flow: sample\nlanguage: en\ntranscript: |\n"

AWKWARD = (Path(__file__).parent / "awkward_lines.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("words", AWKWARD)
def test_what_customers_type_cannot_break_a_transcript(words: str) -> None:
    """Every awkward line arrives unchanged: the conversation is block text."""
    transcripts, problems = read_transcripts({"transcripts/a.yaml": f"{HEAD}  bot: Hi\n  you: {words}\n"})
    assert problems == []
    line = transcripts[0].lines[1]
    assert isinstance(line, CustomerSays)
    assert line.text == words


def test_lines_go_on_when_they_are_indented() -> None:
    """Texts of several lines, given readings and the passing of time are told apart."""
    text = HEAD + (
        "  bot: Hi\n    there\n\n  +24h\n  you: Bus #7\n    never came\n"
        "    read as: negative, mixed, punctuality_delivery\n"
    )
    transcripts, problems = read_transcripts({"transcripts/a.yaml": text})
    assert problems == []
    bot, wait, customer = transcripts[0].lines
    assert isinstance(bot, BotSays)
    assert isinstance(wait, TimePasses)
    assert isinstance(customer, CustomerSays)
    assert (bot.text, wait.span, customer.text) == ("Hi\nthere", timedelta(hours=24), "Bus #7\nnever came")
    assert (bot.place.line, wait.place.line, customer.place.line) == (4, 7, 8)
    assert customer.reading is not None
    assert (customer.reading.sentiment, customer.reading.mixed, customer.reading.kind) == ("negative", True, "feedback")
    assert customer.reading.topic_names == ("punctuality_delivery",)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("hello", "indent it by two spaces"),
        ("+2 months", "+30min, +24h, +3d"),
        ("Bot: Hi", "indent it by two spaces"),
    ],
)
def test_a_line_that_is_none_is_named(line: str, hint: str) -> None:
    """A stray line is a problem at its own line, with the way out."""
    _, problems = read_transcripts({"transcripts/a.yaml": f"{HEAD}  bot: Hi\n  {line}\n"})
    assert [(problem.line, problem.column, problem.code) for problem in problems] == [(5, 3, "transcript")]
    assert hint in problems[0].way_out


def test_a_reading_has_known_words() -> None:
    """A topic that the model does not know is found, with did-you-mean."""
    _, problems = read_transcripts({"transcripts/a.yaml": f"{HEAD}  you: Hm\n    read as: negatve\n"})
    assert '"negative"' in problems[0].way_out


def test_expectations_are_read() -> None:
    """Ending, answers, case, consents and plans arrive typed."""
    text = (
        "flow: sample\nchannel: sms\nform: sie\n"
        "customer: {first_name: Ada, customer.last_nps: 9, customer.ages: [5, 8]}\n"
        "starts: 2027-03-01 18:30\ntranscript: |\n  bot: Hi\nends: expired\nanswers: {a: 2}\nopens_case: none\n"
        "consents: {survey: given}\nplans: {invite: 2d}\n"
    )
    transcripts, problems = read_transcripts({"transcripts/a.yaml": text})
    assert problems == []
    read = transcripts[0]
    assert (read.channel, read.form, read.ends, read.answers) == ("sms", "sie", "expired", {"a": "2"})
    assert (read.customer, read.facts) == (
        {"first_name": "Ada"},
        {"customer.last_nps": 9, "customer.ages": ("5", "8")},
    )
    assert (read.opens_case, read.consents, read.plans) == ({}, {"survey": "given"}, {"invite": timedelta(days=2)})
