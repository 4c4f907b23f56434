"""The experience that ships with the product has no mistakes, in du and in Sie."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.load_files import load_files
from authoring.problems import errors
from authoring.read_experience import read_experience
from journey.moments import Span

EXPERIENCE = Path(__file__).parents[2] / "experience"


@pytest.mark.parametrize("form", ["du", "sie"])
def test_the_shipped_experience_has_no_errors(form: str) -> None:
    """Every text exists in English and in either German form of address."""
    files = load_files(EXPERIENCE)
    files["brand.yaml"] = files["brand.yaml"].replace("form: du", f"form: {form}")
    assert f"form: {form}" in files["brand.yaml"]
    experience, problems = read_experience(files)
    assert errors(problems) == []
    assert experience is not None


def test_promoters_are_invited_once_in_half_a_year() -> None:
    """Whoever gives a 9 or 10 after each of two trips is asked to recommend us once in 180 days."""
    experience, _ = read_experience(load_files(EXPERIENCE))
    assert experience is not None
    plans = [plan for journey in experience.journeys.values() for plan in journey.contacts]
    (invite,) = [plan for plan in plans if plan.name == "recommendation_invite"]
    assert invite.once_in == Span(180, "d")
