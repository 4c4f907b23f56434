"""The dashboard's first page: how customers judge us, what they said last, who waits, and whom we contact next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.page_frame import PageFrame
from app.web.score_cards import DAYS, SCORES, score_card
from storage.reports import latest_answers, open_cases, planned_contacts
from storage.transactions import Transaction
from usecases.see_loyalty import see_numbers

AHEAD_DAYS = 14


def router(frame: PageFrame) -> APIRouter:
    """The page's door."""
    doors = APIRouter()

    @doors.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def overview(request: Request) -> HTMLResponse:
        view = await frame.view(request, "overview")

        def load(tx: Transaction) -> dict[str, Any]:
            local = view.now.astimezone(view.zone)
            return {
                "numbers": see_numbers(tx, now=view.now, currency=frame.money.prices.currency),
                "cards": [score_card(tx, scale, now=local, language=view.language) for scale in SCORES],
                "answers": latest_answers(tx, limit=10),
                "cases": open_cases(tx, limit=20),
                "contacts": planned_contacts(tx, until=view.now + timedelta(days=AHEAD_DAYS), limit=12),
            }

        return view.page("overview.html", days=DAYS, ahead=AHEAD_DAYS, **await frame.store.read(load))

    return doors
