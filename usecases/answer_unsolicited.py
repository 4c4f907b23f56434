"""Answers what nobody asked for: a question, a request, anger or thanks out of the blue reaches a person."""

from __future__ import annotations

from authoring.desk import Desk
from authoring.read_faq import questions
from conversation.faq import answer_to
from conversation.limits import MEDIA_BYTES
from conversation.messages import Inbound
from conversation.reading import Reading
from storage.customers import AddressRow
from usecases.batch import Batch
from usecases.desk_rules import rule_for, topic_of
from usecases.hear_own_word import hear_own_word
from usecases.late_words import late_words
from usecases.open_case import Reason, add_message, add_reason
from usecases.system_message import say_system, say_text
from usecases.tell_request_state import tell_request_state

NO_WORDS = "(no text)"
NEEDS_A_PERSON = ("question", "request")


def answer_unsolicited(
    batch: Batch, address: AddressRow, message: Inbound, reading: Reading | None, *, key: str
) -> None:
    """Reply politely, at most once an hour; what needs a person goes to the desk, with the words that were written."""
    if hear_own_word(batch, address, message) or late_words(batch, address, message, reading):
        return
    if message.text and tell_request_state(batch, address, message, key=key):
        if (known := batch.case_of(address.customer_id)) is not None:
            add_message(batch, known, message.text)
        return
    customer_id, desk = address.customer_id, batch.current().desk
    entry = answer_to(questions(batch.current().faq), message.text, reading)
    reason = _reason(message, reading, desk) if entry is None else None
    if reason is not None:
        add_reason(batch, customer_id, reason, desk)
    case = batch.case_of(customer_id)
    if case is not None:
        add_message(batch, case, message.text or NO_WORDS, photo=bool(message.media))
    place = (address.channel, address.platform_id)
    thanks = reading is not None and reading.kind == "thanks" and case is None
    if entry is not None and address.state == "open":
        say_text(batch, address, entry.text, key=key, step="faq")
    elif address.state == "open" and not thanks and place not in batch.answered_lately:
        batch.answered_lately.add(place)
        say_system(batch, address, _reply(message), key=key)


def _reply(message: Inbound) -> str:
    """What is said: something without words cannot be passed on by itself."""
    if message.text:
        return "unsolicited"
    if message.kind == "media":
        return "media_too_large" if any(each.size > MEDIA_BYTES for each in message.media) else "media_kept"
    return "unsupported" if message.kind == "unsupported" else "unsolicited"


def _reason(message: Inbound, reading: Reading | None, desk: Desk) -> Reason | None:
    topic = topic_of(reading)
    rule = rule_for(message, reading, desk)
    if rule is not None:
        return Reason(by=f"desk.yaml:{rule.line}", team=rule.team, priority=rule.priority, topic=topic, by_message=True)
    needed = reading is not None and (reading.sentiment == "negative" or reading.kind in NEEDS_A_PERSON)
    first = next(iter(desk.teams), None)
    return (
        Reason(by="message", team=first, priority="normal", topic=topic, by_message=True) if needed and first else None
    )
