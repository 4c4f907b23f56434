"""The salutation fits the customer's language, form, name and time of day."""

from __future__ import annotations

from datetime import datetime

import pytest

from conversation.messages import Form, Language
from conversation.salutation import hello


@pytest.mark.parametrize(
    ("first", "last", "title", "language", "form", "hour", "text"),
    [
        ("Ada", "Lovelace", "", "de", "du", 12, "Hallo Ada!"),
        ("Ada", "", "", "en", "du", 12, "Hi Ada!"),
        ("", "", "", "de", "du", 12, "Hallo!"),
        ("", "", "", "en", "du", 12, "Hi!"),
        ("Ada", "Lovelace", "Frau", "de", "sie", 20, "Guten Abend, Frau Lovelace!"),
        ("Ada", "Lovelace", "Ms.", "de", "sie", 9, "Guten Morgen, Frau Lovelace!"),
        ("Alan", "Turing", "Herr", "de", "sie", 12, "Guten Tag, Herr Turing!"),
        ("Alan", "Turing", "Herr", "en", "sie", 20, "Good evening, Mr Turing!"),
        ("Ada", "Lovelace", "", "de", "sie", 12, "Guten Tag, Ada Lovelace!"),
        ("Ada", "", "", "de", "sie", 12, "Guten Tag!"),
        ("Ada", "", "", "en", "sie", 12, "Hello Ada!"),
        ("", "", "", "de", "sie", 12, "Guten Tag!"),
        ("", "", "", "en", "sie", 12, "Hello!"),
        ("Jean-Luc", "O'Neill", "", "de", "du", 12, "Hallo Jean-Luc!"),
        ("Zoë", "", "", "de", "du", 12, "Hallo Zoë!"),
        ("अदिति", "", "", "de", "du", 12, "Hallo अदिति!"),
        ("https://win.example", "", "", "de", "du", 12, "Hallo!"),
        ("{{ brand }}", "", "", "de", "du", 12, "Hallo!"),
        ("Gewinn 1000", "", "", "de", "du", 12, "Hallo!"),
        ("A" * 80, "", "", "de", "du", 12, "Hallo!"),
        ("🌻", "", "", "de", "du", 12, "Hallo!"),
        ("Ada\nLovelace", "", "", "de", "du", 12, "Hallo Ada Lovelace!"),
    ],
)
def test_hello_reads_well(
    first: str, last: str, title: str, language: Language, form: Form, hour: int, text: str
) -> None:
    """With a name, without one, and with what only pretends to be one."""
    local = datetime(2027, 5, 3, hour)  # noqa: DTZ001 - the customer's local time
    greeting = hello(first_name=first, last_name=last, salutation=title, language=language, form=form, local_time=local)
    assert greeting == text
