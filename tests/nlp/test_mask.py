"""What names a person is masked before a text is kept, shown or exported; the rest stays as it was."""

from __future__ import annotations

from time import process_time

import pytest

from nlp.mask import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ruft mich an: 0171 2345678", "Ruft mich an: [phone]"),
        ("my number is +44 20 7946 0958 thanks", "my number is [phone] thanks"),
        ("0049 (0)30 123456 bitte", "[phone] bitte"),
        ("schreibt an anna.muster+x@example.co.uk!", "schreibt an [mail]!"),
        ("anna (at) example.com", "[mail]"),
        ("IBAN DE89 3704 0044 0532 0130 00 bitte", "IBAN [iban] bitte"),
        ("iban: at611904300234573201", "iban: [iban]"),
        ("Karte 4111 1111 1111 1111", "Karte [card]"),
        ("Buchungsnummer 48213-A fehlt", "Buchungsnummer [number] fehlt"),
        ("booking ref: XK7P2Q", "booking ref: [number]"),
        ("meine Buchung XK7P2QR ist weg", "meine Buchung [number] ist weg"),
        ("order 123456789 never came", "order [number] never came"),
        ("ich heiße anna schmidt", "ich heiße [name] schmidt"),
        ("Ich bin Anna Schmidt und warte", "Ich bin [name] und warte"),
        ("Mein Name ist Müller-Lüdenscheidt", "Mein Name ist [name]"),
        ("my name is John Smith, help", "my name is [name], help"),
        ("I'm Peter and I waited", "I'm [name] and I waited"),
        ("Frau Krause war toll", "Frau [name] war toll"),
        ("Herr Weber half", "Herr [name] half"),
        ("siehe https://example.org/x?id=1", "siehe [link]"),
        ("@anna_s hat geholfen", "[handle] hat geholfen"),
    ],
)
def test_what_names_a_person_is_masked(text: str, masked: str) -> None:
    """Phone, mail, names, numbers, bank details, links and handles are replaced by what they were."""
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Ich bin sehr zufrieden",
        "Ich bin Stammkunde seit 10 Jahren",
        "I'm not happy with room 212",
        "kostete 49,90 Euro am 12.08.2026",
        "Der Bus um 7:40 kam um 8:25",
        "9/10, gerne wieder",
        "3 Sterne",
        "Your case: C-10. Dein Vorgang: C-1234",
        "",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    """Prices, times, dates, scores, the desk's own case numbers and plain sentences are not touched."""
    assert mask(text) == text


def test_masking_twice_changes_nothing() -> None:
    """A masked text can be masked again."""
    once = mask("Ich bin Anna, 0171 2345678, anna@example.com, DE89370400440532013000")
    assert mask(once) == once


@pytest.mark.parametrize("piece", ["1", "a.", "ß", "Herr Müller ", "+49 ", "AB12 "])
def test_ten_thousand_characters_are_masked_at_once(piece: str) -> None:
    """A customer who holds a key down does not hold up everybody else: processor time stays far below a second."""
    before = process_time()
    mask(piece * (10_000 // len(piece)))
    assert process_time() - before < 1.0
