"""Somebody follows a public link: first the welcome with its privacy note and consent, then the page's flow."""

from __future__ import annotations

from datetime import timedelta

from conversation.flow import Flow
from conversation.saved import load_session
from conversation.session import Session
from conversation.steps.ask_consent import AskConsent
from storage.customers import AddressRow, latest_consents
from storage.purchases import purchases_for
from storage.sessions import sessions_since
from usecases.batch import Batch, LiveSession
from usecases.start_flow import Opening, begin
from usecases.system_message import say_system

ASK_AGAIN_AFTER = timedelta(hours=24)
"""A public link may be followed again and again; what was answered within a day is not asked once more."""


def visit(batch: Batch, address: AddressRow, page_name: str, *, key: str) -> None:
    """Start what the page leads to; without consent to be asked, the welcome comes first and the flow after it."""
    experience = batch.current()
    page = experience.pages.get(page_name)
    flow = experience.flows.get(page.flow) if page else None
    welcome = experience.flows.get(page.welcome if page else "welcome")
    if flow is None or page is None:
        _start(batch, address, welcome, key=key)
    elif lately(batch, address.customer_id, flow.name) or _is_asked(batch, address, flow.name):
        say_system(batch, address, "welcome_back", key=key)
    elif flow.purpose == "service" or _agreed(batch, address.customer_id) or welcome is None:
        _start(batch, address, flow, key=key)
    else:
        _start(batch, address, welcome, then=flow.name, key=key)


def go_on(batch: Batch, live: LiveSession) -> None:
    """After a turn: where a public link's welcome is over and has brought consent, its flow follows."""
    then = live.session.extra.get("then", "")
    if not then or live.session.state == "asking" or live.address.id in batch.sessions:
        return
    flow = batch.current().flows.get(then)
    if flow is None or not _consented(batch, live.session) or lately(batch, live.address.customer_id, then):
        return
    _start(batch, live.address, flow, key="")


def lately(batch: Batch, customer_id: str, flow: str) -> bool:
    """Whether this customer has answered the flow to its end within the last day."""
    here = [live.session for live in batch.tapped.values() if live.address.customer_id == customer_id]
    known = {session.id for session in here}
    since = batch.now - ASK_AGAIN_AFTER
    rows = sessions_since(batch.tx, customer_id, flow=flow, since=since)
    sessions = [*here, *(load_session(row.data) for row in rows if row.id not in known)]
    return any(one.flow == flow and one.state == "completed" and one.started_at >= since for one in sessions)


def _is_asked(batch: Batch, address: AddressRow, flow: str) -> bool:
    """Whether he is in the middle of it: the link was merely tapped twice."""
    asking = batch.sessions.get(address.id)
    return asking is not None and flow in (asking.session.flow, asking.session.extra.get("then"))


def _agreed(batch: Batch, customer_id: str) -> bool:
    """Whether the ledger's latest word on surveys, this batch's lines included, is yes."""
    fresh = [row for row in batch.saving.consents if row["customer_id"] == customer_id and row["purpose"] == "survey"]
    if fresh:
        return bool(fresh[-1]["granted"])
    return latest_consents(batch.tx, [customer_id]).get(customer_id, {}).get("survey", False)


def _consented(batch: Batch, session: Session) -> bool:
    """Whether the welcome was answered with yes to surveys; what is asked in service needs no such yes."""
    places = batch.experience(session.bundle).flows[session.flow].places
    asked = [place.step for place in places.values() if isinstance(place.step, AskConsent)]
    surveys = [session.answer_to(step.name) for step in asked if step.purpose == "survey"]
    return any(answer is not None and answer.value is True for answer in surveys)


def _start(batch: Batch, address: AddressRow, flow: Flow | None, *, key: str, then: str = "") -> None:
    if flow is None:
        say_system(batch, address, "help", key=key)
        return
    purchases = purchases_for(batch.tx, [address.customer_id]).get(address.customer_id, [])
    opening = Opening(customer_id=address.customer_id, flow=flow.name, address_id=address.id, then=then)
    begin(batch, address, flow, opening, purchases)
