"""Texts are filled in without gaps, without evaluating values, and never with an error for the customer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.messages import Language, Prompt
from conversation.wording import fill

NOW = datetime(2027, 5, 3, 16, 30, tzinfo=UTC)  # 18:30 in Berlin
ADA = {"customer.first_name": "Ada", "brand": "Sonnweg", "customer.zone": "Europe/Berlin"}


def said(template: str, values: dict[str, str] | None = None, language: Language = "de") -> str:
    """The text a customer gets."""
    return fill(Prompt(template=template, values=values or {}, language=language), NOW)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Danke!", "Danke!"),
        ("{{ hello }} Hier schreibt {{ brand }}.", "Hallo Ada! Hier schreibt Sonnweg."),
        ("{{ customer.first_name }}, wie geht's?", "Ada, wie geht's?"),
        ("{{ customer.first_name | or('du') }}", "Ada"),
        ("Vorgang {{ case.number }}", "Vorgang"),
    ],
)
def test_names_are_filled_in(template: str, text: str) -> None:
    """Listed names show their values."""
    assert said(template, ADA) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hallo {{ customer.first_name }}, wie geht's?", "Hallo, wie geht's?"),
        ("{{ customer.first_name }}, wie geht's?", "Wie geht's?"),
        ("Na {{ customer.first_name }} und sonst?", "Na und sonst?"),
        ("Danke {{ customer.first_name }}!", "Danke!"),
        ("Danke {{ customer.first_name }} {{ customer.last_name }}.", "Danke."),
        ("Eins\n{{ privacy_link }}\nzwei", "Eins\nzwei"),
        ("Eins\n{{ privacy_link }} zwei", "Eins\nzwei"),
        ("Eins {{ privacy_link }}\nzwei", "Eins\nzwei"),
        ("Für {{ customer.first_name | or('dich') }} da", "Für dich da"),
        ("Am {{ purchase.departs_at | date }} geht es los", "Am geht es los"),
        ("{{ purchase.amount | money }}", ""),
    ],
)
def test_a_missing_value_leaves_no_gap(template: str, text: str) -> None:
    """Neither double spaces nor a comma after nothing stay where a value is missing."""
    assert said(template) == text


def test_what_the_author_wrote_is_not_tidied() -> None:
    """Only the gaps of missing values are closed: a smiley's space and a dash stay."""
    assert said("Toll :) - danke , {{ brand }}", ADA) == "Toll :) - danke , Sonnweg"


@pytest.mark.parametrize(
    "name", ["{{ 7 * 7 }}", "{% for x in y %}", "{{ hello }}", "Robert'); DROP TABLE", "${jndi:ldap://x}"]
)
def test_values_are_never_evaluated(name: str) -> None:
    """A name that looks like a template is shown as it is."""
    assert said("Hallo {{ customer.last_name }}!", {"customer.last_name": name}) == f"Hallo {name}!"


@pytest.mark.parametrize(
    "template",
    [
        "{{ 7 * 7 }}",
        "{{ customer.first_name.upper() }}",
        "{{ customer.first_name.upper }}",
        "{{ ''.__class__.__mro__ }}",
        "{% for i in range(1000000000) %}{% endfor %}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ brand",
        "{# secret",
        "{{ brand | upper }}",
        "{{ none }}",
        "{{ if }}",
    ],
)
def test_what_the_linter_refuses_is_left_out_not_run(template: str) -> None:
    """A text that slipped past the linter says nothing rather than running or failing."""
    assert said(f"Hallo {template}", ADA) == "Hallo"


@pytest.mark.parametrize(
    ("template", "language", "text"),
    [
        ("{{ purchase.departs_at | date }}", "de", "3. Juli 2027"),
        ("{{ purchase.departs_at | date }}", "en", "3 July 2027"),
        ("{{ purchase.departs_at | date('short') }}", "de", "03.07.27"),
        ("{{ purchase.departs_at | date('weekday') }}", "de", "Samstag, 3. Juli"),
        ("{{ purchase.departs_at | date('weekday') }}", "en", "Saturday, 3 July"),
        ("{{ purchase.departs_at | date('time') }}", "de", "00:30"),
        ("{{ purchase.amount | money }}", "de", "1.249,50 €"),
        ("{{ purchase.amount | money }}", "en", "€1,249.50"),
        ("{{ purchase.balance | money('CHF') }}", "de", "80,00 CHF"),
        ("{{ brand | money }}", "de", "Sonnweg"),
        ("{{ brand | date }}", "de", "Sonnweg"),
    ],
)
def test_dates_and_money_are_written_as_people_write_them(template: str, language: Language, text: str) -> None:
    """Moments are shown in the customer's zone, amounts in his language; what is neither stays as it is."""
    values = {
        "purchase.departs_at": "2027-07-02T22:30:00+00:00",
        "purchase.amount": "1249.50 EUR",
        "purchase.balance": "80",
    }
    assert said(template, ADA | values, language) == text


@settings(max_examples=300)
@given(
    template=st.text(max_size=60) | st.text(alphabet="{}%|.()'abor \n", max_size=30),
    value=st.text(max_size=20),
    zone=st.text(max_size=10),
)
def test_filling_in_never_raises(template: str, value: str, zone: str) -> None:
    """Whatever an author or a value holds, the customer's message is built."""
    assert isinstance(said(template, {"brand": value, "customer.zone": zone, "customer.first_name": value}), str)
