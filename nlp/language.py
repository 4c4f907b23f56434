"""Guesses whether a short text is German or English, from its small words and letters."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_GERMAN_WORDS = (
    "der die das den dem des ein eine einen einem einer und oder aber nicht kein keine ist sind war waren bin wird "
    "wurde ich du er sie es wir ihr mich mir uns euch ihnen mein meine unser habe hab haben hat hatte hatten mit von "
    "vom zu zum zur auf aus bei beim für nach über unter ohne sehr auch nur noch schon immer nie wieder mal ganz so "
    "wie was wann wo warum wer gut gute guten schlecht super toll alles nichts nix bitte danke ja nein ok leider "
    "kann könnte können muss möchte will wollen gerne gern mehr viel zu ned net nich nett okay stopp abmelden "
    "keinen dass weil wenn man sich im am ins ans heute morgen gestern jetzt geht ging kam kommt fährt bus zug "
    "personal essen zimmer koffer fahrer preis teuer pünktlich sauber dreckig schön schlimm mies spitze klasse prima "
    "naja joa hm nö nee eh fand finde waren wars gibts habt seid keiner niemand mittel geld wetter"
)
_ENGLISH_WORDS = (
    "the a an and or but not no is are was were be been am i you he she it we they me us them my your our their "
    "have has had do does did don't didn't can can't could couldn't will would should must with from of to for on "
    "in at by about without very really also only still already always never again so how what when where why who "
    "which good bad great nice terrible awful everything nothing please thanks thank yes no ok okay sorry more much "
    "too than that this these those there here if because as just one all any some get got go went came come food "
    "room staff driver price expensive clean dirty late time money refund booking stop unsubscribe app website "
    "don didn doesn isn wasn won im ive dont cant lovely love loved hate best worst better worse never"
)
_GERMAN = frozenset(_GERMAN_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_GERMAN_SPELLING = re.compile(
    r"[äöüß]|sch|cht|ung$|keit$|heit$|lich|isch$|tzt|gut$|chen$|^ver|^ge[^t]|ieren$|iert$|zahl|^über|^ueber"
)
_ENGLISH_SPELLING = re.compile(r"ing$|tion$|^th|ght|ould|ness$|[^s]ly$|ment$|'s$|ew$|^wh|oo|ea|y$|ed$|^sh|ck$")


def guess_language(text: str) -> str:
    """Return "de", "en", or "" where nothing speaks for either (digits, emoji, a word both know)."""
    german = english = 0.0
    for word in _WORD.findall(text.lower()):
        german += 2.0 * (word in _GERMAN) + 0.7 * bool(_GERMAN_SPELLING.search(word))
        english += 2.0 * (word in _ENGLISH) + 0.5 * bool(_ENGLISH_SPELLING.search(word))
    if german == english:
        return ""
    return "de" if german > english else "en"
