"""Templates ready to submit: Meta's rules are kept or named, and what comes back is what was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.whatsapp_templates import submissions
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from bots.whatsapp_content import Template, template_variables
from bots.whatsapp_submission import Submission, problems_of, submission
from conversation.messages import Choice, Prompt

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def made(text: str, *labels: str) -> Submission:
    """The template for this text."""
    prompt = Prompt(template=text, choices=tuple(Choice(label, label, "p") for label in labels), layout="column")
    return submission(prompt, flow="nps", step="recommend", purpose="survey", brand="Sonnweg", now=NOW)


def test_names_become_numbers_and_the_company_stays() -> None:
    """Equal names are one variable; the brand is the same for everybody."""
    name = "{{ customer.first_name }}"
    template = made(f"Hallo {name}, hier ist {{{{ brand }}}}. Wie war es, {name}, bei uns?")
    assert template.body == "Hallo {{1}}, hier ist Sonnweg. Wie war es, {{1}}, bei uns?"
    assert template.variables == {"1": "{{ customer.first_name }}"}
    assert template.samples == {"1": "Ada"}
    assert problems_of(template) == []


def test_no_variable_at_an_edge_or_beside_another() -> None:
    """The company's name stands before, the way out after, and neighbours travel together."""
    template = made("{{ hello }} Es geht nach {{ purchase.destination }}, {{ purchase.departs_at | date }}.")
    assert template.body == "Sonnweg: {{1}} Es geht nach {{2}}.\nKeine Nachrichten mehr: STOPP"
    assert template.variables["2"] == "{{ purchase.destination }}, {{ purchase.departs_at | date }}"
    assert template.samples["2"] == "Fuerteventura, 3. Juli 2027"
    assert problems_of(template) == []


def test_buttons_where_they_fit_else_what_to_type() -> None:
    """Up to ten labels of twenty letters are buttons with their values as ids."""
    content = made("Kommst du wieder?", "Ja", "Nein").as_content()
    assert content["types"]["twilio/quick-reply"]["actions"][0] == {"title": "Ja", "id": "Ja"}
    typed = made("Wie war es?", "Viel schlechter als erwartet", "Gut").as_content()
    assert typed["types"]["twilio/text"]["body"].endswith("Antworte mit der Zahl.")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x" * 1100, "1100 characters; 1024 are allowed"),
        ("Hallo {{ case.number }} und alles Gute für die Reise", "variable 1 has no sample"),
        ("Am {{ purchase.departs_at | date }} nach {{ purchase.destination }} jetzt", "too few words"),
    ],
)
def test_what_meta_would_refuse_is_named(text: str, problem: str) -> None:
    """Too long, no sample, too few words."""
    assert any(problem in found for found in problems_of(made(text)))


def test_every_shipped_flow_has_its_templates_in_both_languages() -> None:
    """Ready to submit, named apart, and sendable with the step's own values."""
    experience, _ = read_experience(load_files(Path(__file__).parents[2] / "experience"))
    assert experience is not None
    found = list(submissions(experience, NOW))
    assert {template.flow for template in found} == {*experience.flows, "confirm_consent"} - {"welcome"}
    assert {template.language for template in found} == {"de", "en"}
    assert [(template.name, problems_of(template)) for template in found if problems_of(template)] == []
    assert len({template.name for template in found}) == len(found)
    for template in found:
        setting = template.as_setting()
        configured = Template(**setting)
        values = {"customer.first_name": "Ada", "purchase.number": "T-1", "purchase.departs_at": "2027-07-03T08:00:00Z"}
        values |= {"purchase.returns_at": "2027-07-17T08:00:00Z", "brand": "Sonnweg"}
        values |= {"consent.wishes": "send you offers", "consent.until": "2027-07-17T08:00:00Z"}
        sent = template_variables(configured, replace(Prompt(template="?"), values=values), NOW)
        assert isinstance(sent, dict), (template.name, sent)
