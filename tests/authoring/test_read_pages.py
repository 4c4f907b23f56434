"""pages.yaml: what it may say, what is reported, and that it may be missing."""

from __future__ import annotations

import pytest

from authoring.read_experience import read_experience
from conversation.texts import Wording

FILES = {
    "brand.yaml": "echoloop: 1\nname: Sonnweg\nlanguages: [de, en]\n",
    "flows/welcome.yaml": (
        "echoloop: 1\nflow: welcome\npurpose: service\nsteps:\n  - say: hi\n    de: Hallo\n    en: Hello\n"
    ),
}


def read(pages: str) -> list[tuple[str, int]]:
    """Code and line of each problem of a file with these pages."""
    _, problems = read_experience(FILES | {"pages.yaml": f"echoloop: 1\npages:\n{pages}"})
    return [(found.code, found.line) for found in problems]


def test_pages_are_optional() -> None:
    """Without the file there are none, and nothing is amiss."""
    experience, problems = read_experience(FILES)
    assert problems == []
    assert experience is not None
    assert experience.pages == {}


def test_a_page_asks_for_stars_unless_it_says_otherwise() -> None:
    """A title is enough."""
    pages = {"pages.yaml": "echoloop: 1\npages:\n  pool: {de: Wie ist der Pool?, en: How is the pool?}\n"}
    experience, problems = read_experience(FILES | pages)
    assert problems == []
    assert experience is not None
    page = experience.pages["pool"]
    assert (page.scale, page.flow, page.welcome) == ("stars", "", "welcome")
    assert page.title == Wording(de="Wie ist der Pool?", en="How is the pool?")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("{de: Pool?}", "missing-text"),
        ("{de: Pool?, en: Pool?, scale: star}", "unknown-word"),
        ("{de: Pool?, en: Pool?, flow: welcom}", "unknown-flow"),
        ("{de: Pool?, en: Pool?, flow: welcome, welcome: hello}", "unknown-flow"),
        ("{de: Pool?, en: Pool?, flow: welcome, scale: nps}", "two-scales"),
        ("{de: Pool?, en: Pool?, colour: red}", "unknown-key"),
    ],
)
def test_mistakes_are_found_at_their_line(page: str, code: str) -> None:
    """Each mistake is one problem on the page's line."""
    assert read(f"  pool: {page}\n") == [(code, 3)]
