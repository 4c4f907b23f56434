"""What is said on WhatsApp more than 24 hours after the customer's last message has an approved template.

That is the first message of every contact that a journey opens, and every question whose reminder comes a day later or
more: without a template they are not sent there. `echoloop templates` prints them ready to submit. Only brands that
name whatsapp among their `channels` (or whose settings have it switched on) are told; which templates are approved is
read from the settings (`echoloop check --with-settings`).

PASS:

    # brand.yaml
    echoloop: 1
    name: Sonnweg
    languages: [en]
    channels: [telegram, whatsapp]

    # flows/sample.yaml
    echoloop: 1
    flow: sample
    purpose: survey
    steps:
      - ask_text: story
        en: What happened?
        remind:
          - after: 20h
            en: We would like to know.

FAIL:

    # brand.yaml
    echoloop: 1
    name: Sonnweg
    languages: [en]
    channels: [telegram, whatsapp]

    # flows/sample.yaml
    echoloop: 1
    flow: sample
    purpose: survey
    steps:
      - ask_text: story
        en: What happened?
        remind:
          - after: 24h
            en: We would like to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.spot import Path
from conversation.flow import Flow
from conversation.steps.asking import Asking

CODE = "template-needed"

WINDOW = timedelta(hours=24)


def check(draft: Draft) -> Iterator[Problem]:
    """Steps that are said outside the window and have no template."""
    if not draft.uses("whatsapp"):
        return
    approved = draft.house.templates
    opened = {
        flow for journey in draft.experience.journeys.values() for each in journey.contacts for flow in each.flows
    }
    for flow in draft.experience.flows.values():
        for step, path, why in _outside(flow, opens=flow.name in opened):
            languages = [
                language for language in flow.brand.languages if (flow.name, step, language) not in (approved or ())
            ]
            if languages:
                known = "no template is configured" if approved is not None else "an approved template is needed"
                message = f"{why}: outside WhatsApp's 24 hours {known} for {flow.name}/{step} in {', '.join(languages)}"
                way_out = f"submit what `echoloop templates` prints for {flow.name}, and enter it in config.yaml"
                yield problem(draft.place(*path), CODE, message, way_out, "note")


def _outside(flow: Flow, *, opens: bool) -> Iterator[tuple[str, Path, str]]:
    """Step, place and reason of what may be said when the window is closed; each step once."""
    for name, place in flow.places.items():
        path = ("flows", flow.name, name)
        if opens and name == flow.first:
            yield name, path, "a journey opens this flow"
        elif isinstance(place.step, Asking):
            passed = timedelta(0)
            for number, reminder in enumerate(place.step.remind):
                passed += reminder.after
                if passed >= WINDOW:
                    yield name, (*path, "remind", str(number), "after"), "a reminder after a day or more"
                    break
