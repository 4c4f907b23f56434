"""Who shows his phone number once and hides it at another time is one person: his messages stay with one address.

WhatsApp tells a user id beside the number. Which number it stood beside is kept, so that the user id alone is enough.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from conversation.messages import Inbound
from storage.customers import addresses_at
from storage.transactions import Transaction
from storage.user_ids import keep_user_ids, numbers_behind

Place = tuple[str, str]


def know_again(tx: Transaction, messages: Sequence[Inbound]) -> list[Inbound]:
    """The messages, each from the address under which its sender is known; a new sender keeps what he wrote from."""
    ids = {place for message in messages if (place := _user_id(message))}
    if not ids:
        return list(messages)
    numbers = numbers_behind(tx, ids)
    beside = {(message.channel, each) for message in messages for each in (message.sender, message.other_id) if each}
    known = set(addresses_at(tx, beside | {(channel, numbers[channel, user]) for channel, user in numbers}))
    shown: dict[Place, str] = {}
    found = []
    for message in messages:
        again = _as_known(message, numbers | shown, known)
        known.add((again.channel, again.sender))
        user = (message.channel, message.other_id)
        if message.other_id and numbers.get(user) != message.sender:
            shown[user] = message.sender
        found.append(again)
    keep_user_ids(tx, shown)
    return found


def _user_id(message: Inbound) -> Place | None:
    """The user id that came with a message, beside a number or instead of one."""
    if message.other_id:
        return message.channel, message.other_id
    alone = message.channel == "whatsapp" and not message.sender.startswith("+")
    return (message.channel, message.sender) if alone else None


def _as_known(message: Inbound, numbers: Mapping[Place, str], known: Container[Place]) -> Inbound:
    """The message from the other one of its sender's two addresses, where that is the one we know."""
    if (message.channel, message.sender) in known:
        return message
    other = message.other_id or numbers.get((message.channel, message.sender), "")
    if not other or (message.channel, other) not in known:
        return message
    return replace(message, sender=other, other_id=message.sender)
