"""Hears what customers say after a case was resolved: is it solved, and what score they give now."""

from __future__ import annotations

from authoring.experience import Experience
from bots.case_actions import Reopen
from conversation.effects import OpenCase, RecordAnswer, Turn
from conversation.session import Answer
from storage.case_work import case_row, last_resolved
from storage.cases import open_cases
from storage.columns import JsonObject
from storage.recoveries import forget_later_score, put_recovery, recovery_of
from usecases.batch import Batch, LiveSession
from usecases.case_steps import Step
from usecases.case_told import desk_words
from usecases.open_case import add_message
from usecases.work_case import reopen

CUSTOMER = "customer"
NOT_SOLVED = "not_solved"


def note_recovery(batch: Batch, live: LiveSession, turn: Turn, experience: Experience) -> bool:
    """Take down what was answered; True where the customer's own case is open again, so that no new one is needed."""
    rules = experience.desk.recovery
    flow = live.session.flow
    checks, agains = _flows_of(experience, rules.check), _flows_of(experience, rules.again)
    if flow not in checks and flow not in agains:
        return False
    case_id = last_resolved(batch.tx, live.address.customer_id)
    case = case_row(batch.tx, case_id) if case_id else None
    if case is None:
        return False
    step = Step(tx=batch.tx, new_id=batch.new_id, now=batch.now, experience=experience)
    for effect in turn.effects:
        if isinstance(effect, RecordAnswer):
            _take_down(step, case, live, effect.answer, check=flow in checks)
    if flow in checks and any(isinstance(effect, OpenCase) for effect in turn.effects):
        _open_again(batch, step, case, live)
        return True
    return False


def _take_down(step: Step, case: JsonObject, live: LiveSession, answer: Answer, *, check: bool) -> None:
    words = desk_words(step.words)
    if check and answer.kind == "ask_choice" and answer.value is not None:
        solved = "no" if answer.value == NOT_SOLVED else "yes"
        put_recovery(step.tx, case["id"], solved=solved, solved_at=step.now, session_id=live.session.id)
        if solved == "yes":
            step.post(f"solved:{case['id']}:{live.session.id}", words["solved_yes"], case_id=case["id"])
    elif not check and answer.kind == "ask_score" and isinstance(answer.value, int | float):
        before = (recovery_of(step.tx, case["id"]) or {}).get("score_before")
        after: JsonObject = {"score_after": float(answer.value), "band_after": answer.band, "after_at": step.now}
        put_recovery(step.tx, case["id"], **after, again_session_id=live.session.id)
        shown = words["score_after"].format(before="–" if before is None else f"{before:g}", after=f"{answer.value:g}")
        step.post(f"score_after:{case['id']}:{live.session.id}", shown, case_id=case["id"])


def _open_again(batch: Batch, step: Step, case: JsonObject, live: LiveSession) -> None:
    """ "Not solved": the same case with its history, in place of a new one."""
    reopen(step, Reopen(case["id"], CUSTOMER), case)
    forget_later_score(step.tx, case["id"], step.now)
    step.post(
        f"not_solved:{case['id']}:{step.now.isoformat()}", desk_words(step.words)["solved_no"], case_id=case["id"]
    )
    batch.cases.update(open_cases(batch.tx, [case["customer_id"]]))
    batch.gone_on.pop(case["customer_id"], None)  # it is his own again
    told = next((each.text for each in reversed(live.session.answers) if each.kind == "ask_text" and each.text), "")
    if told and (again := batch.cases.get(case["customer_id"])) is not None:
        add_message(batch, again, told)


def _flows_of(experience: Experience, contact: str) -> tuple[str, ...]:
    """The flows that a contact of this name starts."""
    plans = (plan for journey in experience.journeys.values() for plan in journey.contacts if plan.name == contact)
    return next((plan.flows for plan in plans if contact), ())
