"""Scales: every value has one band and a label, and both ends say what they mean."""

from __future__ import annotations

import pytest

from conversation.scales import SCALES, Scale


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_every_value_has_one_band_and_one_labelled_option(scale: Scale) -> None:
    """Bands cover the scale without gap or overlap; options are its values in order."""
    values = list(range(scale.low, scale.high + 1))
    assert [option.value for option in scale.options] == values
    for value in values:
        assert sum(low <= value <= high for low, high in scale.bands.values()) == 1
    assert scale.band(scale.high + 1) == scale.band(scale.low - 1) == ""
    assert set(scale.top_box) <= set(values)


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_both_ends_and_all_options_are_labelled_in_every_form(scale: Scale) -> None:
    """Whoever is asked sees which end is good, in his language and form."""
    for text in (scale.low_label, scale.high_label, *(option.label for option in scale.options)):
        assert text.de
        assert text.de_sie
        assert text.en


@pytest.mark.parametrize(
    ("scale", "value", "band"),
    [
        ("nps", 0, "detractor"),
        ("nps", 6, "detractor"),
        ("nps", 7, "passive"),
        ("nps", 8, "passive"),
        ("nps", 9, "promoter"),
        ("csat", 2, "dissatisfied"),
        ("csat", 3, "neutral"),
        ("csat", 4, "satisfied"),
        ("ces", 3, "hard"),
        ("ces", 4, "neutral"),
        ("ces", 5, "easy"),
        ("expectation", 0, "as_expected"),
    ],
)
def test_the_borders_of_the_bands(scale: str, value: int, band: str) -> None:
    """The borders are those of the literature: passives are 7 and 8, satisfied is 4 and 5."""
    assert SCALES[scale].band(value) == band
