"""Passes a question that a customer has asked in between to the desk."""

from __future__ import annotations

from authoring.experience import Experience
from conversation.effects import PassOn
from conversation.messages import Inbound
from usecases.batch import Batch, LiveSession
from usecases.desk_rules import rule_for, topic_of
from usecases.open_case import Reason, add_message, add_reason


def pass_on(batch: Batch, live: LiveSession, effect: PassOn, experience: Experience) -> None:
    """A reason for the customer's case, by the desk's rules for questions, with the words that were written."""
    desk, address, session = experience.desk, live.address, live.session
    asked = Inbound(
        channel=address.channel,  # type: ignore[arg-type]  # the house's own word
        sender=address.platform_id,
        message_id="",
        kind="text",
        text=effect.text,
    )
    rule = rule_for(asked, effect.reading, desk)
    team = rule.team if rule is not None else next(iter(desk.teams), "")
    if not team:
        return
    reason = Reason(
        by=f"desk.yaml:{rule.line}" if rule is not None else "question",
        team=team,
        priority=rule.priority if rule is not None else "normal",
        flow=session.flow,
        step=effect.step,
        session_id=session.id,
        topic=topic_of(effect.reading),
        by_message=True,
    )
    add_reason(batch, address.customer_id, reason, desk)
    case = batch.case_of(address.customer_id)
    if case is not None:
        add_message(batch, case, effect.text)
