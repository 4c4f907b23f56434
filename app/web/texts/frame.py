"""The words around every page of the dashboard: its navigation, and what several pages say."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "skip": ("Zum Inhalt", "Skip to content"),
    "menu": ("Menü", "Menu"),
    "pages": ("Seiten", "Pages"),
    "group_voice": ("Was Kunden sagen", "What customers say"),
    "group_ahead": ("Was geplant ist", "What is planned"),
    "group_proof": ("Was es bringt", "What it brings"),
    "group_work": ("Woran gearbeitet wird", "What is worked on"),
    "page_overview": ("Überblick", "Overview"),
    "page_scores": ("Werte", "Scores"),
    "chat": ("Web-Chat", "Web chat"),
    "sandbox": ("Probierseite", "Try it"),
    "as_of": ("Stand {moment}", "As of {moment}"),
    "just_now": ("gerade eben", "just now"),
    "sample": ("Beispiel", "sample"),
    "sample_note": ("Diese Zahlen enthalten Beispieldaten.", "These figures contain sample data."),
    "someone": ("jemand", "somebody"),
}
