"""Writes down what each sent message has cost: segments by country for SMS, the template's category for WhatsApp.

The price is the operator's own (config.yaml, `money`), not the platform's bill: that arrives weeks later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from bots.typed_choices import with_typed_choices
from conversation.messages import Prompt
from conversation.saved import load_prompt
from conversation.sms_text import segments, transliterate
from conversation.wording import fill
from journey.money import Message, Money, country_of, micros
from storage.customers import addresses_by_id
from storage.message_costs import note_cost
from storage.occasions import occasion_of
from storage.outbox import OutboxRow
from storage.templates import all_templates
from storage.transactions import Transaction

WINDOW = timedelta(hours=24)

NoteCost = Callable[[Transaction, OutboxRow, datetime], None]


def noting(money: Money) -> NoteCost:
    """What delivery calls for each message that was sent."""
    return partial(_note, money)


def _note(money: Money, tx: Transaction, row: OutboxRow, now: datetime) -> None:
    if row.channel not in ("sms", "whatsapp"):
        return
    prompt = load_prompt(row.prompt)
    message = Message(
        channel=row.channel,
        country=country_of(row.address),
        segments=sms_segments(prompt, now, plain_signs=money.plain_signs) if row.channel == "sms" else 1,
        category=_category(tx, row, prompt) if row.channel == "whatsapp" else "utility",
        within_window=row.channel == "whatsapp" and _within_window(tx, row, now),
    )
    note_cost(
        tx,
        outbox_id=row.id,
        channel=row.channel,
        country=message.country,
        segments=message.segments,
        micros=micros(money.prices.of(message)),
        currency="" if money.prices.missing(message) else money.prices.currency,
        now=now,
    )


def sms_segments(prompt: Prompt, now: datetime, *, plain_signs: bool) -> int:
    """In how many segments a prompt travels as an SMS, its choices written out."""
    text = with_typed_choices(fill(prompt, now), prompt)
    return segments(transliterate(text) if plain_signs else text).parts


def _within_window(tx: Transaction, row: OutboxRow, now: datetime) -> bool:
    address = addresses_by_id(tx, [row.address_id]).get(row.address_id) if row.address_id else None
    return address is not None and address.last_inbound_at is not None and now - address.last_inbound_at < WINDOW


def _category(tx: Transaction, row: OutboxRow, prompt: Prompt) -> Literal["utility", "marketing"]:
    """The category of the step's template: steps of several flows may bear one name."""
    occasion = occasion_of(tx, row.key)
    wanted = (occasion.flow if occasion else None, row.step, prompt.language)
    known = {each.category for each in all_templates(tx) if (each.flow, each.step, each.language) == wanted}
    return "marketing" if known == {"marketing"} else "utility"
