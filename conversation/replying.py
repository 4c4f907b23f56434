"""What a customer's reply does: an answer goes on, anything else is asked back, a late tap corrects."""

from __future__ import annotations

from datetime import datetime

from conversation.answers import Here, read_answer
from conversation.asking_back import ask_back_text
from conversation.changed import changed
from conversation.effects import Effect, SendPrompt, Turn, WithdrawConsent
from conversation.flow import Flow, Place
from conversation.inputs import Reply
from conversation.limits import TEXT_KEPT
from conversation.local_values import zone_of
from conversation.own_yes import too_late
from conversation.payload import names
from conversation.prompts import build
from conversation.repair import before_reading, corrected, instead_of_asking_back, late_words
from conversation.session import Session
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices, is_picking, picked_so_far
from conversation.steps.ask_consent import AskConsent, grants, refuses
from conversation.steps.ask_photo import AskPhoto
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.steps.awaiting import Awaiting
from conversation.steps.step import Step
from conversation.system_texts import SYSTEM
from conversation.typed.numbers import says_something
from conversation.understood import AskBack, NotAnAnswer, Understood
from conversation.waiting import waits
from conversation.walking import after, end_politely, make_answer, question_prompt, record, walk


def replied(flow: Flow, session: Session, reply: Reply, now: datetime) -> Turn:
    """The customer's reply to the session that asks."""
    if reply.choice and reply.step and not names(reply.step, session.step):
        return _corrected(flow, session, reply, now)
    place = flow.places.get(session.step)
    if place is not None and isinstance(place.step, Awaiting):
        return Turn(_said_meanwhile(session, reply), ())
    if place is None or not isinstance(place.step, Asking):
        return end_politely(flow, session, [])
    mended = None if reply.choice else before_reading(flow, session, place.step, reply, now)
    if mended is not None:
        return mended
    outcome = read_answer(place.step, reply, here(flow, session, place.step, now))
    if isinstance(outcome, Understood):
        if isinstance(place.step, AskChoices) and is_picking(place.step, reply, outcome):
            return _picked(flow, session, place.step, outcome, reply, now)
        return _answered(flow, session, place, place.step, outcome, reply, now)
    mended = instead_of_asking_back(flow, session, outcome, reply, now)
    return mended or _ask_back(flow, session, place, place.step, outcome, reply, now)


def here(flow: Flow, session: Session, step: Step, now: datetime) -> Here:
    """Where and when the customer answers."""
    customer = session.customer
    return Here(
        language=customer.language,
        today=now.astimezone(zone_of(customer.zone)).date(),
        region=flow.brand.region[:2],
        picked=picked_so_far(step, session) if isinstance(step, AskChoices) else (),
    )


def _picked(flow: Flow, session: Session, step: AskChoices, outcome: Understood, reply: Reply, now: datetime) -> Turn:
    """One of several was tapped: it is kept, and the rest is offered."""
    answer = make_answer(step, outcome, now, text="", reading=None, message_id=reply.message_id)
    effects: list[Effect] = []
    session = record(session, answer, effects)
    due_at, expires_at = waits(flow, step, now, reminders_sent=session.reminders_sent)
    effects.append(question_prompt(flow, session, step, SYSTEM["more_choices"]))
    return Turn(changed(session, due_at=due_at, expires_at=expires_at), tuple(effects))


def _answered(
    flow: Flow, session: Session, place: Place, step: Asking, outcome: Understood, reply: Reply, now: datetime
) -> Turn:
    """Keeps the answer with all the words that came with it, before and beside it, and goes on."""
    told = "" if isinstance(step, AskText) else session.spare_text
    text = "\n".join(part for part in (told, reply.text) if part)[:TEXT_KEPT]
    reading = reply.reading or (session.spare_reading if told else None)
    answer = make_answer(step, outcome, now, text=text, reading=reading, message_id=reply.message_id, media=reply.media)
    effects: list[Effect] = []
    session = record(session, answer, effects)
    if isinstance(step, AskConsent):
        effects.extend(_consent_said(session, step, given=outcome.value is True))
    if isinstance(step, AskScore | AskPhoto) and says_something(outcome.comment):
        spare = "\n".join(part for part in (told, outcome.comment) if part)[:TEXT_KEPT]
        session = changed(session, spare_text=spare, spare_reading=reading)
    return walk(flow, session, after(place, outcome.band), now, effects)


def _ask_back(
    flow: Flow,
    session: Session,
    place: Place,
    step: Asking,
    outcome: AskBack | NotAnAnswer,
    reply: Reply,
    now: datetime,
) -> Turn:
    """Up to `tries` times the question is put again with what an answer looks like; then the step's author decides.

    What can be read in two ways is asked back once.
    """
    session = _keep_feedback(session, step, reply)
    tries = min(step.tries, 1) if outcome == AskBack("several") else step.tries
    if session.misunderstood >= tries:
        if step.if_not_understood == "end":
            return end_politely(flow, session, [])
        return walk(flow, session, place.below, now, [])
    due_at, expires_at = waits(flow, step, now, reminders_sent=session.reminders_sent)
    waiting = changed(session, misunderstood=session.misunderstood + 1, due_at=due_at, expires_at=expires_at)
    return Turn(waiting, (question_prompt(flow, session, step, ask_back_text(step, outcome)),))


def _said_meanwhile(session: Session, reply: Reply) -> Session:
    """What a customer writes while we wait for an outcome is kept: the next question for text takes it."""
    if not says_something(reply.text):
        return session
    told = "\n".join(part for part in (session.spare_text, reply.text.strip()) if part)[:TEXT_KEPT]
    return changed(session, spare_text=told, spare_reading=reply.reading or session.spare_reading)


def _keep_feedback(session: Session, step: Asking, reply: Reply) -> Session:
    """Someone who tells instead of scoring has been heard: what the model is sure is feedback answers the next text."""
    reading = reply.reading
    if not isinstance(step, AskScore) or reading is None or reading.kind not in {"feedback", "idea"}:
        return session
    if not says_something(reply.text):
        return session
    return changed(session, spare_text=reply.text.strip()[:TEXT_KEPT], spare_reading=reading)


def _corrected(flow: Flow, session: Session, reply: Reply, now: datetime) -> Turn:
    """A tap on an older question: its answer is given or changed, and the flow stays where it is."""
    step = _tapped_step(flow, reply)
    if not isinstance(step, AskScore | AskConsent | AskChoice):
        return Turn(session, ())
    before = session.answer_to(step.name)
    outcome = read_answer(step, reply, here(flow, session, step, now))
    if not isinstance(outcome, Understood) or (before is not None and outcome.value == before.value):
        return Turn(session, ())
    if isinstance(step, AskScore) and before is not None:
        return corrected(flow, session, step, outcome, reply, now)
    answer = make_answer(step, outcome, now, text=reply.text, reading=None, message_id=reply.message_id)
    effects: list[Effect] = []
    session = record(session, answer, effects)
    if isinstance(step, AskConsent):
        effects.extend(_consent_changed(flow, session, step, given=outcome.value is True))
    return Turn(session, tuple(effects))


def _is_yes(reply: Reply) -> bool:
    return names(reply.choice, "accept")


def _tapped_step(flow: Flow, reply: Reply) -> Step | None:
    """The step whose button was tapped; None where the flow has no such step."""
    return next((place.step for name, place in flow.places.items() if names(reply.step, name)), None)


def _consent_said(session: Session, step: AskConsent, *, given: bool) -> tuple[Effect, ...]:
    """A yes is written down; a no is where there was somebody else's yes to take back."""
    if given:
        return grants(step, session.customer)
    refused = refuses(step, session.customer) if step.purpose == "waiting" else ()
    return (WithdrawConsent(purposes=refused),) if refused else ()


def _consent_changed(flow: Flow, session: Session, step: AskConsent, *, given: bool) -> tuple[Effect, ...]:
    text = SYSTEM["consent_given" if given else "consent_withdrawn"]
    said = SendPrompt(prompt=build(text, session, flow.brand), step=step.name)
    if given:
        return (*grants(step, session.customer), said)
    return (WithdrawConsent(purposes=refuses(step, session.customer)), said)


def replied_late(flow: Flow, session: Session, reply: Reply, now: datetime) -> Turn:
    """A reply to a session that is over: a score may still be corrected, consent still counts, the rest is silence.

    Two quick taps on the same button are one answer: the second is not answered. After STOP nothing is said. A yes to
    what somebody else has told us counts within the time that was named; a no always does.
    """
    if session.state == "stopped":
        return Turn(session, ())
    if not reply.choice:
        return late_words(flow, session, reply, now)
    step = _tapped_step(flow, reply)
    if not isinstance(step, Asking):
        return Turn(session, ())
    if isinstance(step, AskConsent) and not (_is_yes(reply) and too_late(session.customer, now)):
        return _corrected(flow, session, reply, now)
    before = session.answer_to(step.name)
    outcome = read_answer(step, reply, here(flow, session, step, now))
    if before is not None and isinstance(outcome, Understood):
        if outcome.value == before.value:
            return Turn(session, ())
        if isinstance(step, AskScore) and now - before.at <= flow.correct_within:
            return corrected(flow, session, step, outcome, reply, now)
    said = SendPrompt(prompt=build(SYSTEM["already_over"], session, flow.brand), step=step.name)
    return Turn(session, (said,))
