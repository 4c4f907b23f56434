"""What people corrected becomes training: the newest word counts, nobody is named, and the rest trains nothing."""

from __future__ import annotations

from nlp.train_data import corrected


def row(answer: str, field: str, value: str, text: str = "Der Bus kam nie") -> dict[str, object]:
    """One correction as storage lists it."""
    return {"answer_id": answer, "text": text, "field": field, "value": value}


def test_corrections_of_one_answer_are_one_example() -> None:
    """Newest first: the first word on a field counts; fields that nobody touched are None."""
    (one,) = corrected(
        [row("a", "sentiment", "negative"), row("a", "sentiment", "positive"), row("a", "topics", "luggage,other")]
    )
    assert (one.sentiment, one.topics, one.kind, one.lang) == ("negative", ("luggage", "other"), None, "de")


def test_no_topic_at_all_is_a_correction_too() -> None:
    """An empty value says: about none of them."""
    (one,) = corrected([row("a", "topics", "")])
    assert one.topics == ()


def test_texts_are_masked_before_they_train() -> None:
    """A phone number and a name do not end in the weights."""
    (one,) = corrected([row("a", "kind", "request", "Ich heiße Ada Lovelace, ruft an: 0171 2345678")])
    assert "Ada" not in one.text
    assert "2345678" not in one.text
