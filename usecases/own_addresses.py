"""Where a customer may be written to by a yes of his own: only where he has written himself.

A number that another system has told us may be anybody's. His yes in one chat proves that this chat is his, not that
the number is (double opt-in). A yes from elsewhere that carries its proof is about his addresses there: it reaches all.
"""

from __future__ import annotations

from collections.abc import Sequence

from conversation.brand import Brand
from storage.customers import AddressRow, Word

OWN = "own"
"""In a session's extra: it goes on only at addresses that the customer has written from."""


def own_only(word: Word | None, purpose: str, brand: Brand) -> bool:
    """Whether contacts of this purpose reach only addresses that the customer has written from."""
    return word is not None and word.counts and word.said_here and purpose in brand.double_opt_in


def his_own(addresses: Sequence[AddressRow]) -> list[AddressRow]:
    """Those that he has written from."""
    return [address for address in addresses if address.last_inbound_at is not None]
