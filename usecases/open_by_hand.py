"""Opens a case that reached us by phone, in the shop or by mail: on the same desk, with the same targets."""

from __future__ import annotations

from hashlib import sha256

from bots.case_actions import SOURCES, OpenByHand
from storage.case_dues import set_dues
from storage.case_work import add_case, number_by_event
from storage.cases import last_case_number
from storage.columns import JsonObject
from storage.customers import add_customer, find_person
from storage.purchases import remember_call, remembered_call
from storage.webhook_facts import Fact, tell_webhooks
from usecases.case_steps import Done, NotPossible, Said, Step, Worked
from usecases.case_targets import targets_of
from usecases.hand_case import PRIORITIES


def open_by_hand(step: Step, action: OpenByHand) -> Worked:
    """The case, once a key; who is not known by his number becomes a customer of this name without an address.

    The same key with another body is refused: it would be a second case that nobody ever sees.
    """
    if not action.text.strip() or not action.customer.strip():
        return NotPossible("empty")
    if action.team not in step.desk.teams:
        return NotPossible("no_team")
    if action.source not in SOURCES or action.priority not in PRIORITIES:
        return NotPossible("empty")
    asked = "\0".join((action.customer, action.source, action.team, action.priority, action.text))
    body_hash, call = sha256(asked.encode()).hexdigest(), f"case {action.key}"
    called = remembered_call(step.tx, call)
    if called is not None and called[0] != body_hash:
        return NotPossible("key_reused")
    before = number_by_event(step.tx, action.key)
    if before is not None:
        return Said(f"C-{before}")
    person = find_person(step.tx, action.customer.strip())
    customer_id = person.id if person and person.erased_at is None else _stranger(step, action.customer.strip())
    if called is None:
        remember_call(step.tx, call, body_hash=body_hash, response={}, now=step.now)
    return _open(step, action, customer_id)


def _stranger(step: Step, name: str) -> str:
    first, _, last = name.partition(" ")
    row: JsonObject = {"id": step.new_id(), "first_name": first[:80], "last_name": last[:80]}
    row |= {"language": step.brand.languages[0], "zone": step.brand.zone, "attributes": {}}
    add_customer(step.tx, row | {"created_at": step.now, "updated_at": step.now})
    return str(row["id"])


def _open(step: Step, action: OpenByHand, customer_id: str) -> Worked:
    targets = targets_of(step.desk, action.team, action.priority, step.now, step.brand)
    number, case_id = last_case_number(step.tx) + 1, step.new_id()
    reason = {"by": action.source, "flow": "", "step": "", "request": "", "session": "", "at": step.now.isoformat()}
    row: JsonObject = {"id": case_id, "number": number, "customer_id": customer_id, "team": action.team}
    row |= {"priority": action.priority, "reasons": [reason], "opened_at": step.now, "source": action.source}
    row |= {"first_answer_due_at": targets.answer, "solve_due_at": targets.solve, "topic": action.source}
    add_case(step.tx, row)
    tell_webhooks(step.tx, [Fact("case.opened", row["id"], step.now)])
    set_dues(step.tx, case_id, targets.warnings)
    step.event(action, "opened", case_id=case_id, key=action.key)
    step.event(action, "message_in", action.text.strip(), case_id=case_id)
    return Said(f"C-{number}") if step.member is None else Done()
