"""Double opt-in: a yes that was said elsewhere waits, and the customer is asked once, through the gate, to confirm it.

The states of one purpose, as the ledger's lines move it (tests/usecases/test_own_yes.py walks them):

    nothing, no  --a yes from elsewhere, in a text's version that never waited-->  waits
    waits        --his own yes, in time-->                                         yes
    waits        --his own no, a STOP, a withdrawal-->                             no
    waits        --silence; the same yes again-->                                  waits, and is never asked again
    waits        --his typed yes or no after another conversation, where nothing else is meant-->  yes, no
    any          --his own yes to a question of ours; a yes with the proof that he has confirmed it-->  yes

Who has once said no himself is not asked: only his own message brings a yes then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from authoring.experience import Experience
from conversation.brand import Brand
from conversation.customer import Customer
from conversation.flow import Flow
from conversation.own_yes import asked_about
from conversation.prompts import form_of
from journey.own_yes import ASK, DOUBLE_OPT_IN
from storage.contacts import ContactRow, add_contacts, contacts_of
from storage.customers import addresses_of, latest_words
from storage.ledger import ConsentRow, ledger_of
from storage.transactions import Transaction
from usecases.planned_row import planned_row

HIS_OWN = ("session:", "keyword", "reading")
"""How the source of a line begins that came by the customer's own message."""


def must_wait(lines: Sequence[ConsentRow], brand: Brand, purpose: str, version: str) -> bool | None:
    """Whether a yes from elsewhere waits (True) or counts (False); None: this very yes has waited before.

    `lines` is the customer's ledger.
    """
    if purpose not in brand.double_opt_in:
        return False
    same = any(line.waits and (line.purpose, line.version) == (purpose, version) for line in lines)
    return None if same else True


def ask_own_yes(
    tx: Transaction,
    customer_id: str,
    *,
    experience: Experience,
    new_id: Callable[[], str],
    now: datetime,
    reachable: bool = False,
) -> bool:
    """Plan the question where something waits that he was not asked about; True where it was planned.

    Nobody is asked before he has an address (`reachable`: he has just got one), nor for what he has refused himself.
    """
    asks = [row for row in contacts_of(tx, customer_id) if row.journey == DOUBLE_OPT_IN.name]
    waiting = _unasked(tx, customer_id, asks)
    if not waiting or any(row.state == "planned" for row in asks):
        return False
    if not (reachable or any(one.state == "open" for one in addresses_of(tx, [customer_id]).get(customer_id, []))):
        return False
    row = planned_row(experience, DOUBLE_OPT_IN, ASK, due_at=now, now=now)
    row |= {"id": new_id(), "customer_id": customer_id, "purchase_id": "", "occurrence": len(asks)}
    add_contacts(tx, [row | {"purpose": "marketing" if "marketing" in waiting else "survey"}])
    return True


def as_asked(tx: Transaction, customer: Customer, flow: Flow, now: datetime) -> Customer:
    """The customer with what he is to confirm, until when, in his own words: pinned when the question is put.

    Where nothing waits (he has opened a link to this flow himself) he is asked for all that needs a yes of his own.
    """
    asks = [row for row in contacts_of(tx, customer.id) if row.journey == DOUBLE_OPT_IN.name]
    waiting = _unasked(tx, customer.id, asks) or _waiting(tx, customer.id)
    waiting = waiting or dict.fromkeys(flow.brand.double_opt_in, "")
    told = asked_about(waiting, now + flow.expires_after, customer.language, form_of(customer, flow.brand))
    return replace(customer, facts={**customer.facts, **told})


def asked_at(tx: Transaction, customer_id: str) -> datetime | None:
    """When the question was put to him last."""
    rows = [row for row in contacts_of(tx, customer_id) if row.journey == DOUBLE_OPT_IN.name and row.state == "opened"]
    return max((row.settled_at for row in rows if row.settled_at is not None), default=None)


def _waiting(tx: Transaction, customer_id: str) -> dict[str, str]:
    """The version of the text by each purpose that waits."""
    words = latest_words(tx, [customer_id]).get(customer_id, {})
    return {purpose: word.version for purpose, word in words.items() if word.waits}


def _unasked(tx: Transaction, customer_id: str, asks: Sequence[ContactRow]) -> dict[str, str]:
    """What waits, is younger than the last question that was put to him, and was not refused by himself."""
    waiting = _waiting(tx, customer_id)
    if not waiting:
        return {}
    lines = ledger_of(tx, customer_id)
    asked = [row.settled_at for row in asks if row.state == "opened" and row.settled_at is not None]
    return {
        purpose: version
        for purpose, version in waiting.items()
        if not _refused_himself(lines, purpose) and not _asked_since(lines, purpose, asked)
    }


def _refused_himself(lines: Sequence[ConsentRow], purpose: str) -> bool:
    own = [line.granted for line in lines if line.purpose == purpose and line.source.startswith(HIS_OWN)]
    return bool(own) and not own[-1]


def _asked_since(lines: Sequence[ConsentRow], purpose: str, asked: Sequence[datetime]) -> bool:
    waited = [line.at for line in lines if line.purpose == purpose and line.waits]
    return any(at >= waited[-1] for at in asked)
