"""Turns what a flow says first into a WhatsApp template ready to submit: numbered variables, samples, buttons.

Meta's rules: a text neither begins nor ends with a variable, two never stand side by side, at most 1024 characters;
names are small letters, digits and underscores. What stands between two variables without a letter goes into one
variable with them; a text that would begin with one begins with the company's name instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bots.typed_choices import typed_hint
from bots.whatsapp_content import BODY_LIMIT, QUICK_REPLY_TITLE
from conversation.messages import Choice, Language, Prompt, Purpose
from conversation.wording import fill

BUTTONS = 10  # most quick replies of an approved template
STOP_LINE = {"de": "Keine Nachrichten mehr: STOPP", "en": "No more messages: STOP"}
SAMPLES = {
    "customer.first_name": "Ada",
    "customer.last_name": "Beispiel",
    "customer.salutation": "Frau",
    "purchase.number": "T-1042",
    "purchase.kind": "trip",
    "purchase.destination": "Fuerteventura",
    "purchase.departs_at": "2027-07-03T08:00:00+02:00",
    "purchase.returns_at": "2027-07-17T20:00:00+02:00",
    "purchase.amount": "2480.00 EUR",
    "purchase.balance": "1984.00 EUR",
    "purchase.balance_due_at": "2027-06-05T12:00:00+02:00",
    "purchase.payment_link": "https://example.com/pay",
}
"""What Meta's reviewers read in place of a customer's own facts."""

_NAME = re.compile(r"\{\{.*?\}\}")
_RUN = re.compile(r"\{\{.*?\}\}(?:[^\w{}]*\{\{.*?\}\})*")
_EDGE = re.compile(r"\{\{\d+\}\}\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One template. `body` holds {{1}}, {{2}} …; `variables` their texts for config.yaml, `samples` their examples."""

    name: str
    flow: str
    step: str
    language: Language
    category: str
    body: str
    variables: dict[str, str]
    samples: dict[str, str]
    buttons: tuple[Choice, ...]

    def as_content(self) -> dict[str, Any]:
        """The JSON to post to Twilio's Content API."""
        if self.buttons:
            actions = [{"title": button.label, "id": button.value} for button in self.buttons]
            types: dict[str, Any] = {"twilio/quick-reply": {"body": self.body, "actions": actions}}
        else:
            types = {"twilio/text": {"body": self.body}}
        return {
            "friendly_name": self.name, "language": self.language, "variables": self.samples, "types": types,
        }  # fmt: skip

    def as_setting(self) -> dict[str, Any]:
        """The entry for channels.twilio.whatsapp.templates; its ContentSid is in Twilio's answer."""
        return {
            "content_sid": "HX…", "flow": self.flow, "step": self.step, "language": self.language,
            "category": self.category, "variables": self.variables,
        }  # fmt: skip


def submission(prompt: Prompt, *, flow: str, step: str, purpose: Purpose, brand: str, now: datetime) -> Submission:
    """The template for a prompt as the engine builds it; whether it fits is `problems_of`'s to say."""
    hint = "" if _tappable(prompt) else typed_hint(prompt.template, prompt)
    text = _literal("\n".join(part for part in (prompt.template, hint) if part), brand)
    body, variables = _numbered(text)
    if body.startswith("{{"):
        body = f"{brand}: {body}"
    if _EDGE.search(body):
        body = f"{body}\n{STOP_LINE[prompt.language]}"
    sample = Prompt(template="", values=SAMPLES | prompt.values, language=prompt.language, form=prompt.form)
    return Submission(
        name=re.sub(r"[^a-z0-9]+", "_", f"{flow}_{step}_{prompt.language}_{prompt.form}".lower()),
        flow=flow,
        step=step,
        language=prompt.language,
        category="marketing" if purpose == "marketing" else "utility",
        body=body,
        variables=variables,
        samples={number: _filled(sample, words, now) for number, words in variables.items()},
        buttons=prompt.choices if _tappable(prompt) else (),
    )


def problems_of(template: Submission) -> list[str]:
    """What Meta would refuse it for; empty where it is ready."""
    found = []
    if len(template.body) > BODY_LIMIT:
        found.append(f"{len(template.body)} characters; {BODY_LIMIT} are allowed")
    if template.body.startswith("{{") or _EDGE.search(template.body):
        found.append("begins or ends with a variable")
    if re.search(r"\}\}\W*\{\{", template.body):
        found.append("two variables side by side")
    if len(template.body.split()) < 3 * len(template.variables) + 1:
        found.append("too few words for so many variables")
    return found + [f"variable {number} has no sample" for number, sample in template.samples.items() if not sample]


def _numbered(text: str) -> tuple[str, dict[str, str]]:
    variables: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        known = next((name for name, words in variables.items() if words == found.group()), "")
        name = known or str(len(variables) + 1)
        variables[name] = found.group()
        return f"{{{{{name}}}}}"

    return _RUN.sub(number, text), variables


def _literal(text: str, brand: str) -> str:
    """The company's name is the same for everybody: no variable."""
    return _NAME.sub(lambda found: brand if found.group().strip("{} ") == "brand" else found.group(), text)


def _filled(sample: Prompt, words: str, now: datetime) -> str:
    return fill(Prompt(template=words, values=sample.values, language=sample.language, form=sample.form), now)


def _tappable(prompt: Prompt) -> bool:
    labels = [choice.label for choice in prompt.choices]
    return 0 < len(labels) <= BUTTONS and max(map(len, labels)) <= QUICK_REPLY_TITLE
