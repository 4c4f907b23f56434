"""Chance that stays the same: samples and hold-out groups are stable, as large as asked, and only ever grow."""

from __future__ import annotations

import pytest

from journey.chance import fraction, hold_out_group, percent, within_share
from journey.plan import Journey

PEOPLE = [f"customer-{number}" for number in range(20_000)]


def journey(share: float, name: str = "trip") -> Journey:
    """A journey that leaves a share of customers alone."""
    return Journey(name=name, persona="all", dates=(), contacts=(), hold_out=share)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.5, 1.0])
def test_the_group_is_as_large_as_asked(share: float) -> None:
    """Of 20,000 customers the share falls out within one percentage point; none and all are exact."""
    group = hold_out_group(journey(share), PEOPLE)
    assert abs(len(group) / len(PEOPLE) - share) < 0.01
    assert share not in (0.0, 1.0) or len(group) == share * len(PEOPLE)


def test_a_larger_share_only_adds_people() -> None:
    """Whoever is left alone at 5 % is so at 10 % too, and asking again gives the same group."""
    assert hold_out_group(journey(0.05), PEOPLE) < hold_out_group(journey(0.1), PEOPLE)
    assert hold_out_group(journey(0.1), PEOPLE) == hold_out_group(journey(0.1), reversed(PEOPLE))


def test_two_journeys_leave_different_people_alone() -> None:
    """The groups of two journeys overlap no more than chance has it: nobody is forgotten by all of them."""
    one, two = hold_out_group(journey(0.1), PEOPLE), hold_out_group(journey(0.1, "order"), PEOPLE)
    assert 0.005 < len(one & two) / len(PEOPLE) < 0.015


def test_names_are_told_apart_by_their_border() -> None:
    """("ab", "c") and ("a", "bc") are two, and a fraction stays below one."""
    assert fraction("ab", "c") != fraction("a", "bc")
    assert all(0 <= fraction(each) < 1 for each in PEOPLE[:1000])
    assert within_share(1.0, "anybody")


def test_a_share_reads_as_people_write_it() -> None:
    """Rules name shares as in the file."""
    assert (percent(0.1), percent(0.025)) == ("10 %", "2.5 %")
