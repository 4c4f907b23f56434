"""Walks a flow from one step to the next question, or to the end."""

from __future__ import annotations

from datetime import datetime

from conversation.answers import question_of
from conversation.asking_back import kind_of, not_understood
from conversation.awaited import OUTCOMES, asked_for, keep_values, waiting_for
from conversation.changed import changed
from conversation.conditions import holds
from conversation.effects import Effect, RecordAnswer, SendPrompt, Turn
from conversation.escalation import facts
from conversation.flow import Flow, Place
from conversation.inputs import CallReturned
from conversation.limits import STEPS_PER_SESSION, STEPS_PER_TURN
from conversation.messages import Media
from conversation.prompts import build, form_of
from conversation.reading import Reading
from conversation.session import Answer, Session
from conversation.steps import open_case, plan, say
from conversation.steps.ask_choices import AskChoices, picked_so_far
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.steps.awaiting import Awaiting
from conversation.steps.call import Call
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.step import NO_TEXT, Shown, Step, Wording, wording_for, wording_hash
from conversation.system_texts import SYSTEM
from conversation.understood import Understood
from conversation.waiting import over, waits


def walk(flow: Flow, session: Session, name: str, now: datetime, effects: list[Effect]) -> Turn:
    """Takes the steps from `name` on, adding to `effects`, until one asks or none is left."""
    first = session.steps_taken + 1
    for taken in range(first, min(first + STEPS_PER_TURN, STEPS_PER_SESSION + 1)):
        place = flow.places.get(name)
        if place is None:
            return over(session, "completed", effects)
        step = place.step
        if step.name in session.done or (step.when is not None and not holds(step.when, facts(session))):
            name = place.below
        elif isinstance(step, AskText) and session.spare_text and not step.pattern:
            session, name = _take_spare(session, place, step, now, effects)
        elif isinstance(step, Awaiting):
            return _await(flow, session, step, now, effects, taken)
        elif isinstance(step, Asking):
            return _ask(flow, session, step, now, effects, taken)
        else:
            effects.extend(_told(step, flow, session, now))
            if isinstance(step, OpenCase | Plan):
                session = changed(session, done=(*session.done, step.name))
            name = after(place, "")
    return end_politely(flow, session, effects)


def _told(step: Step, flow: Flow, session: Session, now: datetime) -> list[Effect]:
    """The effects of a step that asks nothing: what it does, then what it says."""
    done: list[Effect] = []
    match step:
        case OpenCase():
            done.append(open_case.run(step, session))
        case Plan():
            done.append(plan.run(step, now))
        case _:
            pass
    return [*done, *say.run(step, session, flow.brand)]


def _ask(flow: Flow, session: Session, step: Asking, now: datetime, effects: list[Effect], taken: int) -> Turn:
    """Asks the step's question; the session waits for it from now."""
    effects.append(question_prompt(flow, session, step, wording_for(step, session.customer.id), media=step.media))
    due_at, expires_at = waits(flow, step, now)
    waiting = changed(
        session,
        step=step.name,
        asked_at=now,
        due_at=due_at,
        expires_at=expires_at,
        reminders_sent=0,
        misunderstood=0,
        steps_taken=taken,
    )
    return Turn(waiting, tuple(effects))


def _await(flow: Flow, session: Session, step: Awaiting, now: datetime, effects: list[Effect], taken: int) -> Turn:
    """Asks for the step's outcome; it comes back as an input. A call says its text first."""
    if isinstance(step, Call):
        effects.extend(say.run(step, session, flow.brand))
    waiting = changed(waiting_for(session, step, now, taken), done=(*session.done, step.name))
    return Turn(waiting, (*effects, asked_for(step, session)))


def returned(flow: Flow, session: Session, given: CallReturned, now: datetime) -> Turn:
    """What the session waits for has come back; an outcome that nobody waits for any more does nothing."""
    place = flow.places.get(session.step)
    step = place.step if place else None
    if place is None or not isinstance(step, Awaiting) or given.step != session.step:
        return Turn(session, ())
    session = keep_values(session, step, given)
    good = given.outcome == OUTCOMES[type(step)][0]
    effects = [] if isinstance(step, Call) or not good else list(say.run(step, session, flow.brand))
    return walk(flow, session, after(place, given.outcome), now, effects)


def question_prompt(
    flow: Flow, session: Session, step: Asking, text: Wording, *, media: Shown | None = None
) -> SendPrompt:
    """A text with the step's choices; a question without a text falls back to the product's own."""
    customer = session.customer
    picked = picked_so_far(step, session) if isinstance(step, AskChoices) else ()
    question = question_of(step, customer.language, form_of(customer, flow.brand), picked)
    said = text if text != NO_TEXT else not_understood(step)
    prompt = build(said, session, flow.brand, step=step.name, question=question, media=media)
    return SendPrompt(prompt=prompt, step=step.name)


def open_question(flow: Flow, session: Session) -> SendPrompt | None:
    """The question that the session waits for, to be put once more; None where it waits for none."""
    place = flow.places.get(session.step)
    if place is None or not isinstance(place.step, Asking):
        return None
    return question_prompt(flow, session, place.step, wording_for(place.step, session.customer.id))


def end_politely(flow: Flow, session: Session, effects: list[Effect]) -> Turn:
    """Ends a session that cannot go on, with a word to the customer."""
    effects.append(SendPrompt(prompt=build(SYSTEM["session_ended"], session, flow.brand), step=session.step))
    return over(session, "ended", effects)


def after(place: Place, band: str) -> str:
    """The step that follows an answer: its block's first, or the one below."""
    return place.blocks.get(band, place.below)


def record(session: Session, answer: Answer, effects: list[Effect], before: Answer | None = None) -> Session:
    """The session with the answer in it (one per step, in the order first given), and the effect that keeps it."""
    effects.append(RecordAnswer(answer, before))
    if session.answer_to(answer.step) is None:
        return changed(session, answers=(*session.answers, answer))
    kept = tuple(answer if given.step == answer.step else given for given in session.answers)
    return changed(session, answers=kept)


def make_answer(
    step: Asking,
    outcome: Understood,
    now: datetime,
    *,
    text: str,
    reading: Reading | None,
    message_id: str = "",
    media: tuple[Media, ...] = (),
) -> Answer:
    """The typed answer to a step; the reading is kept where the step wants its text understood."""
    understood = isinstance(step, AskScore | AskText) and bool(step.understand)
    return Answer(
        step=step.name,
        kind=kind_of(step),
        value=outcome.value,
        band=outcome.band,
        scale=step.scale if isinstance(step, AskScore) else "",
        text=text,
        reading=reading if understood else None,
        at=now,
        message_id=message_id,
        media=media,
        wording=wording_hash(step.text) if isinstance(step, AskScore) else "",
    )


def _take_spare(
    session: Session, place: Place, step: AskText, now: datetime, effects: list[Effect]
) -> tuple[Session, str]:
    """The comment that came with a score answers the first question for text: nobody is asked what he has said."""
    text = session.spare_text
    came_with = session.answers[-1].message_id if session.answers else ""
    answer = make_answer(
        step, Understood(value=text), now, text=text, reading=session.spare_reading, message_id=came_with
    )
    session = changed(session, spare_text="", spare_reading=None)
    return record(session, answer, effects), after(place, "")
