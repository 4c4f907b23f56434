"""Turns effects into rows: the one owner of what a turn leaves behind. Late names are filled in here."""

from __future__ import annotations

import zlib

from authoring.experience import Experience
from conversation.changed import changed
from conversation.effects import (
    CallOut,
    CompleteResponse,
    Effect,
    GrantConsent,
    GrantReward,
    MakeInvite,
    OpenCase,
    PassOn,
    PlanContact,
    RecordAnswer,
    SendPrompt,
    TakeSeat,
    Turn,
    WithdrawConsent,
)
from conversation.messages import Prompt, Purpose
from conversation.saved import prompt_json, session_json
from conversation.session import Answer
from conversation.system_texts import LAST_WORDS
from conversation.typed.several import JOINED
from storage.columns import JsonText
from storage.customers import AddressRow
from usecases.answer_at_once import answer_at_once
from usecases.batch import Batch, LiveSession
from usecases.call_out import call_out
from usecases.desk_rules import apply_rules
from usecases.note_correction import note_correction
from usecases.note_recovery import note_recovery
from usecases.open_case import Reason, add_reason
from usecases.pass_on import pass_on
from usecases.planned_row import planned_row

SOURCE_SESSION = "session"


def apply_effects(
    batch: Batch, live: LiveSession, turn: Turn, experience: Experience, *, opening: bool = False, closes: str = ""
) -> None:
    """Save a turn's session and everything it wants to happen.

    `opening` marks the first turn of a session that a contact of ours started: its first message asks the gate.
    `closes` is the step whose question this turn has answered; the first message takes it along.
    """
    turn = answer_at_once(batch, live, turn, experience)
    live.session = turn.session
    live.version += 1
    _save_session(batch, live)
    _apply_to_desk(batch, live, turn, experience)
    contact_id = live.contact_id if opening else None
    for number, effect in enumerate(turn.effects):
        if isinstance(effect, SendPrompt):
            key = f"{live.session.id}:{live.version}:{number}"
            prompt = changed(effect.prompt, closes=closes) if closes else effect.prompt
            say(batch, live.address, prompt, key=key, step=effect.step, live=live, contact_id=contact_id)
            contact_id, closes = None, ""
        else:
            _apply(batch, live, effect, experience)


def say(
    batch: Batch,
    address: AddressRow,
    prompt: Prompt,
    *,
    key: str,
    step: str,
    live: LiveSession | None = None,
    contact_id: str | None = None,
) -> None:
    """One message on its way out; `key` is unique, so that the same effect never makes two rows.

    To a closed address nothing is said any more, the confirmation of a STOP excepted.
    """
    if address.state != "open" and step not in LAST_WORDS:
        return
    case = batch.cases.get(address.customer_id)
    if case is not None and "case.number" in prompt.template:
        prompt = changed(prompt, values={**prompt.values, "case.number": f"C-{case.number}"})
    batch.saving.outbox.append(
        {
            "key": key,
            "kind": "message",
            "channel": address.channel,
            "address": address.platform_id,
            "address_id": address.id,
            "customer_id": address.customer_id,
            "session_id": live.session.id if live else None,
            "contact_id": contact_id,
            "case_id": case.id if case else None,
            "step": step,
            "prompt": JsonText(prompt_json(prompt)),
            "due_at": batch.now,
            "created_at": batch.now,
        }
    )


def write_consent(
    batch: Batch, address: AddressRow, purpose: Purpose, *, granted: bool, source: str, version: str = ""
) -> None:
    """One line in the ledger."""
    batch.saving.consents.append(
        {
            "id": batch.new_id(),
            "customer_id": address.customer_id,
            "purpose": purpose,
            "granted": granted,
            "version": version,
            "channel": address.channel,
            "source": source,
            "at": batch.now,
        }
    )


def withdraw(batch: Batch, address: AddressRow, effect: WithdrawConsent, *, source: str) -> None:
    """The only writer of a stop: the ledger's lines, and the address closed to what we open.

    Planned contacts stay: the gate refuses them, so that "why" can name the rule.
    """
    for purpose in effect.purposes:
        write_consent(batch, address, purpose, granted=False, source=source)
    if effect.close_address:
        close_address(batch, address, "stopped")


def close_address(batch: Batch, address: AddressRow, state: str) -> None:
    """Nothing that waits for this address is sent any more (what is said after this still is)."""
    address.state = state
    move_address(batch, address)
    batch.saving.close(address.channel, address.platform_id, why=state, now=batch.now)


def move_address(batch: Batch, address: AddressRow) -> None:
    """The address has changed: its row is written."""
    new = batch.saving.addresses.get(address.id)
    if new is not None:
        new.update(customer_id=address.customer_id, state=address.state)
        return
    batch.saving.moved_addresses[address.id] = {
        "row": address.id,
        "of_customer": address.customer_id,
        "to_state": address.state,
    }


def _apply(batch: Batch, live: LiveSession, effect: Effect, experience: Experience) -> None:
    match effect:
        case RecordAnswer(answer, before):
            _record(batch, live, answer)
            note_correction(batch, live, answer, before)
        case GrantConsent(purpose=purpose, version=version):
            write_consent(
                batch,
                live.address,
                purpose,
                granted=True,
                source=f"{SOURCE_SESSION}:{live.session.id}",
                version=version,
            )
        case WithdrawConsent():
            withdraw(batch, live.address, effect, source=f"{SOURCE_SESSION}:{live.session.id}")
        case CompleteResponse(state):
            _end_response(batch, live, state)
        case PlanContact() | PassOn() | CallOut():
            _leave_to_others(batch, live, effect, experience)
        case SendPrompt() | OpenCase() | GrantReward() | MakeInvite() | TakeSeat():
            pass  # said, opened and answered by the callers above, in their own order


def _leave_to_others(
    batch: Batch, live: LiveSession, effect: PlanContact | PassOn | CallOut, experience: Experience
) -> None:
    """What somebody else goes on with: the calendar, the desk, a system of the company."""
    match effect:
        case PlanContact():
            _plan(batch, live, effect, experience)
        case PassOn():
            pass_on(batch, live, effect, experience)
        case CallOut():
            call_out(batch, live, effect)


def _save_session(batch: Batch, live: LiveSession) -> None:
    session, ended = live.session, live.session.state != "asking"
    _seat(batch, live, ended=ended)
    ended_at = batch.now if ended else None
    if live.saved_version == 0:
        _insert_session(batch, live)
    else:
        batch.saving.moved_sessions[session.id] = {
            "row": session.id,
            "from_version": live.saved_version,
            "to_version": live.version,
            "to_state": session.state,
            "to_data": JsonText(session_json(session)),
            "to_due_at": session.due_at,
            "to_ended_at": ended_at,
        }


def _seat(batch: Batch, live: LiveSession, *, ended: bool) -> None:
    """Only an asking session hears what its address says; one that is over still knows its own buttons."""
    if not ended:
        batch.sessions[live.address.id] = live
        return
    asking = batch.sessions.get(live.address.id)
    if asking is not None and asking.session.id == live.session.id:
        del batch.sessions[live.address.id]
    batch.tapped[live.session.id] = live


def _insert_session(batch: Batch, live: LiveSession) -> None:
    session, customer = live.session, live.session.customer
    batch.saving.sessions[session.id] = {
        "id": session.id,
        "customer_id": live.address.customer_id,
        "address_id": live.address.id,
        "contact_id": live.contact_id,
        "flow": session.flow,
        "bundle": session.bundle,
        "state": session.state,
        "data": JsonText(session_json(session)),
        "version": live.version,
        "due_at": session.due_at,
        "started_at": session.started_at,
        "ended_at": None if session.state == "asking" else batch.now,
    }
    if session.id not in batch.saving.responses:
        batch.saving.responses[session.id] = {
            "id": session.id,  # one response a session: they share the id
            "session_id": session.id,
            "customer_id": live.address.customer_id,
            "contact_id": live.contact_id,
            "flow": session.flow,
            "touchpoint": session.extra.get("touchpoint", ""),
            "channel": customer.channel,
            "language": customer.language,
            "state": "asking",
            "sample": batch.customers[live.address.customer_id].sample,
            "started_at": session.started_at,
            "ended_at": None,
        }


def _end_response(batch: Batch, live: LiveSession, state: str) -> None:
    new = batch.saving.responses.get(live.session.id)
    if new is not None:
        new.update(state=state, ended_at=batch.now)
    else:
        batch.saving.ended_responses[live.session.id] = {"row": live.session.id, "to_state": state, "at": batch.now}


def _record(batch: Batch, live: LiveSession, answer: Answer) -> None:
    answer_id = f"{live.session.id}.{answer.step}"
    scored = answer.kind == "ask_score" and isinstance(answer.value, int | float)
    batch.saving.answers[answer_id] = {
        "id": answer_id,
        "response_id": live.session.id,
        "step": answer.step,
        "kind": answer.kind,
        "scale": answer.scale,
        "score": float(answer.value) if scored and answer.value is not None else None,
        "band": answer.band,
        "value": answer.value if answer.kind != "ask_choices" else str(answer.value or "").split(JOINED),
        "text": answer.text,
        "wording": answer.wording,
        "at": answer.at,
    }
    reading = answer.reading
    if reading is not None and reading.model:
        batch.saving.readings.append(
            {
                "id": batch.new_id(),
                "answer_id": answer_id,
                "sentiment": reading.sentiment,
                "confidence": reading.confidence,
                "mixed": reading.mixed,
                "kind": reading.kind,
                "topics": [topic.as_json() for topic in reading.topics],
                "language": reading.language,
                "model": reading.model,
                "at": answer.at,
            }
        )


def _plan(batch: Batch, live: LiveSession, effect: PlanContact, experience: Experience) -> None:
    for journey in experience.journeys.values():
        for plan in journey.contacts:
            if plan.name != effect.contact or not plan.flows:
                continue
            row = planned_row(experience, journey, plan, due_at=effect.due_at, now=batch.now)
            row |= {"id": batch.new_id(), "customer_id": live.address.customer_id}
            row["purchase_id"] = live.session.extra.get("purchase", "")
            row["occurrence"] = zlib.crc32(live.session.id.encode()) & 0x7FFFFFFF  # once a session
            batch.saving.contacts.append(row)
            return


def _apply_to_desk(batch: Batch, live: LiveSession, turn: Turn, experience: Experience) -> None:
    """Cases first, because the texts of the same turn name their numbers."""
    session = live.session
    open_again = note_recovery(batch, live, turn, experience)
    for effect in turn.effects:
        if isinstance(effect, OpenCase) and not open_again:
            reason = Reason(
                by=f"{session.flow}.{effect.step}",
                team=effect.team,
                priority=effect.priority,
                flow=session.flow,
                step=effect.step,
                request=effect.request,
                session_id=session.id,
            )
            add_reason(batch, live.address.customer_id, reason, experience.desk)
    if not open_again and any(isinstance(effect, RecordAnswer) for effect in turn.effects):
        apply_rules(batch, live, experience)
