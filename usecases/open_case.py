"""Adds a reason to a customer's one case at the desk, opening it where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from authoring.desk import Desk
from nlp.mask import mask
from storage.cases import CaseRow
from storage.columns import JsonObject
from usecases.batch import Batch
from usecases.case_storm import storm_of
from usecases.case_targets import targets_of

URGENCY = {"high": 0, "normal": 1, "low": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a person should look: `by` is the step, the rule's place or "message"; the same reason counts once.

    `by_message`: it is nothing but what the customer wrote, out of the blue or in between.
    """

    by: str
    team: str
    priority: str
    flow: str = ""
    step: str = ""
    request: str = ""
    session_id: str = ""
    topic: str = ""
    by_message: bool = False


def add_reason(batch: Batch, customer_id: str, reason: Reason, desk: Desk) -> CaseRow:
    """The case with this reason in it: the customer's, or the one it goes on in; beyond the desk's window a new one."""
    case = _with_reason(batch, customer_id, reason, desk)
    request = desk.requests.get(reason.request)
    if request is not None and request.states:
        row = {"case_id": case.id, "kind": request.name, "state": next(iter(request.states))}
        moments = {"opened_at": batch.now, "changed_at": batch.now}
        batch.saving.case_requests.setdefault(case.id, row | moments | {"items": [], "photos": [], "reference": ""})
    return case


def _with_reason(batch: Batch, customer_id: str, reason: Reason, desk: Desk) -> CaseRow:
    case = _where(batch, customer_id, reason)
    if case is None or _too_old(case, batch, desk):
        return _open(batch, customer_id, reason, desk)
    entry = _entry(reason, batch)
    known = {(known["by"], known["session"]) for known in case.reasons}
    if (entry["by"], entry["session"]) in known:
        return case
    case.reasons = [*case.reasons, entry]
    if URGENCY[reason.priority] < URGENCY[case.priority]:
        case.priority, case.team = reason.priority, reason.team
        sooner = targets_of(desk, case.team, case.priority, case.opened_at, batch.current().brand)
        batch.saving.case_targets[case.id] = sooner
    save_case(batch, case)
    _event(batch, case, "reason", by=reason.by)
    return case


def _where(batch: Batch, customer_id: str, reason: Reason) -> CaseRow | None:
    """What he writes of himself belongs where his case goes on; a new conversation or request is a case of its own."""
    own = batch.case_of(customer_id)
    if own is None:
        return None
    shown_on = batch.shown_on(own)
    return shown_on if shown_on is own or reason.by_message else None


def add_message(batch: Batch, case: CaseRow, text: str, *, photo: bool = False) -> None:
    """What the customer writes goes to the people who work his case: into the history, and into the card's thread.

    Where his case goes on in another one it stands there, with whose it is. `photo`: it brought files;
    usecases/fetch_media puts them into the thread once they have been fetched.
    """
    shown_on = batch.shown_on(case)
    key = _event(batch, case, "message_in", by="customer", text=text)
    body = {"text": f"📷 {mask(text)}" if photo else mask(text), "who": batch.customers[case.customer_id].first_name}
    about = case.id if shown_on is not case else ""
    body |= {"of": f"C-{case.number}"} if about else {}
    line: JsonObject = {"key": f"in:{key}", "case_id": shown_on.id, "about": about, "body": body}
    batch.saving.desk_posts.append(line | {"due_at": batch.now})
    save_case(batch, shown_on)


def add_change(batch: Batch, case: CaseRow, kind: str, *, text: str) -> None:
    """Something has changed about the customer that whoever works his case must know; its card goes stale."""
    _event(batch, case, kind, by="customer", text=text)
    save_case(batch, case)
    save_case(batch, batch.shown_on(case))


def save_case(batch: Batch, case: CaseRow) -> None:
    """The case has changed: its row is written, its card is stale."""
    new = batch.saving.cases.get(case.id)
    if new is not None:
        new.update(
            team=case.team,
            priority=case.priority,
            reasons=case.reasons,
            person_is_writing=case.person_is_writing,
        )
        return
    batch.saving.moved_cases[case.id] = {
        "row": case.id,
        "to_team": case.team,
        "to_priority": case.priority,
        "to_reasons": case.reasons,
        "to_writing": case.person_is_writing,
    }


def _too_old(case: CaseRow, batch: Batch, desk: Desk) -> bool:
    return not case.person_is_writing and batch.now - case.opened_at > timedelta(hours=desk.one_case_hours)


def _open(batch: Batch, customer_id: str, reason: Reason, desk: Desk) -> CaseRow:
    targets = targets_of(desk, reason.team, reason.priority, batch.now, batch.current().brand)
    case = CaseRow(
        id=batch.new_id(),
        number=batch.saving.next_case_number(batch.tx),
        customer_id=customer_id,
        team=reason.team,
        priority=reason.priority,
        state="open",
        reasons=[_entry(reason, batch)],
        person_is_writing=False,
        opened_at=batch.now,
    )
    batch.cases[customer_id] = case
    batch.saving.cases[case.id] = {
        "id": case.id,
        "number": case.number,
        "customer_id": customer_id,
        "session_id": reason.session_id or None,
        "team": case.team,
        "priority": case.priority,
        "reasons": case.reasons,
        "person_is_writing": False,
        "opened_at": batch.now,
        "first_answer_due_at": targets.answer,
        "solve_due_at": targets.solve,
        "topic": reason.topic or reason.by,
        "list_id": storm_of(batch, reason.team, reason.topic or reason.by, desk),
    }
    batch.saving.case_targets[case.id] = targets
    _event(batch, case, "opened", by=reason.by)
    return case


def _entry(reason: Reason, batch: Batch) -> JsonObject:
    return {
        "by": reason.by,
        "flow": reason.flow,
        "step": reason.step,
        "request": reason.request,
        "session": reason.session_id,
        "at": batch.now.isoformat(),
    }


def _event(batch: Batch, case: CaseRow, kind: str, *, by: str, text: str = "") -> str:
    shown_on = batch.shown_on(case)
    row = {"id": batch.new_id(), "case_id": shown_on.id, "kind": kind, "by": by, "text": text, "at": batch.now}
    batch.saving.case_events.append(row | {"about": case.id if shown_on is not case else ""})
    return str(row["id"])
