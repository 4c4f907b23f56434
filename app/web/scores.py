"""The scores page: NPS, CSAT and CES with their trend, topics and drivers, answer rates, the closed loop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.page_frame import PageFrame
from app.web.score_cards import DAYS, SCORES, score_card
from insights.funnel import Funnel
from insights.topics import Comment, count_topics, drivers
from storage.comments import comments_since, funnels_since
from storage.transactions import Transaction
from usecases.see_digest import see_loop

MOST_TOPICS = 12


def router(frame: PageFrame) -> APIRouter:
    """The page's door."""
    doors = APIRouter()

    @doors.get("/scores", response_class=HTMLResponse, include_in_schema=False)
    async def scores(request: Request) -> HTMLResponse:
        view = await frame.view(request, "scores")
        since = view.now - timedelta(days=DAYS)

        def load(tx: Transaction) -> dict[str, Any]:
            local = view.now.astimezone(view.zone)
            said = [Comment(row.sentiment, row.topics, row.band, row.felt) for row in comments_since(tx, since)]
            return {
                "cards": [score_card(tx, scale, now=local, language=view.language) for scale in SCORES],
                "topics": count_topics(said)[:MOST_TOPICS],
                "drivers": drivers(said),
                "funnels": [
                    Funnel(row.flow, row.asked, row.answered, row.completed) for row in funnels_since(tx, since)
                ],
                "comments": len(said),
                "loop": see_loop(tx, since, view.now + timedelta(seconds=1)),
            }

        return view.page("scores.html", days=DAYS, **await frame.store.read(load))

    return doors
