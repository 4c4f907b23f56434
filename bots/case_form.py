"""What a modal of the desk needs to know of a case, and what the App Home and a storm list: facts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conversation.messages import Language

Pairs = tuple[tuple[str, str], ...]
"""Values with their labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForm:
    """A case's facts for its modals. `full` is everything said, masked unless the reader may see personal data."""

    case_id: str = ""
    number: int = 0
    words: Language = "de"
    priority: str = "normal"
    causes: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    replies: Pairs = ()  # name, text in the customer's language and form
    to: Pairs = ()  # who can be answered: his case, his name; who wrote last first. Empty = the customer alone
    gestures: Pairs = ()
    requests: Pairs = ()  # "kind:state", label
    request: str = ""  # "kind:state" as it is
    items: tuple[str, ...] = ()
    reference: str = ""
    sentiments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    full: str = ""
    masked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One case on the App Home; it has no name and no words of the customer."""

    case_id: str
    number: int
    team: str
    state: str
    priority: str
    topic: str
    due_at: datetime | None
    link: str = ""
    claimable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What one member has to do: his own cases, what is late soon, what nobody has taken; `counts` by word."""

    name: str
    words: Language = "de"
    mine: tuple[BoardLine, ...] = ()
    soon: tuple[BoardLine, ...] = ()
    free: tuple[BoardLine, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StormCard:
    """Many cases of one cause as one card."""

    list_id: str
    team: str
    topic: str
    since: datetime
    words: Language = "de"
    counts: tuple[tuple[str, int], ...] = ()
    lines: tuple[BoardLine, ...] = ()
