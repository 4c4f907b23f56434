"""Whether a text asks to be left alone, in the many ways people say it: "bitte keine Nachrichten mehr", "remove me".

It takes a plain wish. A complaint that no messages come ("ich bekomme keine Nachrichten mehr"), a story about somebody
else or a question is none; what is not plain is left to the model.
"""

from __future__ import annotations

import re

from conversation.typed.folding import fold

LONGEST = 160
"""Characters: who tells a longer story wants to be heard, not only left alone."""

_THINGS = (
    r"(?:nachrichten?|mails?|e-?mails?|sms|umfragen?|werbung|angebote?n?|newsletter|anfragen|infos|fragen|post|"
    r"messages?|texts?|surveys?|emails?|questions|offers|ads|advertising|notifications?)"
)
_WISHES = (
    (
        rf"^(?:(?:bitte|ich|wir|will|moechte|wollen|moechten|hab|habe|brauche|wuensche|please|i|we|want|wish|danke|sorry|"
        rf"keine lust auf|lust auf|send|schickt?|schicken sie|sendet?|senden sie|mir|uns|me|us|ab sofort|in zukunft|"
        rf"kuenftig)\W+)*(?:keine?n?|no)\W+(?:(?:weiteren?|more|further|such|solche|eure|ihre|your|diese)\W+)*{_THINGS}"
        rf"(?:\W+(?:und|oder|and|or)\W+(?:keine?n?\W+|no\W+)?{_THINGS})*"
        rf"(?:\W+(?:mehr|anymore|any more|please|bitte|bekommen|erhalten|haben|"
        rf"von euch|von ihnen|from you|schicken|senden|danke|thanks|mir|an mich|to me)\b)*\W*$"
    ),
    r"\b(?:lasst|lass|lassen sie)\s+(?:mich|uns)\s+(?:bitte\s+|endlich\s+|doch\s+)*(?:in ruhe|in frieden)\b",
    r"\bleave (?:me|us) alone\b",
    (
        r"\b(?:schreib|schreibt|schreiben sie|kontaktiert|kontaktieren sie|meldet euch|textet)\s+"
        r"(?:mir|mich|uns|bei mir)?"
        r"\s*(?:bitte\s+)?(?:hier\s+)?(?:nicht|nie|nichts)\s*(?:mehr|wieder)\b"
    ),
    r"\b(?:hoer|hoert|hoeren sie)\s+(?:bitte\s+|endlich\s+)?(?:damit\s+)?auf\b(?!.*\?)",
    (
        r"\b(?:nehmt|nimm|nehmen sie|streicht|streichen sie|loescht|loeschen sie|entfernt|entfernen sie)\s+mich\b.*"
        r"\b(?:verteiler|liste|aus|raus|datenbank|kontakte\w*)\b"
    ),
    (
        r"\b(?:ich|wir)\s+(?:will|moechte|wollen|moechten)\s+(?:hier\s+|bitte\s+|davon\s+|von euch\s+|von ihnen\s+)*"
        r"(?:nichts|nicht)\s+mehr\s+(?:(?:von|bei|per)\s+\w+\s+)?"
        r"(?:angeschrieben|kontaktiert|befragt|gefragt|hoeren|bekommen|belaestigt|erhalten)\b"
    ),
    (
        r"^(?:please\s+|just\s+|can you\s+|could you\s+|will you\s+)*(?:stop|quit)\s+(?:it\b|this\b|that\b|all\b|"
        r"(?:texting|messaging|contacting|writing|emailing|mailing|bothering|spamming|asking|sending|with)\b)"
    ),
    (
        r"\b(?:don'?t|do not|never)\s+(?:ever\s+)?(?:text|message|contact|write|email|mail|bother|ask|send)\b"
        r".*\b(?:me|us|anything|again|any ?more|messages?)\b"
    ),
    r"\b(?:remove|delete|take)\s+me\b.*\b(?:list|off|database|contacts|from (?:this|your|the))\b",
    r"\b(?:unsubscribe|opt)\s+(?:me|us|out)\b",
    (
        r"\bi (?:do not|don'?t) want (?:to (?:get|receive|hear|be contacted|be asked|be texted)|any|these|your)\b"
        r".*\b(?:messages?|texts?|surveys?|any ?more|from you|again|contacted|asked|emails?|offers)\b"
    ),
    r"\b(?:moechte|will|wuerde)\s+(?:mich|mein\w*\s+\w+)\s+(?:\w+\s+)?(?:abmelden|austragen|abbestellen|kuendigen)\b",
    r"^(?:bitte\s+)?(?:meldet|melde|melden sie)\s+mich\s+(?:bitte\s+)?(?:ab|hiervon ab|davon ab)\W*$",
    r"\bkein(?:en)?\s+(?:kontakt|interesse an (?:umfragen|nachrichten|werbung))\b(?!.*\b(?:bekommen|erreicht)\b)",
)
_WISH = re.compile("|".join(f"(?:{wish})" for wish in _WISHES))
_NO_WISH = re.compile(
    r"\b(?:warum|wieso|weshalb|why|seit|since|bekomme ich|bekam|kam|kamen|kommen|erhielt|erhalten habe|got|received|"
    r"did not get|didn'?t get|niemand|nobody|hat mir|haben mir)\b"
)


def wants_to_be_left_alone(text: str) -> bool:
    """Whether this is the plain wish for no more messages; a number in it means that it may be an answer."""
    if len(text) > LONGEST or any(char.isdigit() or char == "⭐" for char in text):
        return False
    folded = " ".join(fold(text).split())
    return _WISH.search(folded) is not None and _NO_WISH.search(folded) is None
