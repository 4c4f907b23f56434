"""Every page of the dashboard, in the order the navigation shows them: the one visible list.

A new page is four things: a line here, a route file `app/web/<name>.py`, a template `templates/<name>.html` that
extends `frame.html`, and its words in `texts/<name>.py` (named in `page_texts.PARTS`). `dashboard.PAGES` opens it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its name (the text `page_<name>` is its title) and its address."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that answer one question; the text `group_<name>` is the question."""

    name: str
    entries: tuple[Entry, ...]


NAVIGATION = (
    Group("voice", (Entry("overview", "/"), Entry("scores", "/scores"), Entry("touchpoints", "/touchpoints"))),
    Group("ahead", (Entry("plan", "/plan"), Entry("customer", "/customer"))),
    Group("proof", (Entry("loyalty", "/loyalty"), Entry("money", "/money"))),
    Group("work", (Entry("drafts", "/drafts"),)),
)
