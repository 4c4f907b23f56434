"""Words that steer instead of answering: stop, start, help, skip, back. Only a message that is nothing else counts.

The stop family is that of the mobile platforms (STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT) and its
German words. CANCEL and END could be answers, yet they stop here too: an SMS provider blocks the number at them
whatever we do, one word must do the same on every channel, and a wrong stop is confirmed at once and undone by START,
while an ignored one is not. "Ende" is on no platform's list and is an answer. YES is an answer too, never a start.
INFO may be an answer: routing takes it for help only where no question is open.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

from conversation.typed.folding import COURTESIES, words

Keyword = Literal["stop", "start", "help", "skip", "back"]

FAMILIES: dict[Keyword, tuple[str, ...]] = {
    "stop": (
        "stop", "stopp", "stopall", "stop all", "stopp alle", "unsubscribe", "cancel", "end", "quit", "revoke",
        "optout", "opt out", "abmelden", "abmeldung", "abbestellen", "austragen", "keine nachrichten",
        "keine nachrichten mehr",
        "keine umfragen", "keine umfragen mehr", "no more messages", "stop messages", "stop messaging me",
        "stop it", "sofort stop", "sofort stopp",
    ),
    "start": ("start", "unstop", "starten", "anmelden", "wieder anmelden"),
    "help": ("help", "hilfe", "info"),
    "skip": ("weiter", "skip", "ueberspringen", "next", "pass", "keine angabe", "k a"),
    "back": ("zurueck", "back"),
}  # fmt: skip
"""Folded words by what they do."""

_LONGEST = 40


@cache
def _by_phrase() -> dict[str, Keyword]:
    return {phrase: family for family, phrases in FAMILIES.items() for phrase in phrases}


@lru_cache(maxsize=1024)
def keyword(text: str) -> Keyword | None:
    """What a message asks for as a whole: case, punctuation, emoji, courtesies and repetition do not matter."""
    if len(text) > _LONGEST:
        return None
    said = [word for word in words(text) if word not in COURTESIES]
    return _by_phrase().get(" ".join(dict.fromkeys(said)))


def is_info(text: str) -> bool:
    """Whether the help word is INFO, which may also be an answer."""
    return "info" in words(text)
