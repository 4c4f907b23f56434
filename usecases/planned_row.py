"""A contact that is planned now because somebody asked for it: its row, but for whom it is and how often."""

from __future__ import annotations

from datetime import datetime

from authoring.experience import Experience
from journey.plan import ContactPlan, Journey
from storage.columns import JsonObject


def planned_row(
    experience: Experience, journey: Journey, plan: ContactPlan, *, due_at: datetime, now: datetime
) -> JsonObject:
    """The row without id, customer, purchase and occurrence. The plan names a flow."""
    flow = experience.flows.get(plan.flows[0])
    return {
        "journey": journey.name,
        "contact": plan.name,
        "flow": plan.flows[0],
        "purpose": flow.purpose if flow else "marketing",
        "touchpoint": plan.touchpoint,
        "rank": plan.rank,
        "due_at": due_at,
        "planned_for": due_at,
        "place": f"{plan.file}:{plan.line}",
        "bundle": experience.bundle,
        "created_at": now,
    }
