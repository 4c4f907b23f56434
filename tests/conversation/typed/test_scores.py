"""Scores as people type them, in a table: what is a score, what is asked back, what is no answer."""

from __future__ import annotations

import pytest

from conversation.scales import SCALES
from conversation.typed.numbers import says_something
from conversation.typed.scores import read_score
from conversation.understood import AskBack, NotAnAnswer, Understood

SCORES: tuple[tuple[str, str, int], ...] = (
    # plain numbers
    ("nps", "0", 0),
    ("nps", "9", 9),
    ("nps", "10", 10),
    ("nps", " 7 ", 7),
    ("nps", "8.", 8),
    ("nps", "8!", 8),
    ("nps", "10!!", 10),
    ("nps", "10 !!!", 10),
    ("nps", "(9)", 9),
    ("nps", "*9*", 9),
    ("nps", "„9“", 9),
    ("nps", "#9", 9),
    ("nps", "08", 8),
    ("nps", "9,0", 9),
    ("nps", "9.0", 9),
    ("nps", "９", 9),
    ("nps", "１０", 10),
    ("nps", "9️⃣", 9),
    ("nps", "🔟", 10),
    ("nps", "1️⃣0️⃣", 10),
    ("nps", "⑨", 9),
    ("csat", "5", 5),
    ("ces", "7", 7),
    ("stars", "4", 4),
    ("smileys", "3", 3),
    # out of
    ("nps", "9/10", 9),
    ("nps", "9 / 10", 9),
    ("nps", "９／１０", 9),
    ("nps", "10/10", 10),
    ("nps", "9 von 10", 9),
    ("nps", "9 von 10 Punkten", 9),
    ("nps", "zehn von zehn", 10),
    ("nps", "neun von zehn", 9),
    ("nps", "9 out of 10", 9),
    ("nps", "ten out of ten", 10),
    ("nps", "9 of 10", 9),
    ("nps", "solid 8 out of 10", 8),
    ("csat", "4/5", 4),
    ("csat", "4 von 5", 4),
    ("csat", "4 out of 5 stars", 4),
    ("stars", "5/5", 5),
    ("ces", "6/7", 6),
    # words
    ("nps", "neun", 9),
    ("nps", "Neun", 9),
    ("nps", "NEUN!", 9),
    ("nps", "null", 0),
    ("nps", "fünf", 5),
    ("nps", "fuenf", 5),
    ("nps", "nine", 9),
    ("nps", "Ten!", 10),
    ("nps", "zero", 0),
    ("nps", "zwo", 2),
    ("csat", "vier", 4),
    ("csat", "eins", 1),
    # with an article or a verb
    ("nps", "eine 8", 8),
    ("nps", "ne 8", 8),
    ("nps", "'ne sieben", 7),
    ("nps", "’ne sieben", 7),
    ("nps", "eine glatte 10", 10),
    ("nps", "Klare 10!", 10),
    ("nps", "ganz klar eine 9", 9),
    ("nps", "ich gebe eine 9", 9),
    ("nps", "Ich würde sagen 8", 8),
    ("nps", "ich würd sagen: 8", 8),
    ("nps", "8 würde ich sagen", 8),
    ("nps", "8 glaube ich", 8),
    ("nps", "na ja, 5", 5),
    ("nps", "hm, 6", 6),
    ("nps", "hmm... 6", 6),
    ("nps", "leider nur 3", 3),
    ("nps", "von mir 10", 10),
    ("nps", "von mir gibt's eine 9", 9),
    ("nps", "Hallo, 9", 9),
    ("nps", "an 8", 8),
    ("nps", "a 9", 9),
    ("nps", "I'd say 9", 9),
    ("nps", "I would say a 7", 7),
    ("nps", "I'd give it a 9", 9),
    ("nps", "maybe 7", 7),
    ("nps", "definitely 10", 10),
    ("nps", "just 4", 4),
    ("nps", "score: 9", 9),
    ("nps", "Bewertung: 9", 9),
    ("nps", "9 Punkte", 9),
    ("nps", "9 points", 9),
    ("nps", "9 danke", 9),
    ("nps", "9, danke!", 9),
    ("nps", "9 please", 9),
    ("nps", "10 👍", 10),
    ("nps", "volle Punktzahl", 10),
    ("nps", "full marks", 10),
    ("nps", "gar nicht", 0),
    ("nps", "not at all", 0),
    ("nps", "🤩 10!!!", 10),
    ("nps", "👍 9", 9),
    ("nps", "• 9", 9),
    ("nps", "it was an 8", 8),
    ("nps", "sagen wir 8", 8),
    ("nps", "9 super!", 9),
    ("nps", "9 sehr gut", 9),
    ("nps", "8 tolles Personal", 8),
    ("nps", "9 Viele Grüße", 9),
    ("nps", "äußerst wahrscheinlich", 10),
    # with a comment
    ("nps", "0 nie wieder", 0),
    ("nps", "8, weil das Personal toll war", 8),
    ("nps", "8 weil das Personal toll war", 8),
    ("nps", "8,weil das Zimmer laut war", 8),
    ("nps", "10!! bestes hotel", 10),
    ("nps", "3 - zimmer laut", 3),
    ("nps", "3 – Zimmer laut", 3),
    ("nps", "3: Zimmer laut", 3),
    ("nps", "9 because the staff was great", 9),
    ("nps", "7 but the room was loud", 7),
    ("nps", "6. Das Essen war kalt.", 6),
    ("nps", "2 :(", 2),
    ("nps", "9 :)", 9),
    ("nps", "9\nTolles Team", 9),
    ("nps", "8 (Frühstück könnte besser sein)", 8),
    ("nps", "8, Zimmer 12 war laut", 8),
    ("nps", "2, we waited 3 hours", 2),
    ("nps", "neun, weil alles geklappt hat", 9),
    ("nps", "9/10 would come again", 9),
    ("nps", "9/10, gern wieder", 9),
    ("nps", "Alles toll, 10!!", 10),
    ("nps", "Das Personal war nett: 8", 8),
    ("nps", "War super. 9", 9),
    ("nps", "Dafür gebe ich eine 8", 8),
    ("nps", "The staff was lovely, so 9", 9),
    ("nps", "1, nicht gut", 1),
    # stars
    ("stars", "⭐⭐⭐⭐", 4),
    ("stars", "⭐ ⭐ ⭐", 3),
    ("stars", "★★★☆☆", 3),
    ("stars", "🌟🌟🌟🌟🌟 super", 5),
    ("stars", "4 Sterne", 4),
    ("stars", "vier Sterne", 4),
    ("stars", "5 stars", 5),
    ("stars", "4 ⭐", 4),
    ("stars", "ausgezeichnet", 5),
    ("csat", "⭐⭐⭐⭐", 4),
    # words of the scale
    ("csat", "sehr zufrieden", 5),
    ("csat", "Sehr zufrieden!", 5),
    ("csat", "very satisfied", 5),
    ("csat", "zufrieden", 4),
    ("csat", "satisfied, thanks", 4),
    ("csat", "geht so", 3),
    ("csat", "teils/teils", 3),
    ("csat", "nicht zufrieden", 2),
    ("csat", "unzufrieden, weil es kalt war", 2),
    ("csat", "sehr unzufrieden", 1),
    ("csat", "very dissatisfied", 1),
    ("csat", "Ich bin sehr zufrieden", 5),
    ("csat", "Wir waren nicht zufrieden", 2),
    ("csat", "I am very satisfied", 5),
    ("csat", "eher unzufrieden", 2),
    ("expectation", "Es war besser als erwartet", 1),
    ("expectation", "etwas schlechter als erwartet", -1),
    ("expectation", "it was worse than expected", -1),
    ("ces", "war einfach", 6),
    ("ces", "sehr einfach", 7),
    ("ces", "very easy", 7),
    ("ces", "sehr schwierig", 1),
    ("ces", "difficult", 2),
    ("expectation", "schlechter als erwartet", -1),
    ("expectation", "Worse than expected, sadly", -1),
    ("expectation", "wie erwartet", 0),
    ("expectation", "as expected", 0),
    ("expectation", "besser als erwartet!", 1),
    ("expectation", "viel besser", 1),
    ("expectation", "1", -1),
    ("expectation", "3", 1),
    # faces
    ("thumbs", "👍", 1),
    ("thumbs", "👍🏽", 1),
    ("thumbs", "👍👍👍", 1),
    ("thumbs", "👎", 0),
    ("thumbs", "👎 leider", 0),
    ("thumbs", "Daumen hoch", 1),
    ("thumbs", "thumbs down", 0),
    ("thumbs", "2", 1),
    ("smileys", "🙂", 3),
    ("smileys", "😀 super", 3),
    ("smileys", ":)", 3),
    ("smileys", ":-(", 1),
    ("smileys", "😐", 2),
    ("smileys", "😡", 1),
    ("smileys", "happy", 3),
    ("smileys", "unzufrieden", 1),
)

ASKED_BACK: tuple[tuple[str, str, str], ...] = (
    ("nps", "8,5", "half"),
    ("nps", "8.5", "half"),
    ("nps", "8½", "other_scale"),
    ("nps", "8,5/10", "half"),
    ("nps", "eight and a half", "half"),
    ("nps", "8 1/2", "half"),
    ("nps", "11", "out_of_range"),
    ("nps", "100", "out_of_range"),
    ("nps", "99999999999999999999", "unclear"),
    ("nps", "elf", "out_of_range"),
    ("nps", "-3", "out_of_range"),
    ("nps", "−3", "out_of_range"),
    ("csat", "0", "out_of_range"),
    ("csat", "6", "out_of_range"),
    ("csat", "9", "out_of_range"),
    ("stars", "⭐⭐⭐⭐⭐⭐", "out_of_range"),
    ("nps", "1 oder 10?", "several"),
    ("nps", "8 oder 9", "several"),
    ("nps", "8 or 9", "several"),
    ("nps", "8-9", "several"),
    ("nps", "7–8", "several"),
    ("nps", "7 bis 8", "several"),
    ("nps", "8, 9", "several"),
    ("nps", "8, vielleicht 9", "several"),
    ("nps", "8 oder doch 9, schwer zu sagen", "several"),
    ("nps", "zwischen 7 und 8", "several"),
    ("nps", "between 7 and 8", "several"),
    ("nps", "Note 1", "grade"),
    ("csat", "Note 1", "grade"),
    ("csat", "Schulnote 2", "grade"),
    ("nps", "eine glatte 1, sehr gut", "grade"),
    ("nps", "1 (sehr gut)", "grade"),
    ("csat", "1 = super", "grade"),
    ("nps", "1+", "grade"),
    ("nps", "2-", "grade"),
    ("nps", "4/5", "other_scale"),
    ("csat", "8/10", "other_scale"),
    ("nps", "7/8", "other_scale"),
    ("nps", "⭐⭐⭐⭐", "other_scale"),
    ("nps", "4 Sterne", "other_scale"),
    ("nps", "80 %", "other_scale"),
    ("nps", "100%", "other_scale"),
    ("nps", "3 Kinder, 2 Zimmer", "unclear"),
    ("nps", "3 Kinder", "unclear"),
    ("nps", "2 weeks too late", "unclear"),
    ("nps", "10 von uns waren krank", "unclear"),
    ("nps", "2 waren kaputt", "unclear"),
    ("nps", "die 2 waren nett", "unclear"),
    ("nps", "wir 2 waren begeistert", "unclear"),
    ("nps", "3 gute Tage", "unclear"),
    ("nps", "3 super Tage", "unclear"),
    ("nps", "2 sehr nette Mitarbeiter", "unclear"),
    ("nps", "2 great guides", "unclear"),
    ("nps", "2 mit Hund", "unclear"),
    ("nps", "2 Punkte Abzug", "unclear"),
    ("stars", "4 Sterne Hotel", "unclear"),
    ("nps", "3 zu 1", "several"),
    ("nps", "10€", "unclear"),
    ("nps", "10 €", "unclear"),
    ("nps", "10 °C", "unclear"),
    ("nps", "10 nicht", "unclear"),
    ("nps", "nicht 10", "unclear"),
    ("nps", "mehr als 8", "unclear"),
    ("nps", "Nr. 10", "unclear"),
    ("nps", "8er", "unclear"),
    ("nps", "2nd", "unclear"),
    ("nps", "one of the best hotels ever", "unclear"),
    ("nps", "8:30", "unclear"),
    ("nps", "Zimmer 7", "unclear"),
    ("thumbs", "👍👎", "several"),
    ("smileys", "🙂 🙁", "several"),
)

NO_ANSWER: tuple[tuple[str, str], ...] = (
    ("nps", ""),
    ("nps", "   "),
    ("nps", "?"),
    ("nps", "👍"),
    ("nps", "Wann kommt mein Geld zurück?"),
    ("nps", "what?"),
    ("nps", "sehr gut"),
    ("nps", "Wir waren mit 3 Kindern in Zimmer 7 und es war laut"),
    ("nps", "Bus #7 came: *never* and nobody told us"),
    ("csat", "zufrieden war ich nicht"),
    ("expectation", "nicht schlechter als erwartet"),
    ("csat", "good question"),
    ("csat", "😊"),
    ("expectation", "👍"),
    ("thumbs", "naja"),
)


@pytest.mark.parametrize(("scale", "text", "value"), SCORES)
def test_a_typed_score_is_read(scale: str, text: str, value: int) -> None:
    """People's ways to write a score are understood, and carry the scale's band."""
    outcome = read_score(SCALES[scale], text)
    assert isinstance(outcome, Understood), outcome
    assert (outcome.value, outcome.band) == (value, SCALES[scale].band(value))


@pytest.mark.parametrize(("scale", "text", "why"), ASKED_BACK)
def test_what_may_mean_two_things_is_asked_back(scale: str, text: str, why: str) -> None:
    """Nothing is guessed: two numbers, halves, school grades and numbers off the scale are asked for again."""
    outcome = read_score(SCALES[scale], text)
    assert isinstance(outcome, AskBack), outcome
    assert outcome.why == why


@pytest.mark.parametrize(("scale", "text"), NO_ANSWER)
def test_other_texts_are_no_score(scale: str, text: str) -> None:
    """Texts without a score are never taken for one."""
    assert read_score(SCALES[scale], text) == NotAnAnswer()


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("8, weil das Personal toll war", "weil das Personal toll war"),
        ("10!! bestes hotel", "bestes hotel"),
        ("3 - zimmer laut", "zimmer laut"),
        ("2 :(", ":("),
        ("Alles toll, 10!!", "Alles toll"),
        ("9", ""),
        ("Überhaupt nicht, weil's laut war", "weil's laut war"),
    ],
)
def test_the_comment_beside_a_score_is_kept(text: str, comment: str) -> None:
    """The words beside the number come back as a comment, without the punctuation between."""
    outcome = read_score(SCALES["nps"], text)
    assert isinstance(outcome, Understood)
    assert outcome.comment == comment


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("weil das Personal toll war", True),
        ("laut", True),
        ("würde ich sagen", False),
        ("glaube ich", False),
        ("danke!", False),
        ("LG Anna", False),
        ("weil", False),
        ("neun", False),
        (":(", False),
        ("", False),
    ],
)
def test_a_courtesy_is_no_comment(comment: str, says: bool) -> None:
    """A smiley, a thank-you or "glaube ich" does not stand in for the answer to the next question."""
    assert says_something(comment) is says


def test_a_very_long_text_is_read_quickly_and_without_error() -> None:
    """Half a megabyte of digits and words neither raises nor is a score."""
    for text in ("9" * 500_000, "na ja, " * 80_000, "8 oder " * 80_000, "⭐" * 500_000, "eine " * 100_000):
        assert not isinstance(read_score(SCALES["nps"], text), Understood)
