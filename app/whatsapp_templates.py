"""The WhatsApp templates that an experience needs: what each flow says first, in each of the brand's languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from authoring.experience import Experience
from bots.whatsapp_submission import Submission, submission
from conversation.answers import question_of
from conversation.confirmation import confirmation
from conversation.customer import Customer
from conversation.own_yes import FLOW, asked_about
from conversation.prompts import build
from conversation.question import NO_QUESTION
from conversation.session import Session
from conversation.steps.asking import Asking


def submissions(experience: Experience, now: datetime) -> Iterator[Submission]:
    """Ready to submit, in the brand's form of address.

    A flow that begins with something else than a question is the customer's to start, unless a journey opens it.
    """
    brand = experience.brand
    opened = {flow for journey in experience.journeys.values() for plan in journey.contacts for flow in plan.flows}
    flows = {FLOW: confirmation(brand), **experience.flows} if brand.double_opt_in else experience.flows
    for flow in flows.values():
        place = flow.places.get(flow.first)
        if place is None or not (isinstance(place.step, Asking) or flow.name in opened):
            continue
        step = place.step
        for language in brand.languages:
            told = asked_about(dict.fromkeys(brand.double_opt_in, ""), now + flow.expires_after, language, brand.form)
            facts = told if flow.name == FLOW else {}
            person = Customer(id="", channel="whatsapp", language=language, form=brand.form, facts={**facts})
            session = Session(id="session00001", flow=flow.name, bundle="", customer=person, started_at=now)
            asked = question_of(step, language, brand.form) if isinstance(step, Asking) else NO_QUESTION
            prompt = build(step.text, session, brand, step=step.name, question=asked)
            yield submission(prompt, flow=flow.name, step=step.name, purpose=flow.purpose, brand=brand.name, now=now)
