"""Every message of every shipped flow, as it leaves by SMS and WhatsApp, within the platforms' published limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from authoring.experience import Experience
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from bots.typed_choices import with_typed_choices
from bots.whatsapp_content import BODY_LIMIT, LIST_ITEM, QUICK_REPLY_TITLE, ChoiceContents, choice_content
from conversation.answers import question_of
from conversation.customer import Customer
from conversation.messages import Form, Language, Prompt
from conversation.prompts import build
from conversation.question import NO_QUESTION
from conversation.session import Session
from conversation.sms_text import segments, transliterate
from conversation.steps.asking import Asking
from conversation.steps.step import NO_TEXT
from conversation.system_texts import SYSTEM
from conversation.wording import fill

NOW = datetime(2027, 9, 15, 9, tzinfo=UTC)
CONTENTS = ChoiceContents(
    quick_replies={2: "HXq2", 3: "HXq3"}, list_pickers={count: f"HX{count}" for count in range(2, 11)}
)
FACTS = {
    "customer.first_name": "Maximiliane",
    "customer.last_name": "Schulze-Grünberg",
    "customer.salutation": "Frau",
    "purchase.number": "T-2027-10442",
    "purchase.destination": "Fuerteventura",
    "purchase.balance": "2480.00 EUR",
    "purchase.balance_due_at": "2027-12-24",
    "purchase.departs_at": "2027-12-24T06:00:00+01:00",
    "purchase.returns_at": "2028-01-07T06:00:00+01:00",
    "case.number": "C-10442",
}
SEGMENTS = 4
"""Most parts of an SMS: what a customer reads at a glance, and what we would pay for."""


@pytest.fixture(scope="module")
def experience() -> Experience:
    """The shipped experience."""
    read, problems = read_experience(load_files(Path(__file__).parents[2] / "experience"))
    assert read is not None
    assert [problem for problem in problems if problem.severity != "note"] == []
    return read


def prompts(experience: Experience, language: Language, form: Form) -> Iterator[tuple[str, Prompt]]:
    """All that every flow can say in this language and form, and the product's own texts."""
    customer = Customer(
        id="c1",
        channel="sms",
        first_name="Maximiliane",
        last_name="Schulze-Grünberg",
        salutation="Frau",
        language=language,
        form=form,
        facts=dict(FACTS),
    )
    session = Session(id="session00001", flow="f", bundle="b", customer=customer, started_at=NOW)
    for flow in experience.flows.values():
        for place in flow.places.values():
            step = place.step
            if step.text == NO_TEXT:
                continue
            asked = question_of(step, language, form) if isinstance(step, Asking) else NO_QUESTION
            yield f"{flow.name}.{step.name}", build(step.text, session, flow.brand, step=step.name, question=asked)
    for name, text in SYSTEM.items():
        yield f"system.{name}", build(text, session, experience.brand)


@pytest.mark.parametrize(("language", "form"), [("de", "du"), ("de", "sie"), ("en", "du")])
def test_every_sms_is_short_and_cheap(experience: Experience, language: Language, form: Form) -> None:
    """At most four segments with the longest names, in GSM-7 unless the author wrote an emoji."""
    for where, prompt in prompts(experience, language, form):
        text = transliterate(with_typed_choices(fill(prompt, NOW), prompt))
        found = segments(text)
        assert 0 < found.parts <= SEGMENTS, (where, found, text)
        assert found.encoding == "gsm7" or any(sign > "\u2600" for sign in text), (where, text)


@pytest.mark.parametrize(("language", "form"), [("de", "du"), ("de", "sie"), ("en", "du")])
def test_every_whatsapp_message_fits_its_content(experience: Experience, language: Language, form: Form) -> None:
    """Texts and labels are within WhatsApp's limits, payloads too; every question of up to ten choices is tappable."""
    for where, prompt in prompts(experience, language, form):
        text = fill(prompt, NOW)
        assert 0 < len(text) <= BODY_LIMIT, where
        content = choice_content(CONTENTS, text, prompt)
        assert (content is not None) is (2 <= len(prompt.choices) <= 10), where
        longest = QUICK_REPLY_TITLE if content and content[0] in CONTENTS.quick_replies.values() else LIST_ITEM
        assert all(len(choice.label) <= longest for choice in prompt.choices), where
        assert len({choice.label for choice in prompt.choices}) == len(prompt.choices), where
        assert all(len(choice.payload.encode()) <= 64 for choice in prompt.choices), where
