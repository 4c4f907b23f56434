"""Where a line may end: a long link after a slash, a case's number never, and nothing becomes markup."""

from __future__ import annotations

from app.web.breaking import breaking

LINK = "https://sonnweg.example/reisen/kreta"


def test_a_long_link_may_end_its_line_after_a_slash_and_copies_as_it_was() -> None:
    """The two slashes of https hold together; words that are short are left alone."""
    shown = breaking(f"Hier: {LINK} und/oder C-12.")
    assert "https://sonnweg.example/<wbr>reisen/<wbr>kreta und/oder" in shown
    assert shown.striptags() == f"Hier: {LINK} und/oder C-12."


def test_a_case_s_number_stays_whole() -> None:
    """The hyphen in C-12 is no place to break."""
    assert breaking("Dein Vorgang: C-12.") == 'Dein Vorgang: <span class="whole">C-12</span>.'


def test_what_customers_typed_is_escaped() -> None:
    """Also inside long words."""
    assert breaking('<img/src="x"/onerror=alert(1)>') == "&lt;img/<wbr>src=&#34;x&#34;/<wbr>onerror=alert(1)&gt;"
