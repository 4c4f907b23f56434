"""The words on our pages, German and English side by side, put together from one file for each page."""

from __future__ import annotations

from collections.abc import Mapping

from app.web.texts import chat, drafts, findings, frame, loyalty, money, plan, rating, scores, touchpoints
from conversation.messages import Language

PARTS = (
    frame,
    scores,
    findings,
    touchpoints,
    plan,
    loyalty,
    money,
    drafts,
    chat,
    rating,
)  # a new page adds its file here; no key may be in two of them

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "de": {key: both[0] for part in PARTS for key, both in part.WORDS.items()},
    "en": {key: both[1] for part in PARTS for key, both in part.WORDS.items()},
}


def page_language(query: str, accept_language: str) -> Language:
    """`?lang=` where it is one of ours, else the first of the browser's languages that is, else German."""
    wishes = [query, *(part.split(";")[0].strip()[:2] for part in accept_language.split(","))]
    for wish in wishes:
        if wish.lower() == "de":
            return "de"
        if wish.lower() == "en":
            return "en"
    return "de"
