"""Mends what goes wrong between people who type: going back, taking a score back, split messages, questions in between.

Nothing here is written by the author of a flow; it works on every channel and at every question.
"""

from __future__ import annotations

from datetime import datetime

from conversation.changed import changed
from conversation.effects import Effect, PassOn, RecordAnswer, SendPrompt, Turn
from conversation.faq import answer_to
from conversation.flow import Flow
from conversation.inputs import Reply
from conversation.keywords import keyword
from conversation.limits import COMMENT, FRAGMENT, SURE_QUESTION, TEXT_KEPT
from conversation.prompts import build
from conversation.session import Answer, Session
from conversation.steps.ask_score import AskScore, scale_of
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.system_texts import SYSTEM
from conversation.texts import Wording
from conversation.typed.meant import takes_back
from conversation.typed.numbers import says_something
from conversation.typed.scores import read_score
from conversation.understood import AskBack, NotAnAnswer, Understood
from conversation.waiting import waits
from conversation.walking import make_answer, open_question, record


def before_reading(flow: Flow, session: Session, step: Asking, reply: Reply, now: datetime) -> Turn | None:
    """What a typed reply does before it is read as an answer; None where it is to be read."""
    if keyword(reply.text) == "back":
        return _went_back(flow, session, step, now)
    if isinstance(step, AskScore):
        return None
    corrected = taken_back(flow, session, reply, now)
    if corrected is not None:
        return corrected
    if not isinstance(step, AskText) or step.pattern:
        return None
    if (last := _fragment(flow, session, now)) is not None:
        return _joined(session, last, reply)
    return _answered_in_between(flow, session, reply, only_faq=True)


def instead_of_asking_back(
    flow: Flow, session: Session, outcome: AskBack | NotAnAnswer, reply: Reply, now: datetime
) -> Turn | None:
    """What a reply that is no answer may be: the end of a split message, or a question; None: it is asked back."""
    if reply.choice or isinstance(outcome, AskBack):
        return None
    last = _fragment(flow, session, now) or _commented(session, reply, now)
    if last is not None:
        return _joined(session, last, reply)
    return _answered_in_between(flow, session, reply, only_faq=False)


def _went_back(flow: Flow, session: Session, step: Asking, now: datetime) -> Turn:
    """The last answered question is put again, and the flow goes on from there; at the first one it stays."""
    others = (answer.step for answer in reversed(session.answers) if answer.step != step.name)
    places = (flow.places.get(name) for name in others)
    to = next((place.step for place in places if place is not None and isinstance(place.step, Asking)), step)
    due_at, expires_at = waits(flow, to, now)
    moved = changed(
        session, step=to.name, asked_at=now, due_at=due_at, expires_at=expires_at, reminders_sent=0, misunderstood=0
    )
    return Turn(moved, _once_more(flow, moved))


def taken_back(flow: Flow, session: Session, reply: Reply, now: datetime) -> Turn | None:
    """The newest score is taken back in words ("ich meinte 9"); None where the text says nothing of the kind."""
    instead = takes_back(reply.text)
    before = next((answer for answer in reversed(session.answers) if answer.kind == "ask_score"), None)
    if instead is None or before is None or now - before.at > flow.correct_within:
        return None
    place = flow.places.get(before.step)
    if place is None or not isinstance(place.step, AskScore):
        return None
    outcome = read_score(scale_of(place.step), instead)
    if not isinstance(outcome, Understood) or says_something(outcome.comment):
        return None
    return corrected(flow, session, place.step, outcome, reply, now)


def corrected(flow: Flow, session: Session, step: AskScore, outcome: Understood, reply: Reply, now: datetime) -> Turn:
    """The score is another one now: counted once, with an audit line; the flow stays where it is, rules run again."""
    before = session.answer_to(step.name)
    if before is not None and before.value == outcome.value:
        return Turn(session, ())
    answer = make_answer(step, outcome, now, text=reply.text, reading=None, message_id=reply.message_id)
    if before is not None:
        answer = changed(answer, text=before.text, reading=before.reading)
    effects: list[Effect] = []
    session = record(session, answer, effects, before)
    effects.append(SendPrompt(prompt=build(SYSTEM["corrected"], session, flow.brand), step=step.name))
    return Turn(session, tuple(effects))


def _fragment(flow: Flow, session: Session, now: datetime) -> Answer | None:
    """The text of a moment ago that this one may go on with."""
    last = session.answers[-1] if session.answers else None
    if last is None or last.kind != "ask_text" or last.value is None or now - last.at > FRAGMENT:
        return None
    return None if _has_pattern(flow, last.step) else last


def _has_pattern(flow: Flow, name: str) -> bool:
    place = flow.places.get(name)
    return place is not None and isinstance(place.step, AskText) and bool(place.step.pattern)


def _commented(session: Session, reply: Reply, now: datetime) -> Answer | None:
    """The score of a moment ago that this text comments on."""
    last = session.answers[-1] if session.answers else None
    if last is None or last.kind != "ask_score" or last.value is None or now - last.at > COMMENT:
        return None
    return last if says_something(reply.text) and "?" not in reply.text else None


def _joined(session: Session, last: Answer, reply: Reply) -> Turn:
    """The pieces become one answer; a piece that the model was sure about tells what the whole is like."""
    text = "\n".join(part for part in (last.text, reply.text.strip()) if part)[:TEXT_KEPT]
    value = text if last.kind == "ask_text" else last.value
    reading = last.reading
    if reply.reading is not None and (reading is None or reading.sentiment == "unsure"):
        reading = reply.reading
    whole: Answer = changed(last, text=text, value=value, reading=reading)
    answers = tuple(whole if answer.step == last.step else answer for answer in session.answers)
    return Turn(changed(session, answers=answers), (RecordAnswer(whole),))


def late_words(flow: Flow, session: Session, reply: Reply, now: datetime) -> Turn:
    """What a text means to a conversation that has ended a moment ago: the rest of a split message, or a new score."""
    again = taken_back(flow, session, reply, now)
    if again is not None:
        return again
    last = _fragment(flow, session, now) or _commented(session, reply, now)
    return Turn(session, ()) if last is None else _joined(session, last, reply)


def _answered_in_between(flow: Flow, session: Session, reply: Reply, *, only_faq: bool) -> Turn | None:
    """A question is answered from faq.yaml or passed on to the desk; then ours is put again."""
    entry = answer_to(flow.faq, reply.text, reply.reading)
    if entry is not None and (not only_faq or "?" in reply.text):
        return _and_ask_again(flow, session, entry.text, ())
    reading = reply.reading
    asks = reading is not None and reading.kind == "question" and reading.kind_confidence >= SURE_QUESTION
    if only_faq or reading is None or not asks:
        return None
    passed = PassOn(step=session.step, text=reply.text[:TEXT_KEPT], reading=reading)
    return _and_ask_again(flow, session, SYSTEM["question_passed_on"], (passed,))


def _and_ask_again(flow: Flow, session: Session, text: Wording, effects: tuple[Effect, ...]) -> Turn:
    said = SendPrompt(prompt=build(text, session, flow.brand), step=session.step)
    return Turn(session, (*effects, said, *_once_more(flow, session)))


def _once_more(flow: Flow, session: Session) -> tuple[SendPrompt, ...]:
    """The open question again, without greeting anybody a second time."""
    question = open_question(flow, session)
    if question is None:
        return ()
    template = question.prompt.template.replace("{{ hello }}", "").strip()
    return (changed(question, prompt=changed(question.prompt, template=template)),)
