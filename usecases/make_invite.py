"""Makes a customer's recommendation link, and knows whoever books by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from authoring.experience import Experience
from conversation.effects import MakeInvite
from conversation.inputs import CallReturned
from storage.columns import JsonObject
from storage.customers import PersonRow, find_person
from storage.purchases import add_event, name_recommender
from storage.rewards import inviter_of, note_recommended, own_invite
from storage.transactions import Transaction
from usecases.batch import Batch, LiveSession
from usecases.plan_contacts import plan_contacts

BY = "recommended_by"
"""The attribute of a purchase, or of the event that reports it: a friend's code, or his number."""
FRIEND_BOOKED = "friend_booked"
"""The event that thanks whoever has recommended: a journey may send something on it."""


def make_invite(batch: Batch, live: LiveSession, effect: MakeInvite, experience: Experience) -> CallReturned:
    """The link as `invite.link`, always the same for one customer. None while a case of his is open."""
    link, customer_id = experience.rewards.invite_link, live.address.customer_id
    if not link or batch.case_of(customer_id) is not None:
        return CallReturned(step=effect.step, outcome="failed")
    code = own_invite(batch.tx, customer_id, code=batch.new_id(), session_id=live.session.id, now=batch.now)
    return CallReturned(step=effect.step, outcome="made", values={"invite.link": link.replace("{code}", code)})


def thank_recommender(
    tx: Transaction,
    customer_id: str,
    purchase_id: str,
    told: Mapping[str, object],
    *,
    experience: Experience,
    new_id: Callable[[], str],
    now: datetime,
) -> None:
    """Where a purchase names who recommended us, by the code of his link or by his number: he is thanked, once.

    The purchase keeps his number as its attribute, and `friend_booked` happens to him. Nobody recommends to himself.
    """
    by = told.get(BY)
    inviter = _recommender(tx, by) if isinstance(by, str) and purchase_id else None
    if inviter is None or inviter.id == customer_id:
        return
    name_recommender(tx, purchase_id, BY, inviter.external_id or inviter.id)
    if note_recommended(tx, purchase_id, by=str(by), inviter=inviter.id, now=now):
        row: JsonObject = {"id": new_id(), "customer_id": inviter.id, "purchase_id": None, "name": FRIEND_BOOKED}
        add_event(tx, row | {"data": {}, "at": now, "recorded_at": now})
        plan_contacts(tx, inviter.id, "", experience=experience, new_id=new_id, now=now)


def _recommender(tx: Transaction, by: str) -> PersonRow | None:
    """The customer with this link's code or this number; nobody where he was erased."""
    person = find_person(tx, inviter_of(tx, by) or by)
    return person if person is not None and person.erased_at is None else None
