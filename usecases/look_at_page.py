"""What a personal rating page shows: its question, what came of the answer, and what the team wrote back.

Looking changes nothing.

A messenger that previews a link, or a mail filter that opens it, must not use it up: only the answer does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from conversation.effects import SendPrompt
from conversation.engine import start
from conversation.flow import Flow
from conversation.messages import Channel, Form, Language, Prompt
from conversation.saved import load_inbound, load_prompt, load_session
from conversation.session import Session
from conversation.steps.ask_score import AskScore
from conversation.steps.asking import Asking
from conversation.wording import fill
from storage.cases import open_cases
from storage.customers import AddressRow, TokenRow, addresses_at, addresses_of, customers_by_id, tokens_by_value
from storage.database import Store
from storage.gone_on import gone_on
from storage.outbox import said_in
from storage.page_addresses import page_of, unseen
from storage.purchases import purchases_for
from storage.sessions import latest_session_at
from storage.transactions import Transaction
from storage.transcript import Line, transcript
from usecases.bundles import Bundles
from usecases.customer_facts import as_customer
from usecases.tell_customer import DESK_STEP

CHANNEL: Channel = "webchat"
CORRECTABLE_FOR = timedelta(hours=24)
NO_SESSION = "0" * 12  # nothing is saved of a session that only shows its question


@dataclass(frozen=True, slots=True)
class NoSuchLink:
    """Nobody made this link, or its customer has been erased."""


@dataclass(frozen=True, slots=True)
class UsedElsewhere:
    """The link has been opened in a messenger: what there is to say is said there."""

    language: Language


@dataclass(frozen=True, slots=True)
class NeedsChat:
    """The link's flow does not begin with a score: it needs a chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The page asks: what is said before, and the question with its choices."""

    language: Language
    form: Form
    scale: str
    before: tuple[Prompt, ...]
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of the conversation that a page shows: the customer's, the team's, or one of our own texts."""

    by: Literal["customer", "team", "we"]
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The score was given: what was said to it; `open` is the question that still waits; correctable until `until`.

    `talk` is the whole conversation once the team has written here, `writing`: a person writes with him, so what he
    says goes there; `waits`: the team's answer will stand here; `unseen`: it has written since the page was opened.
    """

    language: Language
    form: Form
    scale: str
    score: int
    said: tuple[Prompt, ...]
    open: Prompt | None
    question: Prompt
    until: datetime
    talk: tuple[Spoken, ...] = ()
    writing: bool = False
    waits: bool = False
    unseen: bool = False


View = NoSuchLink | UsedElsewhere | NeedsChat | Question | Answered


def first_score(flow: Flow) -> AskScore | None:
    """The score a flow begins with; None where it asks something else first."""
    asked = next((step for step in flow.steps if isinstance(step, Asking)), None)
    return asked if isinstance(asked, AskScore) else None


async def look_at_page(store: Store, token: str, *, bundles: Bundles, now: datetime) -> View:
    """What the page of this token shows now."""
    return await store.read(partial(_look, token=token, bundles=bundles, now=now))


def _look(tx: Transaction, *, token: str, bundles: Bundles, now: datetime) -> View:
    link = tokens_by_value(tx, [token]).get(token)
    if link is None or link.customer_id not in customers_by_id(tx, [link.customer_id]):
        return NoSuchLink()
    address = addresses_at(tx, [(CHANNEL, page_of(token))]).get((CHANNEL, page_of(token)))
    row = latest_session_at(tx, address.id) if address else None
    if address is not None and row is not None:
        session = load_session(row.data)
        view = _answered(tx, bundles.load(tx, session.bundle).flows[session.flow], session)
        return _with_the_team(tx, view, address, now) if isinstance(view, Answered) else view
    asked = _asked(tx, link, bundles, now)
    if link.used_at is not None and isinstance(asked, Question):
        return UsedElsewhere(asked.language)
    return asked


def _asked(tx: Transaction, link: TokenRow, bundles: Bundles, now: datetime) -> Question | NeedsChat:
    """The question as the engine would put it, without a session being kept."""
    experience = bundles.load_current(tx)
    flow = experience.flows.get(link.flow)
    step = first_score(flow) if flow else None
    if flow is None or step is None:
        return NeedsChat()
    purchases = purchases_for(tx, [link.customer_id]).get(link.customer_id, [])
    named = next((row for row in purchases if row.id == link.purchase_id), None)
    purchase = named if link.purchase_id else next(iter(purchases), None)
    row = customers_by_id(tx, [link.customer_id])[link.customer_id]
    turn = start(flow, as_customer(row, CHANNEL, flow.brand, purchase), now, session_id=NO_SESSION, bundle="")
    said = [effect.prompt for effect in turn.effects if isinstance(effect, SendPrompt)]
    if turn.session.step != step.name or not said:
        return NeedsChat()
    *before, prompt = said
    return Question(language=prompt.language, form=prompt.form, scale=step.scale, before=tuple(before), prompt=prompt)


def _answered(tx: Transaction, flow: Flow, session: Session) -> Answered | NeedsChat:
    step = first_score(flow)
    answer = session.answer_to(step.name) if step else None
    if step is None or answer is None or not isinstance(answer.value, int | float):
        return NeedsChat()
    rows = [(name, load_prompt(prompt)) for name, prompt in said_in(tx, session.id)]
    asked = next((number for number, (name, _) in enumerate(rows) if name == step.name), -1)
    said = tuple(prompt for _, prompt in rows[asked + 1 :])
    question = rows[asked][1] if asked >= 0 else Prompt(template="")
    return Answered(
        language=session.customer.language,
        form=question.form,
        scale=step.scale,
        score=int(answer.value),
        said=said,
        open=said[-1] if said and session.state == "asking" else None,
        question=question,
        until=session.started_at + CORRECTABLE_FOR,
    )


def _with_the_team(tx: Transaction, view: Answered, address: AddressRow, now: datetime) -> Answered:
    """The page with what the desk wrote there, and whether something is still to come."""
    his = address.customer_id
    gone = gone_on(tx, [his]).get(his)
    case = open_cases(tx, [his]).get(his) or (gone.own if gone else None)
    elsewhere = any(other.state == "open" for other in addresses_of(tx, [his])[his])
    return replace(
        view,
        talk=_talk(tx, view, address.platform_id, now),
        writing=case is not None and case.person_is_writing,
        waits=case is not None and address.state == "dead" and not elsewhere,
        unseen=unseen(tx, address.platform_id),
    )


def _talk(tx: Transaction, view: Answered, page: str, now: datetime) -> tuple[Spoken, ...]:
    """Everything said here after the score, both sides in order; nothing as long as no person has written."""
    lines = transcript(tx, channel=CHANNEL, address=page, on_its_way=True)
    if not any(line.step == DESK_STEP for line in lines):
        return ()
    prompts = {line.row: load_prompt(line.body) for line in lines if line.ours}
    asked = max((row for row, prompt in prompts.items() if prompt == view.question), default=0)
    spoken = [_spoken(line, prompts.get(line.row), now) for line in lines if not line.ours or line.row > asked]
    return tuple(each for each in spoken if each.text)


def _spoken(line: Line, prompt: Prompt | None, now: datetime) -> Spoken:
    if line.ours and prompt is not None:
        return Spoken("team" if line.step == DESK_STEP else "we", fill(prompt, now), line.at)
    return Spoken("customer", load_inbound(line.body).text, line.at)
