"""Long texts are cut where people would cut them."""

from __future__ import annotations

import regex  # type: ignore[import-untyped]  # it has no types
from hypothesis import example, given
from hypothesis import strategies as st

from bots.long_text import parts


def test_a_short_text_stays_whole() -> None:
    """Nothing is done where nothing is needed."""
    assert parts("Hallo", 10) == ["Hallo"]
    assert parts("", 10) == [""]


def test_paragraphs_and_words_stay_whole() -> None:
    """A cut falls between paragraphs, or between words."""
    assert parts("eins zwei drei\n\nvier fünf", 16) == ["eins zwei drei", "vier fünf"]
    assert parts("eins https://example.org/lang/weg", 27) == ["eins", "https://example.org/lang/weg"[:27], "g"]
    assert parts("siehe https://example.org/a", 22) == ["siehe", "https://example.org/a"]


def test_emoji_are_never_cut() -> None:
    """Families, flags and skin tones stay one sign, even without a blank to cut at."""
    for sign in ("👨‍👩‍👧", "🇩🇪", "👍🏽", "e\u0301"):
        for part in parts(sign * 50, 20):
            assert part == sign * (len(part) // len(sign))


@example("aaaaaaaaaaa \u0301" + "🇩🇪" * 14, 40)
@given(
    st.text(alphabet=st.sampled_from("a é\u0301👨\u200d👩👍🏽🇩🇪🏴\U000e0067\U000e007fा\u202e"), max_size=300),
    st.integers(40, 90),
)
def test_every_cut_falls_between_signs_as_unicode_counts_them(text: str, limit: int) -> None:
    """Compared with Unicode's own grapheme clusters; what is longer than half a part may be cut anywhere."""
    signs = regex.findall(r"\X", text.strip())
    if any(len(sign) > 10 for sign in signs):
        return
    ends, seen = set(), 0
    for sign in signs:
        seen += len(sign.strip() and sign)
        ends.add(seen)
    seen = 0
    for part in parts(text, limit):
        seen += sum(len(sign) for sign in regex.findall(r"\X", part) if sign.strip())
        assert seen in ends or not part.strip()


@given(st.text(alphabet=st.sampled_from("ab \n😀é"), max_size=300), st.integers(10, 50))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, limit: int) -> None:
    """Apart from blanks at the cuts the parts are the text, each within the limit in UTF-16 units."""
    cut = parts(text, limit)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in cut)
