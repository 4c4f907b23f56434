"""Whatever somebody types, it is read without an error, and a score is always on its scale."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.keywords import FAMILIES, keyword
from conversation.scales import SCALES
from conversation.texts import Wording
from conversation.typed.choices import read_choice
from conversation.typed.consent import read_consent
from conversation.typed.scores import read_score
from conversation.understood import Understood

PIECES = [
    "8",
    "10",
    "-",
    "/",
    "von",
    " ",
    " ",
    "eine",
    "neun",
    "⭐",
    "👍",
    ",",
    "oder",
    "weil",
    "½",
    "Note",
    "ja",
    "nicht",
    "️⃣",
]
TYPED = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
LABELS = {"accept": Wording(de="Ja, gern"), "decline": Wording(de="Lieber nicht")}


@settings(max_examples=200)
@given(text=TYPED, scale=st.sampled_from(sorted(SCALES)))
def test_a_score_is_on_its_scale(text: str, scale: str) -> None:
    """No text makes a score that the scale does not have, and none raises."""
    outcome = read_score(SCALES[scale], text)
    if isinstance(outcome, Understood):
        assert outcome.value in {option.value for option in SCALES[scale].options}
        assert outcome.band in SCALES[scale].bands


@given(text=TYPED)
def test_choices_consent_and_keywords_take_any_text(text: str) -> None:
    """No text raises; what is chosen is one of the choices."""
    chosen = read_choice(LABELS, text)
    assert not isinstance(chosen, Understood) or chosen.value in LABELS
    consent = read_consent(LABELS, text)
    assert not isinstance(consent, Understood) or consent.value in {True, False}
    assert keyword(text) in {None, *FAMILIES}
    assert not isinstance(read_choice({}, text), Understood)
