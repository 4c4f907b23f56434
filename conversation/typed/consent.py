"""Consent as people type it. A yes must be nothing but a yes; a no is a no whatever follows it."""

from __future__ import annotations

from collections.abc import Mapping

from conversation.limits import TEXT_READ
from conversation.texts import Wording
from conversation.typed.choices import read_choice
from conversation.typed.folding import COURTESIES, clean, vocabulary, words
from conversation.typed.phrases import mood
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

_YES = vocabulary(
    "ja jo jep jap jup yes yep yeah yup sure ok okay okey oki gern gerne gladly klar natuerlich "
    "einverstanden agreed agree passt absolutely definitely y j si doch sicher selbstverstaendlich alright ye "
    "accept akzeptiert zugestimmt right course"
)
_BESIDE_YES = vocabulary(
    "na of ich i bin sehr very i'm das that's thats fine ist auf jeden fall mache mach das duerft ihr all mit go "
    "ahead kein problem no problem gut alles dann in ordnung geht"
)
_NO = vocabulary("nein noe nee ne no nope nah never niemals nie nicht kein keine ablehnen decline n not dont don't")
_NO_PHRASES = ("lieber nicht", "auf keinen fall", "rather not", "eher nicht", "bitte nicht", "kein interesse")
_YES_PHRASES = (
    "kein problem", "no problem", "warum nicht", "why not", "of course",
    "in ordnung", "ist in ordnung", "das ist in ordnung", "geht in ordnung", "von mir aus",
)  # fmt: skip


def read_consent(labels: Mapping[str, Wording], text: str) -> Outcome:
    """Accept or decline; "ja?", "ja, aber …" and anything unclear is asked back: consent must be unambiguous."""
    typed = clean(text[:TEXT_READ])
    said = [word for word in words(typed) if word not in COURTESIES]
    if not said:
        return _from_thumbs(typed)
    phrase = " ".join(said)
    if phrase in _YES_PHRASES or (_is_plain_yes(said) and "?" not in typed):
        return _consent(given=True)
    if said[0] in _NO or phrase.startswith(_NO_PHRASES):
        return AskBack("unclear") if _YES.intersection(said) else _consent(given=False)
    match read_choice(labels, text):
        case Understood(value="accept") if "?" not in typed:
            return _consent(given=True)
        case Understood(value="decline"):
            return _consent(given=False)
        case _:
            return AskBack("unclear") if _YES.intersection(said) or _says_no(said) else NotAnAnswer()


def _is_plain_yes(said: list[str]) -> bool:
    """Whether nothing stands beside the yes that could limit it."""
    return bool(_YES.intersection(said)) and set(said) <= _YES | _BESIDE_YES and not _says_no(said)


def _says_no(said: list[str]) -> bool:
    return bool(_NO.intersection(said)) and " ".join(said[-2:]) not in _YES_PHRASES


def _from_thumbs(typed: str) -> Outcome:
    if "👍" in typed and "👎" in typed:
        return AskBack("several")
    face = mood(typed)
    return _consent(given=face == "happy") if face in {"happy", "sad"} else NotAnAnswer()


def _consent(*, given: bool) -> Understood:
    return Understood(value=given, band="accept" if given else "decline")
