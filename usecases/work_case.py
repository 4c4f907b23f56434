"""What the desk does with a case: claim, note, answer the customer, resolve, reopen. One transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bots.case_actions import AnswerCustomer, CaseAction, Claim, Note, Reopen, Resolve
from bots.slack_words import said
from conversation.messages import Language, Prompt
from conversation.saved import dump_prompt
from storage.case_work import add_event, add_message, case_address, case_row, change_case
from storage.columns import JsonObject
from storage.database import Store
from storage.transactions import Transaction

UNRESOLVED = ("open", "claimed")
ANSWER_STEP = "desk"


@dataclass(frozen=True, slots=True)
class Done:
    """It is done, or was done already by the same click delivered twice."""


@dataclass(frozen=True, slots=True)
class TakenBy:
    """Somebody else was quicker."""

    who: str


@dataclass(frozen=True, slots=True)
class NotPossible:
    """The case does not allow it now: `state` says why, or "empty" (nothing written), "stopped" or "unreachable".

    "stopped": he has stopped every channel we know, and is heard again after his START; "unreachable": no address.
    """

    state: str


@dataclass(frozen=True, slots=True)
class NoSuchCase:
    """The case is not there (any more)."""


Worked = Done | TakenBy | NotPossible | NoSuchCase


async def work_case(store: Store, action: CaseAction, *, new_id: Callable[[], str], now: datetime) -> Worked:
    """Do it. Two people claiming at once: one wins, the other is told. The case's card goes stale with the change."""
    return await store.run(lambda tx: _work(_Work(tx, new_id, now), action))


@dataclass(frozen=True, slots=True)
class _Work:
    """One action's transaction, ids and time."""

    tx: Transaction
    new_id: Callable[[], str]
    now: datetime

    def event(self, action: CaseAction, kind: str, text: str = "") -> None:
        """Write what happened into the history."""
        add_event(
            self.tx,
            {
                "id": self.new_id(),
                "case_id": action.case_id,
                "kind": kind,
                "by": action.who,
                "text": text,
                "at": self.now,
            },
        )


def _work(work: _Work, action: CaseAction) -> Worked:
    case = case_row(work.tx, action.case_id)
    if case is None:
        return NoSuchCase()
    match action:
        case Claim():
            return _claim(work, action, case)
        case AnswerCustomer():
            return _answer(work, action, case)
        case Note():
            return _note(work, action)
        case Resolve():
            return _resolve(work, action, case)
        case Reopen():
            return _reopen(work, action, case)


def _claim(work: _Work, action: Claim, case: JsonObject) -> Worked:
    if change_case(work.tx, action.case_id, in_state=("open",), state="claimed", owner=action.who):
        work.event(action, "claimed")
        return Done()
    if case["state"] == "resolved":
        return NotPossible("resolved")
    return Done() if case["owner"] == action.who else TakenBy(str(case["owner"]))


def _note(work: _Work, action: Note) -> Worked:
    if not action.text.strip():
        return NotPossible("empty")
    change_case(work.tx, action.case_id, in_state=(*UNRESOLVED, "resolved"))
    work.event(action, "note", action.text.strip())
    return Done()


def _answer(work: _Work, action: AnswerCustomer, case: JsonObject) -> Worked:
    """The text goes out as it stands; from now on a person is writing, and the bot is silent until it is resolved."""
    text = action.text.strip()
    address = case_address(work.tx, case, states=("open",))
    if not text:
        return NotPossible("empty")
    if case["state"] == "resolved":
        return NotPossible("resolved")
    if address is None:
        return NotPossible("stopped" if case_address(work.tx, case) else "unreachable")
    new = add_message(
        work.tx,
        {
            "key": f"case:{case['id']}:{action.key}",
            "kind": "message",
            "channel": address.channel,
            "address": address.platform_id,
            "address_id": address.id,
            "customer_id": case["customer_id"],
            "case_id": case["id"],
            "step": ANSWER_STEP,
            "prompt": dump_prompt(_as_it_stands(text)),
            "due_at": work.now,
            "created_at": work.now,
        },
    )
    if new:
        change_case(
            work.tx,
            action.case_id,
            in_state=UNRESOLVED,
            state="claimed",
            owner=case["owner"] or action.who,
            person_is_writing=True,
            first_answer_at=case["first_answer_at"] or work.now,
        )
        work.event(action, "message_out", text)
    return Done()


def _resolve(work: _Work, action: Resolve, case: JsonObject) -> Worked:
    resolved = change_case(
        work.tx,
        action.case_id,
        in_state=UNRESOLVED,
        state="resolved",
        owner=case["owner"] or action.who,
        outcome=action.outcome,
        cause=action.cause,
        resolved_at=work.now,
        person_is_writing=False,
    )
    if not resolved:
        return Done() if case["outcome"] == action.outcome else NotPossible("resolved")
    if action.note.strip():
        work.event(action, "note", action.note.strip())
    work.event(action, "resolved", action.outcome)
    return Done()


def _reopen(work: _Work, action: Reopen, case: JsonObject) -> Worked:
    state = "claimed" if case["owner"] else "open"
    if change_case(
        work.tx, action.case_id, in_state=("resolved",), state=state, outcome="", cause="", resolved_at=None
    ):
        work.event(action, "reopened")
    return Done()


def _as_it_stands(text: str) -> Prompt:
    """A person's text as a prompt: it is a value, never a template."""
    return Prompt(template="{{ text }}", values={"text": text})


_TOLD: dict[Language, dict[str, str]] = {
    "de": {
        "taken": "{who} war schneller und hat den Vorgang schon übernommen.",
        "resolved": "Der Vorgang ist schon erledigt. Öffne ihn wieder, um daran zu arbeiten.",
        "empty": "Da steht noch nichts.",
        "stopped": "Der Kunde hat STOPP geschrieben: Dort darf ihm niemand mehr schreiben, bis er START schreibt.",
        "unreachable": "Es gibt keine Adresse mehr, über die der Kunde erreichbar ist.",
        "gone": "Diesen Vorgang gibt es nicht mehr.",
    },
    "en": {
        "taken": "{who} was quicker and has claimed the case already.",
        "resolved": "The case is resolved already. Reopen it to work on it.",
        "empty": "Nothing is written yet.",
        "stopped": "The customer has written STOP: nobody may write to him there until he writes START.",
        "unreachable": "There is no address left at which the customer can be reached.",
        "gone": "This case is not there any more.",
    },
}


def tell(worked: Worked, words: Language) -> str:
    """What to say to the person who did it; empty where the card says it all."""
    match worked:
        case Done():
            return ""
        case TakenBy(who):
            return _TOLD[words]["taken"].format(who=who or said(words, "somebody"))
        case NotPossible(state):
            return _TOLD[words][state]
        case NoSuchCase():
            return _TOLD[words]["gone"]
