"""Who the sample's customers are and where they travel: made-up names and real time zones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

FIRST_NAMES = {
    "de": (
        *("Anna", "Ben", "Clara", "David", "Emil", "Frieda", "Greta", "Hannes", "Ida", "Jonas", "Karla", "Leon", "Mia"),
        *("Nele", "Oskar", "Paula", "Ruben", "Sophie", "Theo", "Ulla", "Valentin", "Wiebke", "Yasmin", "Zeynep"),
        *("Mehmet", "Aylin", "Piotr", "Katarzyna", "Jürgen", "Renate", "Heike", "Uwe", "Sabine", "Thomas", "Birgit"),
    ),
    "en": ("Ada", "Brian", "Chloe", "Dylan", "Eleanor", "Finn", "Grace", "Harvey", "Isla", "Jack", "Kate", "Liam"),
}
LAST_NAMES = {
    "de": (
        *("Albers", "Brandt", "Claasen", "Dörr", "Engel", "Fischer", "Graf", "Hartmann", "Ilgner", "Jansen", "Krüger"),
        *(
            "Lorenz",
            "Maier",
            "Neumann",
            "Ott",
            "Pohl",
            "Richter",
            "Schäfer",
            "Thiel",
            "Ulrich",
            "Vogt",
            "Weiß",
            "Yıldız",
        ),
    ),
    "en": ("Archer", "Bell", "Carter", "Dawson", "Ellis", "Foster", "Hughes", "Jennings", "Murray", "Palmer", "Shaw"),
}
DESTINATIONS: tuple[tuple[str, str], ...] = (
    ("Mallorca", "Europe/Madrid"),
    ("Kreta", "Europe/Athens"),
    ("Algarve", "Europe/Lisbon"),
    ("Südtirol", "Europe/Rome"),
    ("Madeira", "Atlantic/Madeira"),
    ("Lofoten", "Europe/Oslo"),
    ("Ostsee", "Europe/Berlin"),
    ("Kapverden", "Atlantic/Cape_Verde"),
    ("Bali", "Asia/Makassar"),
)
PRICE_CLASSES = ("budget", "middle", "middle", "high", "luxury")
CHILDREN = ((), (), (), ("6", "9"), ("3",), ("12", "15"))


@dataclass(frozen=True, slots=True)
class Traveller:
    """One made-up customer: the row, and how content this person tends to be (0 = never, 1 = always)."""

    row: dict[str, Any]
    content: float

    @property
    def id(self) -> str:
        """The customer's id."""
        return str(self.row["id"])

    @property
    def language(self) -> str:
        """The language this person writes."""
        return str(self.row["language"])


def travellers(chance: Random, count: int, *, until: datetime) -> list[Traveller]:
    """`count` customers who joined over the year before `until`; three of four write German."""
    people = []
    for number in range(count):
        language = "de" if chance.random() < 0.75 else "en"
        joined = until - timedelta(days=365 - 250 * number / count, minutes=chance.randrange(900))
        row = {
            "id": f"sample{number:06d}",
            "external_id": f"SAMPLE-{10_000 + number}",
            "first_name": chance.choice(FIRST_NAMES[language]),
            "last_name": chance.choice(LAST_NAMES[language]),
            "salutation": "",
            "language": language,
            "form": "",
            "zone": "Europe/Berlin" if language == "de" else "Europe/London",
            "zone_source": "given",
            "attributes": {
                "price_class": chance.choice(PRICE_CLASSES),
                "children_ages": list(chance.choice(CHILDREN)),
            },
            "sample": True,
            "created_at": joined,
            "updated_at": joined,
            "erased_at": None,
        }
        people.append(Traveller(row, chance.betavariate(5, 2)))
    return people
