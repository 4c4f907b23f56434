"""The question that is open at an address, as a prompt: for places that show it anew, like Slack's App Home."""

from __future__ import annotations

from functools import partial

from conversation.messages import Form, Language, Prompt
from conversation.saved import load_session
from conversation.system_texts import SYSTEM
from conversation.walking import open_question as question_of
from conversation.wording import choose
from storage.customers import addresses_at, customers_by_id
from storage.database import Store
from storage.sessions import asking_sessions
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.customer_facts import language_of


async def open_question(store: Store, channel: str, address: str, *, bundles: Bundles) -> Prompt:
    """The open question with its choices; a word that nothing is open where there is none, or nobody is known."""
    return await store.read(partial(_open_question, channel=channel, address=address, bundles=bundles))


def _open_question(tx: Transaction, *, channel: str, address: str, bundles: Bundles) -> Prompt:
    here = addresses_at(tx, [(channel, address)]).get((channel, address))
    brand = bundles.load_current(tx).brand
    if here is None:
        return _nothing(brand.languages[0], brand.form)
    for row in asking_sessions(tx, [here.customer_id]):
        session = load_session(row.data)
        asked = question_of(bundles.load(tx, session.bundle).flows[session.flow], session)
        if asked is not None and row.address_id == here.id:
            return asked.prompt
    person = customers_by_id(tx, [here.customer_id]).get(here.customer_id)
    language = language_of(person, brand) if person else brand.languages[0]
    return _nothing(language, "sie" if "sie" in (brand.form, person.form if person else "") else "du")


def _nothing(language: Language, form: Form) -> Prompt:
    return Prompt(template=choose(SYSTEM["nothing_open"], language, form), language=language, form=form)
