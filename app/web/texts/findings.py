"""The words of the scores page below the scores: topics, drivers and answer rates."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "topics": ("Worüber gesprochen wird", "What they talk about"),
    "topics_none": ("Noch keine gelesenen Kommentare.", "No comments were read yet."),
    "topic": ("Thema", "Topic"),
    "topic_n": ("Kommentare", "Comments"),
    "topic_negative": ("davon negativ", "negative"),
    "topic_positive": ("davon positiv", "positive"),
    "drivers": ("Was mit guten und schlechten Noten einhergeht", "What goes with good and bad scores"),
    "drivers_how": (
        "NPS derer, die das Thema erwähnen, minus NPS der anderen, mit 95 %-Intervall. Kein Beweis einer Ursache.",
        "NPS of those who mention the topic minus that of the others, with 95 % interval. No proof of a cause.",
    ),
    "drivers_none": (
        "Zu wenige Kommentare mit NPS für einen Vergleich.",
        "Too few comments with an NPS for a comparison.",
    ),
    "driver_change": ("Unterschied", "Difference"),
    "driver_clear": ("deutlich", "clear"),
    "driver_chance": ("kann Zufall sein", "may be chance"),
    "loop": ("Kreis geschlossen", "Loop closed"),
    "loop_none": ("Noch kein Vorgang in dieser Zeit.", "No case in this time yet."),
    "loop_band": ("Erste Note", "First score"),
    "loop_unrated": ("ohne Note", "without a score"),
    "loop_rate": ("beantwortet und gelöst", "answered and solved"),
    "loop_first_contact": ("Beim ersten Kontakt gelöst", "Solved at the first contact"),
    "loop_first_answer": ("Erste Antwort (Median)", "First answer (median)"),
    "loop_wait": ("{minutes} min, n = {n}", "{minutes} min, n = {n}"),
    "loop_recovered": ("Danach noch einmal gefragt", "Asked again afterwards"),
    "loop_delta": (
        "{delta} Punkte im Mittel, n = {n}; vom Kritiker zum Fürsprecher: {turned}",
        "{delta} points on average, n = {n}; from detractor to promoter: {turned}",
    ),
    "loop_how": (
        "Vorgänge, die ein Mensch beantwortet und gelöst hat. Erster Kontakt: eine Antwort, nie wieder geöffnet.",
        "Cases that a person has answered and solved. First contact: one answer, never opened again.",
    ),
    "funnel": ("Wie viele antworten", "How many answer"),
    "funnel_none": ("Noch keine Umfrage gesendet.", "No survey was sent yet."),
    "funnel_flow": ("Umfrage", "Survey"),
    "funnel_asked": ("gefragt", "asked"),
    "funnel_answered": ("geantwortet", "answered"),
    "funnel_completed": ("bis zum Ende", "to the end"),
}
