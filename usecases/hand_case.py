"""Moves a case among people and time: hand over, put aside, urgency, call back, merge."""

from __future__ import annotations

from datetime import datetime, timedelta

from bots.case_actions import Assign, CallBack, Merge, SetPriority, Snooze
from storage.case_dues import end_dues, set_dues
from storage.case_work import case_by_number, change_case
from storage.columns import JsonObject
from usecases.case_steps import UNRESOLVED, Done, NoSuchCase, NotPossible, Step, Worked
from usecases.case_targets import ANSWER_WARNINGS, SOLVE_WARNINGS, targets_of
from usecases.case_told import desk_words

MANY_HAND_OVERS = 3
PRIORITIES = ("high", "normal", "low")


def assign(step: Step, action: Assign, case: JsonObject) -> Worked:
    """The case is somebody else's now; the third time the lead hears of it."""
    if step.desk.members and action.to not in step.desk.members:
        return NotPossible("no_member")
    if case["owner"] == action.to:
        return Done()
    moved = case["hand_overs"] + (1 if case["owner"] else 0)
    changed = change_case(
        step.tx, action.case_id, in_state=UNRESOLVED, state="claimed", owner=action.to, hand_overs=moved
    )
    if not changed:
        return NotPossible("resolved")
    step.event(action, "assigned", action.to)
    words = desk_words(step.words)
    told = words["handed"].format(who=action.who, to=action.to)
    called = [person for person in (step.desk.slack_of(action.to),) if person]
    step.post(f"assigned:{action.case_id}:{moved}:{action.to}", told, case_id=action.case_id, mention=called)
    if moved >= MANY_HAND_OVERS:
        team = step.desk.teams.get(case["team"])
        lead = step.desk.slack_of(team.lead) if team else ""
        told = words["many_hand_overs"].format(number=case["number"], count=moved)
        step.post(f"hand_overs:{action.case_id}:{moved}", told, case_id=action.case_id, mention=[lead] if lead else [])
    return Done()


def snooze(step: Step, action: Snooze, case: JsonObject) -> Worked:
    """Out of sight until then; its targets go on."""
    if not 1 <= action.hours <= 24 * 30:
        return NotPossible("bad_time")
    until = step.now + timedelta(hours=action.hours)
    if not change_case(step.tx, action.case_id, in_state=UNRESOLVED, snoozed_until=until):
        return NotPossible("resolved")
    set_dues(step.tx, case["id"], {"unsnooze": until})
    step.event(action, "snoozed", until.isoformat())
    return Done()


def set_priority(step: Step, action: SetPriority, case: JsonObject) -> Worked:
    """How urgent it is; the targets count from the case's beginning."""
    if action.priority not in PRIORITIES:
        return NotPossible("empty")
    if case["priority"] == action.priority:
        return Done()
    targets = targets_of(step.desk, case["team"], action.priority, case["opened_at"], step.brand)
    changed = change_case(
        step.tx,
        action.case_id,
        in_state=UNRESOLVED,
        priority=action.priority,
        first_answer_due_at=targets.answer,
        solve_due_at=targets.solve,
    )
    if not changed:
        return NotPossible("resolved")
    open_kinds = SOLVE_WARNINGS if case["first_answer_at"] else (*ANSWER_WARNINGS, *SOLVE_WARNINGS)
    set_dues(step.tx, case["id"], {kind: targets.warnings[kind] for kind in open_kinds})
    step.event(action, "priority", action.priority)
    return Done()


def call_back(step: Step, action: CallBack, case: JsonObject) -> Worked:
    """When the customer wishes to be called; an empty wish ends it."""
    at = datetime.fromisoformat(action.at) if action.at else None
    change_case(step.tx, action.case_id, in_state=UNRESOLVED, call_back_at=at)
    if at is None:
        end_dues(step.tx, case["id"], ["call_back"], step.now)
    else:
        set_dues(step.tx, case["id"], {"call_back": at})
    step.event(action, "call_back", action.at)
    return Done()


def merge(step: Step, action: Merge, case: JsonObject) -> Worked:
    """The case goes on in another one: of the same customer, with all its reasons, or of another one, for one cause.

    Who is not the other case's customer hears of its resolution all the same (usecases/plan_recovery.py). What he
    writes until then stands there too, and whoever was writing with him still is.
    """
    into = case_by_number(step.tx, action.into)
    if into is None:
        return NoSuchCase()
    if into["id"] == case["id"]:
        return NotPossible("itself")
    if into["state"] == "resolved":
        return NotPossible("resolved")
    merged = change_case(
        step.tx,
        case["id"],
        in_state=UNRESOLVED,
        state="resolved",
        outcome="merged",
        merged_into=into["id"],
        resolved_at=step.now,
        person_is_writing=case["person_is_writing"] and into["customer_id"] != case["customer_id"],
    )
    if not merged:
        return NotPossible("resolved")
    end_dues(step.tx, case["id"], [*ANSWER_WARNINGS, *SOLVE_WARNINGS, "unsnooze", "call_back"], step.now)
    if into["customer_id"] == case["customer_id"]:
        change_case(
            step.tx,
            into["id"],
            in_state=UNRESOLVED,
            reasons=[*into["reasons"], *case["reasons"]],
            person_is_writing=into["person_is_writing"] or case["person_is_writing"],
        )
    else:
        change_case(step.tx, into["id"], in_state=UNRESOLVED)
    step.event(action, "merged", f"C-{into['number']}")
    step.event(action, "reason", f"C-{case['number']}", case_id=into["id"])
    return Done()
