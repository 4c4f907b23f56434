"""A small company's year for the tests of the pages: enough rows of each kind to fill every corner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.cases import cases
from storage.contacts import contacts
from storage.customers import customers
from storage.responses import answers, readings, responses
from storage.transactions import Transaction

NOW = datetime(2027, 3, 12, 14, 30, tzinfo=UTC)
NAMES = ("Ada", "Bülent", "Chiara", "Dörte", "Emil", "Franziska", "Göran", "Hanna", "Igor", "Jale", "Käthe", "Lovis")
SAID = {
    "detractor": ("Das Zimmer war laut und niemand hat geholfen.", "de", "negative", ("comfort_facilities",)),
    "passive": ("Food was fine, the transfer took too long", "en", "neutral", ("food_drink", "punctuality_delivery")),
    "promoter": ("Die Kinderbetreuung war wunderbar 😊", "de", "positive", ("staff_service",)),
}
BANDS: dict[str, tuple[tuple[str, int], ...]] = {
    "nps": (("promoter", 10), ("promoter", 9), ("passive", 8), ("detractor", 4), ("promoter", 9)),
    "csat": (("satisfied", 5), ("satisfied", 4), ("dissatisfied", 2), ("satisfied", 5), ("neutral", 3)),
}


def company() -> list[tuple[Any, list[dict[str, Any]]]]:
    """Tables with their rows: 60 customers, each with one NPS and one CSAT, two cases, three planned contacts."""
    people, asked, given, read = [], [], [], []
    for number in range(60):
        who = f"c{number}"
        people.append(
            {"id": who, "first_name": NAMES[number % 12], "created_at": NOW, "updated_at": NOW, "sample": True}
        )
        for scale, bands in BANDS.items():
            band, score = bands[(number * 7 + number // 5) % 5]
            at = NOW - timedelta(days=(number * 37) % 350, minutes=number)
            response = f"r{scale}{number}"
            asked.append(
                {
                    "id": response,
                    "customer_id": who,
                    "flow": f"post_trip_{scale}",
                    "channel": "telegram",
                    "sample": number % 3 > 0,
                    "started_at": at,
                }
            )
            text, language, sentiment, topics = SAID.get(band, ("", "de", "unsure", ()))
            given.append(
                {
                    "id": f"a{response}",
                    "response_id": response,
                    "step": "score",
                    "kind": "ask_score",
                    "scale": scale,
                    "score": score,
                    "band": band,
                    "text": text,
                    "at": at,
                }
            )
            if text:
                scores = [{"topic": topic, "confidence": 0.87} for topic in topics]
                read.append(
                    {
                        "id": f"x{response}",
                        "answer_id": f"a{response}",
                        "sentiment": sentiment,
                        "confidence": 0.91,
                        "mixed": sentiment == "neutral",
                        "kind": "feedback",
                        "topics": scores,
                        "language": language,
                        "model": "test",
                        "at": at,
                    }
                )
    return [(customers, people), (responses, asked), (answers, given), (readings, read), *_desk_and_plan()]


def _desk_and_plan() -> list[tuple[Any, list[dict[str, Any]]]]:
    worked = [
        {
            "id": f"case{number}",
            "number": number,
            "customer_id": f"c{number}",
            "team": "care",
            "priority": priority,
            "state": state,
            "owner": owner,
            "opened_at": NOW - timedelta(minutes=age),
            "first_answer_due_at": NOW + timedelta(minutes=60 - age),
        }
        for number, priority, state, owner, age in ((1, "high", "open", "", 95), (2, "normal", "claimed", "Mira", 20))
    ]
    planned = [
        {
            "id": f"p{number}",
            "customer_id": f"c{number}",
            "journey": "trip",
            "contact": contact,
            "flow": contact,
            "purpose": purpose,
            "due_at": NOW + timedelta(days=number),
            "planned_for": NOW + timedelta(days=number),
            "rule": rule,
            "created_at": NOW,
        }
        for number, contact, purpose, rule in (
            (1, "balance_reminder", "service", ""),
            (2, "post_trip_nps", "survey", "quiet hours"),
            (3, "travel_tips", "marketing", ""),
        )
    ]
    return [(cases, worked), (contacts, planned)]


def insert_company(tx: Transaction) -> None:
    """Write the whole company."""
    for table, rows in company():
        tx.execute(table.insert(), rows)
