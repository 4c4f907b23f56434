"""Who wrote without a phone number and now shows it is the same person: his messages stay with the address we know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conversation.messages import Inbound
from storage.customers import addresses_at
from storage.transactions import Transaction


def know_again(tx: Transaction, messages: Sequence[Inbound]) -> list[Inbound]:
    """The messages, each from the address under which its sender is known; a new sender keeps what he wrote from."""
    both = {
        (message.channel, each)
        for message in messages
        if message.other_id
        for each in (message.sender, message.other_id)
    }
    if not both:
        return list(messages)
    known = set(addresses_at(tx, both))
    found = []
    for message in messages:
        here, there = (message.channel, message.sender), (message.channel, message.other_id)
        if here not in known and message.other_id and there in known:
            message = replace(message, sender=message.other_id, other_id=message.sender)
        known.add((message.channel, message.sender))
        found.append(message)
    return found
