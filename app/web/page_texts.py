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
    # rating pages
    "rate_send": ("Absenden", "Send"),
    "rate_change": ("Ändern", "Change"),
    "rate_comment": ("Magst du etwas dazu sagen? (freiwillig)", "Anything you would like to add? (optional)"),
    "rate_comment_sie": ("Möchten Sie etwas dazu sagen? (freiwillig)", "Anything you would like to add? (optional)"),
    "rate_thanks": ("Danke für deine Antwort.", "Thank you for your answer."),
    "rate_thanks_sie": ("Danke für Ihre Antwort.", "Thank you for your answer."),
    "rate_yours": ("Deine Antwort: {score}", "Your answer: {score}"),
    "rate_yours_sie": ("Ihre Antwort: {score}", "Your answer: {score}"),
    "rate_correct": ("Antwort ändern (bis {until})", "Change your answer (until {until})"),
    "rate_correct_sie": ("Antwort ändern (bis {until})", "Change your answer (until {until})"),
    "rate_missing": ("Bitte wähle eine Antwort aus.", "Please choose an answer."),
    "rate_missing_sie": ("Bitte wählen Sie eine Antwort aus.", "Please choose an answer."),
    "rate_answer": ("Deine Nachricht", "Your message"),
    "rate_answer_sie": ("Ihre Nachricht", "Your message"),
    "rate_low_high": ("{low} bis {high}", "{low} to {high}"),
    "rate_average": ("{average} von {high}", "{average} out of {high}"),
    "rate_one": ("eine Bewertung", "one rating"),
    "rate_many": ("{n} Bewertungen", "{n} ratings"),
    "rate_none": ("noch nicht bewertet", "not yet rated"),
    "rate_of": ("{score} von {high}", "{score} of {high}"),
    "rate_today": (
        "Du kannst deine Bewertung heute noch ändern.",
        "You can change your rating until the end of the day.",
    ),
    "rate_today_sie": (
        "Sie können Ihre Bewertung heute noch ändern.",
        "You can change your rating until the end of the day.",
    ),
    "rate_anonymous": (
        "Ohne Anmeldung und ohne Cookie. Für einen Tag bleibt ein Prüfwert, damit niemand doppelt zählt.",
        "No login, no cookie. For a day a checksum is kept, so that nobody counts twice.",
    ),
    "rate_more": ("Magst du uns mehr erzählen?", "Would you like to tell us more?"),
    "rate_more_sie": ("Möchten Sie uns mehr erzählen?", "Would you like to tell us more?"),
    "rate_in_chat": ("Im Chat erzählen", "Tell us in a chat"),
    "rate_used": (
        "Dieser Link ist schon in deinem Messenger geöffnet. Dort geht es weiter.",
        "This link has already been opened in your messenger. Please go on there.",
    ),
    "rate_used_sie": (
        "Dieser Link ist schon in Ihrem Messenger geöffnet. Dort geht es weiter.",
        "This link has already been opened in your messenger. Please go on there.",
    ),
    "poster_scan": ("Scanne den Code mit der Kamera deines Handys.", "Scan the code with your phone's camera."),
    "poster_scan_sie": ("Scannen Sie den Code mit der Kamera Ihres Handys.", "Scan the code with your phone's camera."),
    "poster_or": ("Oder im Browser:", "Or in a browser:"),
    "poster_page": (
        "Ohne Anmeldung, ohne App, ohne Cookie.",
        "No login, no app, no cookie.",
    ),
    "poster_chat": (
        "Der Code öffnet einen Chat mit uns. Zuerst bitten wir um dein Einverständnis; mit STOPP endet alles.",
        "The code opens a chat with us. First we ask for your consent; STOP ends it all.",
    ),
    "poster_chat_sie": (
        "Der Code öffnet einen Chat mit uns. Zuerst bitten wir um Ihr Einverständnis; mit STOPP endet alles.",
        "The code opens a chat with us. First we ask for your consent; STOP ends it all.",
    ),
    "page_gone": ("Diese Seite gibt es nicht", "There is no such page"),
    "page_gone_why": (
        "Vielleicht fehlt ein Stück des Links, oder er gilt nicht mehr. Bitte öffne ihn noch einmal aus der Nachricht.",
        "Perhaps a part of the link is missing, or it is no longer valid. Please open it from the message again.",
    ),
    "page_gone_why_sie": (
        "Vielleicht fehlt ein Stück des Links, oder er gilt nicht mehr. Bitte öffnen Sie ihn noch einmal.",
        "Perhaps a part of the link is missing, or it is no longer valid. Please open it from the message again.",
    ),
    "page_busy": ("Einen Moment bitte", "One moment please"),
    "page_busy_why": (
        "Von hier kamen gerade sehr viele Antworten. Bitte versuche es in einer Minute noch einmal.",
        "Very many answers came from here just now. Please try again in a minute.",
    ),
    "page_busy_why_sie": (
        "Von hier kamen gerade sehr viele Antworten. Bitte versuchen Sie es in einer Minute noch einmal.",
        "Very many answers came from here just now. Please try again in a minute.",
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
