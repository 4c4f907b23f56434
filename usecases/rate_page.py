"""Takes what somebody answers on his personal rating page: a turn like any other, so that desk, cases and scores count.

The page has an address of its own, where nothing reaches him before he opens his link again: it is kept closed to what
we open. What the team writes waits there, and what he writes back goes to the same case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from conversation.answers import read_answer
from conversation.effects import Effect, Turn
from conversation.engine import resume
from conversation.inputs import Reply
from conversation.keywords import keyword
from conversation.messages import Inbound, InboundKind
from conversation.reading import Reading
from conversation.saved import dump_inbound
from conversation.steps.ask_score import AskScore
from conversation.understood import Understood
from conversation.walking import make_answer, record
from storage.bundles import write_audit
from storage.customers import AddressRow, addresses_at, tokens_by_value
from storage.database import Store
from storage.page_addresses import keep_words, page_of, team_has_written
from storage.saving import StaleSessionError
from storage.sessions import latest_session_at
from storage.transactions import Transaction
from usecases.apply_effects import apply_effects, move_address
from usecases.batch import Batch, LiveSession, NewId
from usecases.bundles import Bundles
from usecases.look_at_page import CHANNEL, CORRECTABLE_FOR, first_score
from usecases.protocols import Reader
from usecases.read_texts import read_texts
from usecases.take_turn import take_turn

TRIES = 3  # against a reminder that moves the same session at the same moment


async def rate(
    store: Store,
    token: str,
    score: int,
    comment: str,
    *,
    reader: Reader,
    bundles: Bundles,
    new_id: NewId,
    now: datetime,
) -> None:
    """Give or, within a day, correct the score of this link's flow, with the words beside it ("" = none)."""
    message = _inbound(token, new_id(), "text", now, text=comment)
    (reading,) = await read_texts(reader, [message])
    work = partial(_rate, message=message, token=token, score=score, reading=reading)
    await _take(store, work, bundles=bundles, new_id=new_id, now=now)


async def reply(
    store: Store,
    token: str,
    *,
    text: str = "",
    button: str = "",
    reader: Reader,
    bundles: Bundles,
    new_id: NewId,
    now: datetime,
) -> None:
    """Answer the question that is still open on this link's page, or what the team wrote there."""
    message = _inbound(token, new_id(), "button" if button else "text", now, text=text, button=button)
    (reading,) = await read_texts(reader, [message])
    work = partial(_reply, message=message, token=token, reading=reading)
    await _take(store, work, bundles=bundles, new_id=new_id, now=now)


Work = Callable[[Batch], None]


async def _take(store: Store, work: Work, *, bundles: Bundles, new_id: NewId, now: datetime) -> None:
    def once(tx: Transaction) -> None:
        batch = Batch(tx, bundles, new_id, now)
        work(batch)
        batch.saving.flush(tx)

    for left in reversed(range(TRIES)):
        try:
            await store.run(once)
            return
        except StaleSessionError:
            if not left:
                raise


def _rate(batch: Batch, *, message: Inbound, token: str, score: int, reading: Reading | None) -> None:
    address = _load(batch, token)
    link = batch.tokens.get(token)
    if link is None or link.customer_id not in batch.customers:
        return
    if link.used_at is None:
        hello = replace(message, kind="start", text="", token=token, message_id=f"{message.message_id}.start")
        take_turn(batch, hello, None, key=f"page:{message.message_id}")
        address = batch.addresses[CHANNEL, message.sender]
    live = _session(batch, address) if address else None
    if address is None or live is None:
        return
    _keep(batch, address, message)
    _score(batch, live, score, message, reading)
    if keyword(message.text) == "stop":
        take_turn(batch, message, None, key=f"page:{message.message_id}")
    _close(batch, address)


def _reply(batch: Batch, *, message: Inbound, token: str, reading: Reading | None) -> None:
    address = _load(batch, token)
    if address is None or not (address.id in batch.sessions or team_has_written(batch.tx, address.platform_id)):
        return
    _keep(batch, address, message)
    take_turn(batch, message, reading, key=f"page:{message.message_id}")
    _close(batch, address)


def _load(batch: Batch, token: str) -> AddressRow | None:
    place = (CHANNEL, page_of(token))
    batch.tokens = tokens_by_value(batch.tx, [token])
    batch.addresses = dict(addresses_at(batch.tx, [place]))
    address = batch.addresses.get(place)
    owners = {link.customer_id for link in batch.tokens.values()} | ({address.customer_id} if address else set())
    batch.load_customers(owners)
    return address


def _session(batch: Batch, address: AddressRow) -> LiveSession | None:
    """The page's session, whether it asks or is over."""
    if address.id in batch.sessions:
        return batch.sessions[address.id]
    row = latest_session_at(batch.tx, address.id)
    if row is not None:
        batch.load_tapped([row])
    return next((live for live in batch.tapped.values() if live.address.id == address.id), None)


def _score(batch: Batch, live: LiveSession, score: int, message: Inbound, reading: Reading | None) -> None:
    experience = batch.experience(live.session.bundle)
    flow = experience.flows[live.session.flow]
    step = first_score(flow)
    if step is None:
        return
    if live.session.answer_to(step.name) is not None:
        _correct(batch, live, step, score, message, reading)
    elif live.session.step == step.name:
        told = replace(live.session, spare_text=message.text, spare_reading=reading)
        tap = Reply(step=step.name, choice=str(score), message_id=message.message_id)
        apply_effects(batch, live, resume(flow, told, tap, batch.now), experience)


def _correct(
    batch: Batch, live: LiveSession, step: AskScore, score: int, message: Inbound, reading: Reading | None
) -> None:
    """Within a day the score changes in its place: the rules of the desk run again, the flow is not walked again."""
    session = live.session
    before = session.answer_to(step.name)
    outcome = read_answer(step, Reply(step=step.name, choice=str(score)))
    if before is None or not isinstance(outcome, Understood) or batch.now >= session.started_at + CORRECTABLE_FOR:
        return
    if outcome.value == before.value and message.text in ("", before.text):
        return
    text, read = (message.text, reading) if message.text else (before.text, before.reading)
    answer = make_answer(step, outcome, batch.now, text=text, reading=read, message_id=message.message_id)
    effects: list[Effect] = []
    session = record(session, answer, effects)
    apply_effects(batch, live, Turn(session, tuple(effects)), batch.experience(session.bundle))
    change = {"step": step.name, "from": str(before.value), "to": str(outcome.value)}
    write_audit(
        batch.tx, batch.new_id(), who="customer", what="correct", subject=session.id, detail=change, now=batch.now
    )


def _keep(batch: Batch, address: AddressRow, message: Inbound) -> None:
    """His words stand beside the answers, on his page and on the desk's card."""
    if message.text:
        keep_words(
            batch.tx,
            address.platform_id,
            message_id=message.message_id,
            message=dump_inbound(message),
            customer_id=address.customer_id,
            now=batch.now,
        )


def _close(batch: Batch, address: AddressRow) -> None:
    if address.state == "open":
        address.state = "dead"
        move_address(batch, address)


def _inbound(
    token: str, message_id: str, kind: InboundKind, now: datetime, *, text: str = "", button: str = ""
) -> Inbound:
    sender = page_of(token)
    return Inbound(
        channel=CHANNEL,
        sender=sender,
        message_id=f"{sender}:{message_id}",
        kind=kind,
        text=text.replace("\0", "").strip(),
        button=button,
        sent_at=now,
    )
