"""The words on our pages, German and English side by side."""

from __future__ import annotations

from collections.abc import Mapping

from conversation.messages import Language

_TEXTS: dict[str, tuple[str, str]] = {
    # dashboard
    "dashboard": ("Überblick", "Overview"),
    "chat": ("Web-Chat", "Web chat"),
    "sandbox": ("Probierseite", "Try it"),
    "skip": ("Zum Inhalt", "Skip to content"),
    "last_days": ("die letzten {days} Tage", "the last {days} days"),
    "n_answers": ("n = {n}", "n = {n}"),
    "of_them_sample": ("davon {n} Beispieldaten", "{n} of them sample data"),
    "interval": ("95 %-Intervall {low} bis {high}", "95 % interval {low} to {high}"),
    "too_few": ("Zu wenige Antworten für eine Zahl (n = {n}).", "Too few answers for a figure (n = {n})."),
    "nps": ("NPS", "NPS"),
    "nps_question": ("Würden sie uns weiterempfehlen?", "Would they recommend us?"),
    "csat": ("CSAT", "CSAT"),
    "csat_question": ("Waren sie zufrieden?", "Were they satisfied?"),
    "ces": ("CES", "CES"),
    "ces_question": ("War es einfach?", "Was it easy?"),
    "trend": ("{name} je Monat mit 95 %-Intervall", "{name} by month with 95 % interval"),
    "latest_answers": ("Neueste Antworten", "Latest answers"),
    "open_cases": ("Offene Vorgänge", "Open cases"),
    "planned_contacts": ("Geplante Kontakte, nächste {days} Tage", "Planned contacts, next {days} days"),
    "someone": ("jemand", "somebody"),
    "priority": ("Dringlichkeit", "Priority"),
    "high": ("hoch", "high"),
    "normal": ("normal", "normal"),
    "low": ("niedrig", "low"),
    "open": ("offen", "open"),
    "claimed": ("in Arbeit bei {owner}", "with {owner}"),
    "first_answer": ("Erste Antwort", "First answer"),
    "due": ("fällig {when}", "due {when}"),
    "overdue": ("überfällig, fällig war sie {when}", "overdue, it was due {when}"),
    "answered": ("gegeben", "given"),
    "opened": ("Eröffnet", "Opened"),
    "shifted": ("verschoben: {rule}", "shifted: {rule}"),
    "local_time": ("Zeiten in der Ortszeit der Kundin oder des Kunden.", "Times are the customer's local time."),
    "service": ("Service", "service"),
    "survey": ("Umfrage", "survey"),
    "marketing": ("Werbung", "marketing"),
    "just_now": ("gerade eben", "just now"),
    "sample": ("Beispiel", "sample"),
    "no_answers": (
        "Noch keine Antworten. Sobald Kundinnen und Kunden antworten, stehen sie hier.",
        "No answers yet. They appear here as soon as customers reply.",
    ),
    "no_cases": ("Kein offener Vorgang. Niemand wartet.", "No open case. Nobody is waiting."),
    "no_contacts": (
        "Nichts geplant. Eine Buchung über POST /api/v1/events plant die Kontakte ihrer Reise.",
        "Nothing planned. A booking sent to POST /api/v1/events plans the contacts of its journey.",
    ),
    "negative": ("negativ", "negative"),
    "neutral": ("neutral", "neutral"),
    "positive": ("positiv", "positive"),
    "unsure": ("unsicher", "unsure"),
    "mixed": ("gemischt", "mixed"),
    "sure": ("{percent} sicher", "{percent} sure"),
    "detractor": ("Kritiker", "detractors"),
    "passive": ("Unentschiedene", "passives"),
    "promoter": ("Fürsprecher", "promoters"),
    "dissatisfied": ("unzufrieden", "dissatisfied"),
    "satisfied": ("zufrieden", "satisfied"),
    "hard": ("schwierig", "hard"),
    "easy": ("einfach", "easy"),
    "as_of": ("Stand {moment}", "As of {moment}"),
    "sample_note": (
        "Diese Zahlen enthalten Beispieldaten.",
        "These figures contain sample data.",
    ),
    # web chat
    "chat_title": ("Schreib uns", "Write to us"),
    "chat_title_sie": ("Schreiben Sie uns", "Write to us"),
    "chat_with": ("Chat mit {brand}", "Chat with {brand}"),
    "chat_placeholder": ("Nachricht", "Message"),
    "chat_send": ("Senden", "Send"),
    "chat_empty": ("Schreib einfach los.", "Just start writing."),
    "chat_empty_sie": ("Schreiben Sie einfach los.", "Just start writing."),
    "chat_privacy": ("Wie wir mit deinen Daten umgehen", "How we treat your data"),
    "chat_privacy_sie": ("Wie wir mit Ihren Daten umgehen", "How we treat your data"),
    "chat_you": ("Du", "You"),
    "chat_you_sie": ("Sie", "You"),
    "chat_failed": (
        "Das kam nicht an. Bitte noch einmal senden.",
        "That did not get through. Please send it again.",
    ),
    "chat_too_long": (
        "Das ist zu lang: höchstens {limit} Zeichen.",
        "That is too long: at most {limit} characters.",
    ),
}

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "de": {key: both[0] for key, both in _TEXTS.items()},
    "en": {key: both[1] for key, both in _TEXTS.items()},
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
