"""The loyalty page: satisfied, loyal, advocate; when they come back; cohorts; worth; fans and risks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.curve_picture import curve_picture
from app.web.page_frame import PageFrame, PageView
from insights.survival import Curve
from insights.worth import Worth
from storage.transactions import Transaction
from usecases.see_loyalty import Loyalty, see_loyalty

DAYS = 540  # a year and a half: who travels once a year comes back around the anniversary


def curve_of(view: PageView, curve: Curve) -> str:
    """The picture of who is back when; "" where nobody was watched."""
    t = view.t
    return curve_picture(curve, days=DAYS, title=t["back_picture"], day_words=t["days"]) if curve.n else ""


def router(frame: PageFrame) -> APIRouter:
    """The page's door."""
    doors = APIRouter()

    @doors.get("/loyalty", response_class=HTMLResponse, include_in_schema=False)
    async def loyalty(request: Request) -> HTMLResponse:
        view = await frame.view(request, "loyalty")

        def load(tx: Transaction) -> Loyalty:
            return see_loyalty(tx, experience=view.ours, now=view.now, currency=frame.money.prices.currency, costs={})

        seen = await frame.store.read(load)
        return view.page(
            "loyalty.html",
            seen=seen,
            picture=curve_of(view, seen.curve),
            compared={name: each for name, each in seen.worths.items() if isinstance(each, Worth)},
            money=view.money,
        )

    return doors
