"""The navigation: every page in it exists, is named in both languages, and says which one is open."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import app.web.server
from app.web.dashboard import PAGES
from app.web.navigation import NAVIGATION
from app.web.page_texts import PARTS, TEXTS

WEB = Path(app.web.server.__file__).parent
ENTRIES = [entry for group in NAVIGATION for entry in group.entries]


def test_every_page_has_a_route_file_a_template_and_a_title() -> None:
    """A line of the navigation leads somewhere, and no page lies outside it."""
    for entry in ENTRIES:
        assert f'"{entry.path}"' in (WEB / f"{entry.name}.py").read_text("utf-8")
        assert (WEB / "templates" / f"{entry.name}.html").exists()
        assert all(TEXTS[language][f"page_{entry.name}"] for language in ("de", "en"))
    framed = {path.stem for path in (WEB / "templates").glob("*.html") if '"frame.html"' in path.read_text("utf-8")}
    assert framed == {entry.name for entry in ENTRIES}


def test_the_dashboard_opens_every_page_of_the_navigation() -> None:
    """What the navigation lists is what the dashboard opens, in the same order."""
    assert [page.__name__.removeprefix("app.web.") for page in PAGES] == [entry.name for entry in ENTRIES]


def test_no_word_is_in_two_files() -> None:
    """One home for each word: a second one would silently win."""
    counted = Counter(key for part in PARTS for key in part.WORDS)
    assert [key for key, times in counted.items() if times > 1] == []
