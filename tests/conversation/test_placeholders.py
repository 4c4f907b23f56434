"""The linter's view of a text: the names with their places, and what may not stand there."""

from __future__ import annotations

import pytest

from conversation.placeholders import WordingError, placeholders


def test_names_are_found_with_line_and_column() -> None:
    """Every name comes with the place of its first letter."""
    text = "{{ hello }} Hier ist {{ brand }}.\nBis {{ purchase.departs_at | date('short') | or(\"bald\") }}!"
    assert placeholders(text) == [("hello", 1, 4), ("brand", 1, 25), ("purchase.departs_at", 2, 8)]


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("Hallo {{ 7 * 7 }}", 1, 7),
        ("Hallo\n{{ a() }}", 2, 1),
        ("Hallo\n  {% if x %}", 2, 3),
        ("{# Notiz #}", 1, 1),
        ("{{ brand | upper }}", 1, 1),
        ("{{ brand.__class__ }}", 1, 1),
        ("{{ a[0] }}", 1, 1),
        ("{{ a or b }}", 1, 1),
        ("{{ brand | or(x) }}", 1, 1),
        ("{{ }}", 1, 1),
        ("a\nb {{ brand", 2, 3),
        ("a }} {{ 'x' }}", 1, 6),
    ],
)
def test_everything_but_names_and_filters_is_refused_with_its_place(template: str, line: int, column: int) -> None:
    """Calls, expressions, blocks, comments and other filters are refused where they begin."""
    with pytest.raises(WordingError) as raised:
        placeholders(template)
    assert (raised.value.line, raised.value.column) == (line, column)
