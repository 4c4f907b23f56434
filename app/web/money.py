"""The money page: this month against its caps, what the rest of it will cost, prices, and the cost of an answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.page_frame import PageFrame
from usecases.see_money import see_money


def router(frame: PageFrame) -> APIRouter:
    """The page's door."""
    doors = APIRouter()

    @doors.get("/money", response_class=HTMLResponse, include_in_schema=False)
    async def money(request: Request) -> HTMLResponse:
        view = await frame.view(request, "money")
        ours, now = view.ours, view.now
        seen = await frame.store.read(lambda tx: see_money(tx, money=frame.money, experience=ours, now=now))
        return view.page("money.html", seen=seen, prices=frame.money.prices, caps=frame.money.caps, cost=view.price)

    return doors
