"""Prompts carry exactly what their text needs."""

from __future__ import annotations

from conversation.customer import Customer
from conversation.effects import SendPrompt
from conversation.steps.ask_score import AskScore
from conversation.steps.say import Say
from tests.conversation.sample_flow import ADA, begin, both, flow_of, only

FULL = Customer(
    id="c1",
    channel="telegram",
    first_name="Ada",
    last_name="Lovelace",
    facts={"purchase.destination": "Rom", "purchase.amount": 12, "customer.children": ("5", "8")},
)


def values(text: str, customer: Customer = FULL) -> dict[str, str]:
    """The values that travel with a text."""
    return only(begin(flow_of(Say(name="s", text=both(text))), customer), SendPrompt).prompt.values


def test_only_the_values_of_the_text_travel() -> None:
    """A prompt that names no customer carries none of his data."""
    assert values("Danke!") == {}
    assert values("{{ brand }} nach {{ purchase.destination }}") == {"brand": "Sonnweg", "purchase.destination": "Rom"}
    assert values("{{ customer.children }} {{ purchase.amount }}") == {
        "customer.children": "5, 8",
        "purchase.amount": "12",
    }


def test_the_salutation_brings_its_names_and_zone() -> None:
    """Greeting needs the name and the local time; late names come later."""
    assert values("{{ hello }} {{ case.number }}", ADA) == {
        "customer.first_name": "Ada",
        "customer.zone": "Europe/Berlin",
    }


def test_a_name_that_is_none_does_not_travel() -> None:
    """A link in a profile's name is not repeated to anybody."""
    assert (
        values("{{ customer.first_name }}", Customer(id="c", channel="telegram", first_name="http://x.example")) == {}
    )


def test_the_ends_of_a_scale_are_said_once() -> None:
    """A text that says both ends itself gets no labels beside it."""
    silent = flow_of(AskScore(name="s", scale="csat", text=both("Wie zufrieden?")))
    prompt = only(begin(silent), SendPrompt).prompt
    assert (prompt.low, prompt.high) == ("sehr unzufrieden", "sehr zufrieden")
    loud = flow_of(AskScore(name="s", scale="csat", text=both("Wie zufrieden?\n1 = gar nicht, 5 = sehr")))
    prompt = only(begin(loud), SendPrompt).prompt
    assert (prompt.low, prompt.high) == ("", "")
