"""What callers and people who fill tables read of a field of the wrong shape: what is wrong, and the way out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from app.importing.bodies import ReviewBody
from app.web.bodies import CustomerBody, EventBody
from app.web.shape_errors import in_words

MOMENT = "write it with its offset, like 2027-07-10T06:00:00+02:00"


@pytest.mark.parametrize(
    ("shape", "body", "said"),
    [
        (CustomerBody, {"fist_name": "Ada"}, ("is not a field", 'did you mean "first_name"?')),
        (CustomerBody, {"language": "fr"}, ("is not one of the words", "write 'de' or 'en'")),
        (EventBody, {"event": "booked"}, ("is missing", "send it")),
        (EventBody, {"event": "booked", "customer": "K-1", "at": "2027-02-01T10:00:00"}, ("has no offset", MOMENT)),
        (
            EventBody,
            {"event": "booked", "customer": "K-1", "at": "2027-02-29T10:00:00Z"},
            ("is not a moment (day value is outside expected range)", MOMENT),
        ),
        (
            ReviewBody,
            {"source": "google", "id": "1", "text": "ok", "at": "2027-02-01T10:00:00Z", "stars": "six"},
            ("is not a number", "write digits, like 4 or 4.5"),
        ),
    ],
)
def test_a_wrong_field_is_told_with_the_way_out(shape: type[Any], body: dict[str, Any], said: tuple[str, str]) -> None:
    """No word of the library's, no value of the caller's."""
    with pytest.raises(ValidationError) as wrong:
        shape(**body)
    [error] = wrong.value.errors()
    assert in_words(error, shape.model_fields) == said
