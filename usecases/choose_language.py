"""The customer chooses the language we write in: it is kept with him, and the open question is put in it once more."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from conversation.capabilities import CAPABILITIES
from conversation.effects import Turn
from conversation.language_choice import language_choices
from conversation.messages import Channel, Language
from conversation.walking import open_question
from storage.customers import AddressRow
from usecases.apply_effects import apply_effects
from usecases.batch import Batch
from usecases.system_message import say_system


def choose_language(batch: Batch, address: AddressRow, wished: Language | None, *, key: str) -> None:
    """Ask which language, or keep the one that was wished for; a brand that speaks only one says who is writing.

    After a STOP nothing is said, but the choice is kept.
    """
    spoken = batch.current().brand.languages
    if address.state == "stopped":
        if wished in spoken:
            _keep(batch, address.customer_id, wished)
    elif len(spoken) < 2 or (wished is not None and wished not in spoken):
        say_system(batch, address, "help", key=key)
    elif wished is None:
        buttons = CAPABILITIES[
            cast("Channel", address.channel)
        ].edit  # where answers are typed, the text itself says what to type
        choices = language_choices(spoken) if buttons else ()
        say_system(batch, address, "language_asked", key=key, choices=choices)
    else:
        _keep(batch, address.customer_id, wished)
        say_system(batch, address, "language_chosen", key=key)
        _ask_again(batch, address, wished)


def _keep(batch: Batch, customer_id: str, language: Language) -> None:
    batch.customers[customer_id].language = language
    met_now = next((row for row in batch.saving.customers if row["id"] == customer_id), None)
    if met_now is not None:
        met_now["language"] = language
    else:
        batch.saving.languages[customer_id] = {"row": customer_id, "to_language": language, "at": batch.now}


def _ask_again(batch: Batch, address: AddressRow, language: Language) -> None:
    live = batch.sessions.get(address.id)
    if live is None:
        return
    session = replace(live.session, customer=replace(live.session.customer, language=language))
    experience = batch.experience(session.bundle)
    asked = open_question(experience.flows[session.flow], session)
    apply_effects(batch, live, Turn(session, (asked,) if asked else ()), experience)
