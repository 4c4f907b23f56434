"""The words of the money page."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "page_money": ("Geld", "Money"),
    "money_lead": (
        "Was Nachrichten kosten: der Preis, zu dem ein Kontakt eröffnet wird",
        "What messages cost: the price at which a contact is opened",
    ),
    "money_caps": ("Deckel dieses Monats", "Caps of this month"),
    "money_no_caps": (
        "Kein Deckel gesetzt. In config.yaml unter money.caps: für den Monat, einen Kanal oder eine Journey.",
        "No cap is set. In config.yaml below money.caps: for the month, a channel or a journey.",
    ),
    "money_of": ("{spent} von {cap}", "{spent} of {cap}"),
    "money_end": ("am Monatsende voraussichtlich {amount}", "{amount} expected by the end of the month"),
    "cap_month": ("Monat", "Month"),
    "cap_channel": ("Kanal {name}", "Channel {name}"),
    "cap_journey": ("Journey {name}", "Journey {name}"),
    "cap_ok": ("in Ordnung", "fine"),
    "cap_warning": ("bald erreicht", "nearly reached"),
    "cap_stop": ("erreicht: Umfragen und Werbung warten auf den nächsten Monat", "reached: surveys and offers wait"),
    "cap_soon_warning": ("wird knapp", "will be close"),
    "cap_soon_stop": ("reicht nicht bis zum Monatsende", "will not last the month"),
    "money_spent": ("Ausgegeben im Monat {month}", "Spent in {month}"),
    "money_nothing": ("Noch nichts.", "Nothing yet."),
    "money_sent": ("Tatsächlich gesendet", "Actually sent"),
    "money_channel": ("Kanal", "Channel"),
    "money_journey": ("Journey", "Journey"),
    "money_cost": ("Kosten", "Cost"),
    "money_sum": ("Summe", "Sum"),
    "money_country": ("Land", "Country"),
    "money_segments": ("Segmente", "Segments"),
    "money_messages": ("Nachrichten", "Messages"),
    "money_no_price": ("kein Preis", "no price"),
    "money_ahead": ("Was der Rest des Monats kostet", "What the rest of the month will cost"),
    "money_ahead_how": (
        "Geplante Kontakte, durch das Tor gegangen, wenn niemand antwortet.",
        "Planned contacts, walked through the gate if nobody answers.",
    ),
    "money_ahead_none": ("Bis Monatsende ist nichts geplant.", "Nothing is planned until the end of the month."),
    "money_ahead_many": (
        "Zu viele für diese Seite: „echoloop plan --days 31“ rechnet sie aus.",
        "Too many for this page: “echoloop plan --days 31” works them out.",
    ),
    "money_unpriced": (
        "{n} davon haben keinen Preis: bitte in config.yaml unter money eintragen.",
        "{n} of them have no price: please set it in config.yaml below money.",
    ),
    "money_answers": ("Was eine Antwort kostet", "What an answer costs"),
    "money_answers_how": (
        "Kosten geteilt durch beantwortete Kontakte, seit das Buch geführt wird.",
        "Cost divided by answered contacts, since the ledger began.",
    ),
    "money_answered": ("beantwortet", "answered"),
    "money_each": ("je Antwort", "per answer"),
    "money_no_answer": ("keine Antwort", "no answer"),
    "money_prices": ("Preise", "Prices"),
    "money_no_prices": (
        "Keine Preise gesetzt: config.yaml, money. Telegram, Slack und der Web-Chat kosten nichts.",
        "No prices are set: config.yaml, money. Telegram, Slack and the web chat cost nothing.",
    ),
    "money_segment": ("{price} je Segment", "{price} a segment"),
    "money_elsewhere": ("sonst", "elsewhere"),
    "category_utility": ("Service", "utility"),
    "category_marketing": ("Werbung", "marketing"),
    "money_months": ("Monate", "Months"),
}
