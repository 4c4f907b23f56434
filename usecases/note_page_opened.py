"""Notes that a personal rating page was opened by a person: what the team wrote there is read, and the desk sees it."""

from __future__ import annotations

from functools import partial

from storage.database import Store
from storage.page_addresses import mark_seen, page_of


async def note_page_opened(store: Store, token: str) -> bool:
    """Whether this told something new; a page is opened more often than it is answered."""
    return await store.run(partial(mark_seen, page=page_of(token))) > 0
