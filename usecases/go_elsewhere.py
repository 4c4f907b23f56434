"""A customer goes on in another channel: we give him a one-time code, and whoever types it there is him.

A code has six digits, is good for a quarter of an hour, once, and only in the channel that it was made for. It becomes
a personal link of the kind `continue` (usecases/greet_customer): the address is bound, the open conversation moves
there and stays one response. Wrong codes are counted by address and in all: beyond the limits no code is taken for an
hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from conversation.channel_choice import CODE_DIGITS, NAMES, typed_code, wished_channel
from conversation.messages import Channel, Inbound
from storage.customers import AddressRow, TokenRow
from storage.join_codes import add_code, good_code, guesses_since, note_guess, use_code
from usecases.batch import Batch
from usecases.change_channel import CONTINUE
from usecases.system_message import say_system

GOOD_FOR = timedelta(minutes=15)
GUESSES_COUNT_FOR = timedelta(hours=1)
GUESSES_HERE = 5
GUESSES_IN_ALL = 200  # of a million; a few codes are good at a time
TRIES = 20  # to find digits that are nobody's


def offer_code(batch: Batch, address: AddressRow, message: Inbound, *, key: str) -> bool:
    """Tell him the code where he asks for a channel that we have; False where the message is about something else."""
    wished = wished_channel(message.text) if message.kind == "text" and address.state == "open" else None
    if wished is None or wished == address.channel or wished not in batch.ways_in.places:
        return False
    code = _fresh(batch, address.customer_id, wished)
    if not code:
        return False
    place = batch.ways_in.places[wished]
    written = {
        "%code%": f"{code[:3]} {code[3:]}",
        "%channel%": NAMES[wished],
        "%place%": f" ({place})" if place else "",
    }
    say_system(batch, address, "code_made", key=key, written=written)
    return True


def _fresh(batch: Batch, customer_id: str, channel: Channel) -> str:
    for _ in range(TRIES):
        code = batch.ways_in.new_code()[:CODE_DIGITS]
        word = f"{channel}:{code}"
        if add_code(batch.tx, code=word, customer_id=customer_id, now=batch.now, expires_at=batch.now + GOOD_FOR):
            return code
    return ""


def follow_codes(batch: Batch, messages: Sequence[Inbound]) -> list[Inbound]:
    """The messages, those that are a good code as what they mean: somebody opens a personal link that goes on here."""
    return [_followed(batch, message) if message.kind == "text" else message for message in messages]


def _followed(batch: Batch, message: Inbound) -> Inbound:
    code = typed_code(message.text)
    if not code or _too_many(batch, message):
        return message
    found = good_code(batch.tx, f"{message.channel}:{code}", batch.now)
    if found is None or not use_code(batch.tx, found.code, batch.now):
        note_guess(batch.tx, channel=message.channel, address=message.sender, now=batch.now)
        return message
    token = f"code:{found.code}"
    batch.tokens[token] = TokenRow(token, found.customer_id, None, CONTINUE, used_at=None)
    return replace(message, kind="start", text="", token=token)


def _too_many(batch: Batch, message: Inbound) -> bool:
    since = batch.now - GUESSES_COUNT_FOR
    here = guesses_since(batch.tx, since, channel=message.channel, address=message.sender)
    return here >= GUESSES_HERE or guesses_since(batch.tx, since) >= GUESSES_IN_ALL
