"""The words of the drafts pages."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "page_drafts": ("Entwürfe", "Drafts"),
    "draft_lead": (
        "Was im Ordner experience/ liegt. Geändert wird in den Dateien; hier wird gelesen, geprüft und ausprobiert.",
        "What lies in the folder experience/. It is changed in its files; here it is read, checked and tried.",
    ),
    "draft_difference": (
        "Gegenüber dem Veröffentlichten: {new} Dateien neu, {changed} geändert, {gone} weg.",
        "Against what is published: {new} files new, {changed} changed, {gone} gone.",
    ),
    "draft_flows": ("Flows", "Flows"),
    "draft_flow": ("Flow", "Flow"),
    "draft_purpose": ("Zweck", "Purpose"),
    "draft_steps": ("Schritte", "Steps"),
    "draft_state": ("Stand", "State"),
    "draft_new": ("neu", "new"),
    "draft_changed": ("geändert", "changed"),
    "draft_same": ("veröffentlicht", "published"),
    "draft_checks": ("Prüfung", "Checks"),
    "draft_no_problems": ("Keine Fehler, keine Hinweise.", "No errors, no notes."),
    "draft_errors": ("{n} Fehler", "{n} errors"),
    "draft_notes": ("{n} Hinweise", "{n} notes"),
    "draft_all_problems": ("Alles, was die Prüfung sagt", "Everything that the checks say"),
    "draft_none": ("Hier liegt kein Entwurf.", "There is no draft here."),
    "draft_picture": ("Der Ablauf", "The way it goes"),
    "draft_texts": ("Alle Texte", "All texts"),
    "draft_where": ("Stelle", "Place"),
    "draft_try": ("Ausprobieren", "Try it"),
    "draft_try_how": (
        "Schreib wie ein Kunde. +24h lässt Zeit vergehen; „Text // negative, food_drink“ sagt, was das Modell liest.",
        "Write as a customer would. +24h lets time pass; “text // negative, food_drink” says how the model reads it.",
    ),
    "draft_broken": (
        "Ausprobieren geht wieder, wenn die Fehler behoben sind.",
        "It can be tried again once its errors are mended.",
    ),
    "draft_write": ("Nachricht oder +24h", "Message, or +24h"),
    "draft_send": ("Senden", "Send"),
    "draft_again": ("Von vorn", "From the beginning"),
    "draft_full": ("Das Gespräch ist lang genug; fang von vorn an.", "This is long enough; begin again."),
    "draft_language": ("Sprache", "Language"),
    "draft_channel": ("Kanal", "Channel"),
    "draft_download": ("Datei herunterladen", "Download the file"),
    "draft_diff": ("Geändert seit der Veröffentlichung", "Changed since it was published"),
    "draft_back": ("Alle Entwürfe", "All drafts"),
    "draft_key_de": ("Deutsch, du", "German, du"),
    "draft_key_de_sie": ("Deutsch, Sie", "German, Sie"),
    "draft_key_en": ("Englisch", "English"),
}
