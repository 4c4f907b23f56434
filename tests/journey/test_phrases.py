"""Every phrase of the language reads as its moment, writes back, and explains itself where it cannot be read."""

from __future__ import annotations

from datetime import time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.moments import Moment, Repeat, Span, When
from journey.phrases import (
    PhraseProblem,
    anchors,
    parse_hours,
    parse_moment,
    parse_rate,
    parse_span,
    parse_when,
    phrase,
)

BOOKED_TO_DEPARTURE = Repeat(
    every=Span(4, "w"),
    start=Moment(anchor="booked"),
    until=Moment(anchor="departure", span=Span(2, "w"), direction="before"),
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("when documents_ready", Moment(anchor="documents_ready")),
        (
            "4w before departure at 10:00",
            Moment(anchor="departure", span=Span(4, "w"), direction="before", at=time(10)),
        ),
        ("3d after booked", Moment(anchor="booked", span=Span(3, "d"), direction="after")),
        (
            "2d after departure at 17:00 destination time",
            Moment(anchor="departure", span=Span(2, "d"), direction="after", at=time(17), zone="destination"),
        ),
        ("9mo after return at 9:30", Moment(anchor="return", span=Span(9, "mo"), direction="after", at=time(9, 30))),
        ("30min after booking_started", Moment(anchor="booking_started", span=Span(30, "min"), direction="after")),
        ("  1y   after  return ", Moment(anchor="return", span=Span(1, "y"), direction="after")),
        ("every 4w after booked until 2w before departure", BOOKED_TO_DEPARTURE),
    ],
)
def test_phrases_read_as_moments(text: str, moment: When) -> None:
    """Each phrase of the language is one moment or repetition."""
    assert parse_when(text) == moment


names = st.from_regex(r"\A[a-z][a-z0-9_]{0,11}\Z")
spans = st.builds(Span, st.integers(1, 9999), st.sampled_from(("min", "h", "d", "w", "mo", "y")))
zones: st.SearchStrategy[Literal["customer", "destination"]] = st.sampled_from(("customer", "destination"))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """Any moment that can be written."""
    anchor = draw(names)
    if draw(st.booleans()):
        return Moment(anchor=anchor)
    span = draw(spans)
    direction: Literal["before", "after"] = draw(st.sampled_from(("before", "after")))
    if span.unit in ("min", "h") or draw(st.booleans()):
        return Moment(anchor=anchor, span=span, direction=direction)
    return Moment(anchor=anchor, span=span, direction=direction, at=draw(clocks), zone=draw(zones))


@given(moments())
def test_moments_survive_writing(moment: Moment) -> None:
    """A moment written as a phrase reads as the same moment."""
    assert parse_when(phrase(moment)) == moment
    assert parse_moment(phrase(moment)) == moment


@given(spans.filter(lambda span: span.unit not in ("min", "h")), names, st.none() | clocks, zones, moments())
def test_repetitions_survive_writing(
    every: Span, anchor: str, at: time | None, zone: Literal["customer", "destination"], until: Moment
) -> None:
    """A repetition written as a phrase reads as the same repetition."""
    start = Moment(anchor=anchor) if at is None else Moment(anchor=anchor, at=at, zone=zone)
    repeat = Repeat(every=every, start=start, until=until)
    assert parse_when(phrase(repeat)) == repeat


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["every", "4w", "4", "before", "after", "until", "when", "at", "10:00", "x"])).map(
        " ".join
    )
)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever somebody writes is a moment or a problem with a column inside the text and a way out."""
    read = parse_when(text)
    if isinstance(read, PhraseProblem):
        assert 1 <= read.column <= len(text) + 1
        assert read.message
        assert read.way_out
    else:
        assert parse_when(phrase(read)) == read


@pytest.mark.parametrize(
    ("text", "column", "message", "way_out"),
    [
        ("4w befor departure", 4, '"befor"', 'did you mean "before"?'),
        ("4weeks before departure", 1, '"4weeks"', "did you mean 4w?"),
        ("3Tage after booked", 1, '"3Tage"', "did you mean 3d?"),
        ("4 weeks before departure", 1, '"4"', "together, for example 4d or 4w"),
        ("wen booked", 1, '"wen"', 'did you mean "when"?'),
        ("4w before Departure", 11, '"Departure"', "departure"),
        ("4w before departure at 10", 24, '"10"', "10:00"),
        ("4w before departure at 25:00", 24, '"25:00"', "23:59"),
        ("4w before departure 10:00", 21, '"10:00"', '"at"'),
        ("2d after departure at 17:00 destinaton time", 29, '"destinaton"', 'did you mean "destination"?'),
        ("2h before departure at 10:00", 24, "counted exactly", "1d before departure at 10:00"),
        ("when booked at 10:00", 13, '"at"', "for example"),
        ("every 4w after booked", 22, "needs an end", "until 2w before departure"),
        ("every 4w after booked until 2w bfore departure", 32, '"bfore"', 'did you mean "before"?'),
        ("0d after booked", 1, "zero", "at least 1"),
        ("4w before", 10, "missing", "departure"),
        ("", 1, "empty", "4w before departure"),
    ],
)
def test_problems_name_place_and_way_out(text: str, column: int, message: str, way_out: str) -> None:
    """A phrase that cannot be read says where, what, and what to write instead."""
    problem = parse_when(text)
    assert isinstance(problem, PhraseProblem)
    assert problem.column == column
    assert message in problem.message
    assert way_out in problem.way_out


def test_a_limit_cannot_repeat() -> None:
    """`not_before` and `drop` take one moment."""
    assert isinstance(parse_moment("every 4w after booked until 2w before departure"), PhraseProblem)


@pytest.mark.parametrize(("text", "span"), [("25h", Span(25, "h")), ("9mo", Span(9, "mo")), ("15min", Span(15, "min"))])
def test_spans_read(text: str, span: Span) -> None:
    """Number and unit are a length of time."""
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "25", "h", "25 h", "0d", "-3d", "99999d", "3d4h"])
def test_other_spans_are_problems(text: str) -> None:
    """Anything else is a problem with a way out."""
    assert isinstance(parse_span(text), PhraseProblem)


def test_budgets_and_hours_read() -> None:
    """The two small phrases of the contact rules read, and refuse anything else."""
    assert parse_rate("2 per 30d") == (2, Span(30, "d"))
    assert parse_hours("20:00-09:00") == (time(20), time(9))
    assert isinstance(parse_rate("2 a month"), PhraseProblem)
    assert isinstance(parse_hours("8pm-9am"), PhraseProblem)


def test_anchors_are_named() -> None:
    """What a phrase counts from can be checked against a journey's dates and events."""
    assert anchors(BOOKED_TO_DEPARTURE) == ("booked", "departure")
    assert anchors(Moment(anchor="booked")) == ("booked",)
