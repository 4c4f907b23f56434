"""What the desk does with a case: claim, note, answer the customer, resolve, reopen, and more. One transaction each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bots.case_actions import (
    AnswerCustomer,
    Assign,
    CallBack,
    CaseAction,
    Claim,
    Correct,
    DecideGesture,
    MakeGesture,
    Merge,
    Note,
    OpenByHand,
    Reopen,
    Resolve,
    SetPriority,
    SetRequest,
    Snooze,
)
from conversation.messages import Prompt
from conversation.texts import choose
from storage.case_dues import end_dues, set_dues
from storage.case_work import case_address, case_row, change_case, has_event
from storage.columns import JsonObject
from storage.database import Store
from storage.gone_on import further_cases
from storage.transactions import Transaction
from storage.webhook_facts import Fact, tell_webhooks
from usecases.bundles import Bundles
from usecases.case_steps import (
    UNRESOLVED,
    Done,
    NoSuchCase,
    NotPossible,
    Said,
    Step,
    TakenBy,
    Worked,
    named,
)
from usecases.case_targets import ANSWER_WARNINGS, SOLVE_WARNINGS, targets_of
from usecases.case_told import desk_words, named_by_case, tell
from usecases.hand_case import assign, call_back, merge, set_priority, snooze
from usecases.make_good import correct, decide, make_gesture, set_request
from usecases.open_by_hand import open_by_hand
from usecases.plan_recovery import drop_recovery, plan_recovery
from usecases.tell_customer import customer_texts, tell_customer, where_told

__all__ = ["Done", "NoSuchCase", "NotPossible", "Said", "TakenBy", "Worked", "tell", "work_case"]

PROGRAM = ""
"""The Slack id of whoever is no person in Slack: the API, the command line."""


async def work_case(
    store: Store,
    action: CaseAction,
    *,
    bundles: Bundles,
    new_id: Callable[[], str],
    now: datetime,
    slack_id: str = PROGRAM,
) -> Worked:
    """Do it. Two people claiming at once: one wins, the other is told. The case's card goes stale with the change.

    Where desk.yaml lists members, only they may work cases; whoever is no person in Slack may.
    """

    def work(tx: Transaction) -> Worked:
        experience = bundles.load_current(tx)
        member = experience.desk.member_of(slack_id) if slack_id else None
        if slack_id and experience.desk.members and member is None:
            return NotPossible("member")
        step = Step(tx=tx, new_id=new_id, now=now, experience=experience, member=member)
        return _work(step, named(action, member))

    return await store.run(work)


def _work(step: Step, action: CaseAction) -> Worked:
    if isinstance(action, OpenByHand):
        return open_by_hand(step, action)
    case = case_row(step.tx, action.case_id)
    if case is None:
        return NoSuchCase()
    match action:
        case Claim():
            return _claim(step, action, case)
        case AnswerCustomer():
            return _answer(step, action, case)
        case Note():
            return _note(step, action)
        case Resolve():
            return _resolve(step, action, case)
        case Reopen():
            return reopen(step, action, case)
        case _:
            return _more(step, action, case)


def _more(step: Step, action: CaseAction, case: JsonObject) -> Worked:
    match action:
        case Assign():
            return assign(step, action, case)
        case Snooze():
            return snooze(step, action, case)
        case SetPriority():
            return set_priority(step, action, case)
        case CallBack():
            return call_back(step, action, case)
        case Merge():
            return merge(step, action, case)
        case _:
            return _make_good(step, action, case)


def _make_good(step: Step, action: CaseAction, case: JsonObject) -> Worked:
    match action:
        case MakeGesture():
            return make_gesture(step, action, case)
        case DecideGesture():
            return decide(step, action, case)
        case SetRequest():
            return set_request(step, action, case)
        case Correct():
            return correct(step, action, case)
        case _:
            return NotPossible("empty")


def _claim(step: Step, action: Claim, case: JsonObject) -> Worked:
    if change_case(step.tx, action.case_id, in_state=("open",), state="claimed", owner=action.who):
        step.event(action, "claimed")
        return Done()
    if case["state"] == "resolved":
        return NotPossible("resolved")
    return Done() if case["owner"] == action.who else TakenBy(str(case["owner"]))


def _note(step: Step, action: Note) -> Worked:
    text = action.text.strip()
    if not text:
        return NotPossible("empty")
    if action.key and has_event(step.tx, action.key):
        return Done()
    change_case(step.tx, action.case_id, in_state=(*UNRESOLVED, "resolved"))
    step.event(action, "note", text, key=action.key)
    if not action.key.startswith("thread:"):  # what was written in the thread stands there already
        told = desk_words(step.words)["note"].format(who=action.who, text=text)
        step.post(f"note:{action.key or step.new_id()}", told, case_id=action.case_id)
    return Done()


def _answer(step: Step, action: AnswerCustomer, case: JsonObject) -> Worked:
    """The text goes out as it stands; from now on a person is writing, and the bot is silent until it is resolved."""
    whom = _whom(step, action, case)
    if whom is None:
        return NotPossible("elsewhere")
    text = action.text.strip() or _saved_reply(step, action, whom)
    if not text:
        return NotPossible("empty")
    if case["state"] == "resolved":
        return NotPossible("resolved")
    new = tell_customer(
        step, whom, _as_it_stands(text), key=f"case:{whom['id']}:{action.key}", from_case=str(case["id"])
    )
    if new is None:
        return NotPossible("stopped" if case_address(step.tx, whom) else "unreachable")
    if new:
        _note_answer(step, action, case, whom, text)
    return Done()


def _whom(step: Step, action: AnswerCustomer, case: JsonObject) -> JsonObject | None:
    """The case of whom it is for: this one, or one that goes on in it; None where it does so no longer."""
    if action.to in ("", case["id"]):
        return case
    return next((row for row in further_cases(step.tx, case) if row["id"] == action.to), None)


def _note_answer(step: Step, action: AnswerCustomer, case: JsonObject, whom: JsonObject, text: str) -> None:
    """Who was answered has had his first answer, and a person is writing with him; the case is somebody's."""
    answered = {"person_is_writing": True, "first_answer_at": whom["first_answer_at"] or step.now}
    work = {"state": "claimed", "owner": case["owner"] or action.who, "snoozed_until": None}
    words, about = desk_words(step.words), ""
    if whom["id"] == case["id"]:
        change_case(step.tx, case["id"], in_state=UNRESOLVED, **work, **answered)
        end_dues(step.tx, case["id"], ANSWER_WARNINGS, step.now)
        told = words["out"].format(who=action.who, text=text)
    else:
        about = str(whom["id"])
        change_case(step.tx, case["id"], in_state=UNRESOLVED, **work)
        change_case(step.tx, about, in_state=("resolved",), **answered)
        told = words["out_to"].format(to=named_by_case(whom, step.words), who=action.who, text=text)
    if (address := where_told(step.tx, whom)) and address.page:
        told = f"{told}\n{words['at_page']}"
    step.event(action, "message_out", text, about=about)
    step.post(f"out:{whom['id']}:{action.key}", told, case_id=case["id"], about=about)


def _saved_reply(step: Step, action: AnswerCustomer, whom: JsonObject) -> str:
    """The saved reply in the customer's language and form, "" where there is none of this name."""
    reply = step.desk.replies.get(action.reply)
    customer = customer_texts(step.tx, whom["customer_id"], step.brand)
    return choose(reply, *customer) if reply and customer else ""


def _resolve(step: Step, action: Resolve, case: JsonObject) -> Worked:
    resolved = change_case(
        step.tx,
        action.case_id,
        in_state=UNRESOLVED,
        state="resolved",
        owner=case["owner"] or action.who,
        outcome=action.outcome,
        cause=action.cause,
        resolved_at=step.now,
        person_is_writing=False,
        snoozed_until=None,
        call_back_at=None,
    )
    if not resolved:
        return Done() if case["outcome"] == action.outcome else NotPossible("resolved")
    end_dues(step.tx, case["id"], [*ANSWER_WARNINGS, *SOLVE_WARNINGS, "unsnooze", "call_back"], step.now)
    for each in further_cases(step.tx, case):
        change_case(step.tx, each["id"], in_state=("resolved",), person_is_writing=False)
    if action.note.strip():
        step.event(action, "note", action.note.strip())
    step.event(action, "resolved", action.outcome)
    tell_webhooks(step.tx, [Fact("case.resolved", case["id"], step.now)])
    plan_recovery(step, case)
    return Done()


def reopen(step: Step, action: CaseAction, case: JsonObject) -> Worked:
    """The same case again, with its history; the solution is due anew, counted from now."""
    targets = targets_of(step.desk, case["team"], case["priority"], step.now, step.brand)
    reopened = change_case(
        step.tx,
        action.case_id,
        in_state=("resolved",),
        state="claimed" if case["owner"] else "open",
        outcome="",
        cause="",
        resolved_at=None,
        merged_into="",
        solve_due_at=targets.solve,
    )
    if reopened:
        set_dues(step.tx, case["id"], {kind: targets.warnings[kind] for kind in SOLVE_WARNINGS})
        drop_recovery(step, case)
        step.event(action, "reopened")
    return Done()


def _as_it_stands(text: str) -> Prompt:
    """A person's text as a prompt: it is a value, never a template."""
    return Prompt(template="{{ text }}", values={"text": text})
