"""A changed copy is what dataclasses.replace makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conversation.changed import changed
from conversation.customer import Customer
from conversation.session import Session

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
SESSION = Session(id="a" * 12, flow="nps", bundle="b", customer=Customer(id="c", channel="telegram"), started_at=NOW)


def test_the_copy_differs_in_the_named_fields_only() -> None:
    """The same fields as replace would give, and the original stays as it was."""
    before = replace(SESSION)

    assert changed(SESSION, step="why", due_at=NOW) == replace(SESSION, step="why", due_at=NOW)
    assert before == SESSION


def test_an_unknown_field_is_a_bug() -> None:
    """A misspelt field fails instead of being lost."""
    with pytest.raises(KeyError):
        changed(SESSION, stepp="why")
