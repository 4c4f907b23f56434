"""What the sample's customers say: made-up comments, each with the reading it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mood = Literal["negative", "neutral", "positive"]


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment with its sentiment and topics, as the sample's readings show them."""

    text: str
    mood: Mood
    topics: tuple[str, ...]
    mixed: bool = False


GERMAN: tuple[Comment, ...] = (
    Comment(
        "Unser Flug wurde dreimal verschoben und niemand hat uns Bescheid gesagt.",
        "negative",
        ("punctuality_delivery", "information_communication"),
    ),
    Comment(
        "Wir standen zwei Stunden am Flughafen, der Transfer kam einfach nicht.", "negative", ("punctuality_delivery",)
    ),
    Comment("Das Bad war schmutzig, im Waschbecken lagen noch Haare.", "negative", ("cleanliness",)),
    Comment(
        "Zimmer viel kleiner als auf den Bildern, dazu die Baustelle nebenan.", "negative", ("comfort_facilities",)
    ),
    Comment("Auf die Rückzahlung der Anzahlung warten wir seit sechs Wochen.", "negative", ("payment_refund",)),
    Comment("Die Dame an der Hotline war unfreundlich und hat einfach aufgelegt.", "negative", ("staff_service",)),
    Comment("Das Essen war jeden Abend dasselbe und meistens kalt.", "negative", ("food_drink",)),
    Comment(
        "Koffer erst am dritten Tag da, und keiner fühlte sich zuständig.", "negative", ("luggage", "staff_service")
    ),
    Comment("Für den Preis hätte ich deutlich mehr erwartet.", "negative", ("price_value",)),
    Comment(
        "Mit dem Rollstuhl kamen wir nicht an den Strand, obwohl es so beschrieben war.",
        "negative",
        ("accessibility", "information_communication"),
    ),
    Comment("Die App stürzt ab, sobald ich die Reiseunterlagen öffne.", "negative", ("digital_app_website",)),
    Comment(
        "Nachts war der Eingang unbeleuchtet, da haben wir uns nicht wohlgefühlt.", "negative", ("safety_security",)
    ),
    Comment("War in Ordnung, nichts Besonderes.", "neutral", ("other",)),
    Comment(
        "Hotel gut, die Anreise hätte kürzer sein dürfen.",
        "neutral",
        ("comfort_facilities", "location_connections"),
        True,
    ),
    Comment(
        "Tolle Lage, aber das WLAN ging nur in der Lobby.",
        "neutral",
        ("location_connections", "comfort_facilities"),
        True,
    ),
    Comment("Schöner Urlaub. Mehr Auswahl für Kinder beim Frühstück wäre gut.", "neutral", ("food_drink",), True),
    Comment("Buchung lief normal, die Unterlagen kamen eine Woche vorher.", "neutral", ("booking_reservation",)),
    Comment(
        "Etwas mehr Informationen zu den Ausflügen vorab hätten geholfen.", "neutral", ("information_communication",)
    ),
    Comment("Preis passt, Zimmer zweckmäßig.", "neutral", ("price_value", "comfort_facilities")),
    Comment("Unsere Reiseleiterin Jana war großartig, sie hat an alles gedacht.", "positive", ("staff_service",)),
    Comment("Die Kinder reden noch immer vom Tauchkurs. Danke!", "positive", ("comfort_facilities",)),
    Comment("Alles hat auf die Minute geklappt, vom Zug bis zum Schiff.", "positive", ("punctuality_delivery",)),
    Comment("Das Zimmer blitzsauber, jeden Tag frische Handtücher.", "positive", ("cleanliness",)),
    Comment("So gut gegessen haben wir lange nicht mehr.", "positive", ("food_drink",)),
    Comment(
        "Am Strand in zwei Minuten, und trotzdem ruhig. Besser geht es nicht.", "positive", ("location_connections",)
    ),
    Comment(
        "Umbuchen ging mit einer Nachricht, in fünf Minuten war es erledigt.",
        "positive",
        ("booking_reservation", "information_communication"),
    ),
    Comment("Fairer Preis für eine Reise, bei der wirklich alles dabei war.", "positive", ("price_value",)),
    Comment(
        "Schon unsere dritte Reise mit euch, und sicher nicht die letzte.", "positive", ("loyalty_recommendation",)
    ),
    Comment("Die Packliste vorab war Gold wert.", "positive", ("information_communication",)),
    Comment("Das Team an der Rezeption hat uns jeden Wunsch erfüllt.", "positive", ("staff_service",)),
)
ENGLISH: tuple[Comment, ...] = (
    Comment("We waited two hours at the airport before anybody picked us up.", "negative", ("punctuality_delivery",)),
    Comment("The room smelled of smoke and nobody would change it.", "negative", ("cleanliness", "staff_service")),
    Comment("Still no refund for the cancelled boat trip.", "negative", ("payment_refund",)),
    Comment("Three different people gave us three different answers.", "negative", ("information_communication",)),
    Comment("Our suitcase arrived on the last day.", "negative", ("luggage",)),
    Comment("It was fine, nothing to write home about.", "neutral", ("other",)),
    Comment(
        "Lovely hotel, shame about the long transfer.", "neutral", ("comfort_facilities", "location_connections"), True
    ),
    Comment("Good value, although breakfast was a bit basic.", "neutral", ("price_value", "food_drink"), True),
    Comment("Our guide made the whole trip. Please thank her!", "positive", ("staff_service",)),
    Comment(
        "Everything was on time and so well explained.",
        "positive",
        ("punctuality_delivery", "information_communication"),
    ),
    Comment("The food! We still talk about the grilled fish.", "positive", ("food_drink",)),
    Comment("Booked in ten minutes, changed it in two. Brilliant.", "positive", ("booking_reservation",)),
    Comment("Spotless rooms and the friendliest staff.", "positive", ("cleanliness", "staff_service")),
)
BY_LANGUAGE: dict[str, tuple[Comment, ...]] = {"de": GERMAN, "en": ENGLISH}


def comments(language: str, mood: Mood) -> list[Comment]:
    """The comments of one language and mood."""
    return [comment for comment in BY_LANGUAGE[language] if comment.mood == mood]
