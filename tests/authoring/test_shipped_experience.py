"""The experience that ships with the product has no mistakes, in du and in Sie."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.load_files import load_files
from authoring.problems import errors
from authoring.read_experience import read_experience

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
