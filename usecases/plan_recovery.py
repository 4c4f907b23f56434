"""After a case is resolved: plans the question whether it is really solved, and later the score that began it again."""

from __future__ import annotations

from datetime import datetime

from storage.case_work import case_answers
from storage.columns import JsonObject
from storage.contacts import add_contacts, drop_planned
from storage.gone_on import further_cases
from storage.recoveries import put_recovery
from usecases.case_steps import Step
from usecases.planned_row import planned_row

RULE = "the case was reopened"


def plan_recovery(step: Step, case: JsonObject) -> None:
    """Plan them for the case's customer and, each once, for those whose cases go on in this one.

    Whether they are sent decides the gate, like for any other.
    """
    for each in _each_customer(step, case):
        _plan_for(step, each)


def _each_customer(step: Step, case: JsonObject) -> list[JsonObject]:
    """The case, and the newest of those merged into it for each further customer."""
    return [case, *further_cases(step.tx, case)]


def _plan_for(step: Step, case: JsonObject) -> None:
    """Keep the score before, and plan both contacts."""
    scored = next((row for row in case_answers(step.tx, case) if row["score"] is not None), None)
    before: JsonObject = {}
    if scored is not None:
        before = {"scale": scored["scale"], "score_before": scored["score"], "band_before": scored["band"]}
    put_recovery(step.tx, case["id"], **before)
    rules = step.desk.recovery
    plan_contact(step, case, rules.check, step.now + rules.check_after)
    if scored is not None:
        plan_contact(step, case, rules.again, step.now + rules.again_after)


def drop_recovery(step: Step, case: JsonObject) -> None:
    """What was planned for after the solution waits for the next one."""
    rules = step.desk.recovery
    for each in _each_customer(step, case):
        drop_planned(step.tx, each["customer_id"], [rules.check, rules.again], rule=RULE, now=step.now)


def plan_contact(step: Step, case: JsonObject, contact: str, due_at: datetime) -> bool:
    """Plan one contact of a journey with the case's customer; False where no journey knows it."""
    for journey in step.experience.journeys.values():
        for plan in journey.contacts:
            if contact and plan.name == contact and plan.flows:
                row = planned_row(step.experience, journey, plan, due_at=due_at, now=step.now)
                row |= {"id": step.new_id(), "customer_id": case["customer_id"], "purchase_id": ""}
                row["occurrence"] = int(step.now.timestamp()) // 60 & 0x7FFFFFFF  # once a minute and customer
                add_contacts(step.tx, [row])
                return True
    return False
