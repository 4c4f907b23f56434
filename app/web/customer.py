"""A customer's page: why he was contacted and why not, by which rule, with consents, channels and experience score."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.page_frame import PageFrame, PageView
from insights.experience import Standing, standing
from storage.buyers import NameRow, names_of, ratings
from usecases.bundles import Bundles
from usecases.explain_contact import Explanation, explain
from usecases.see_loyalty import RATED_FOR, rated


async def _experience(view: PageView, customer_id: str) -> tuple[NameRow | None, Standing | None]:
    """Name and experience score."""

    def load(tx: Any) -> tuple[NameRow | None, Standing | None]:
        rows = list(ratings(tx, since=view.now - RATED_FOR, customer_ids=[customer_id]))
        return names_of(tx, [customer_id]).get(customer_id), standing([rated(row, view.ours) for row in rows], view.now)

    return await view.frame.store.read(load)


def router(frame: PageFrame) -> APIRouter:
    """The page's door: a form that asks for the number, and the explanation below it."""
    doors = APIRouter()

    @doors.get("/customer", response_class=HTMLResponse, include_in_schema=False)
    async def customer(request: Request, who: str = "") -> HTMLResponse:
        view = await frame.view(request, "customer")
        found: Explanation | None = None
        name, today = None, None
        if who.strip():
            found = await explain(frame.store, who.strip(), bundles=Bundles(frame.store), now=view.now)
        if found is not None:
            name, today = await _experience(view, found.customer_id)
        status = 404 if who.strip() and found is None else 200
        return view.page(
            "customer.html", status=status, who=who.strip(), found=found, name=name, today=today, quote=quote
        )

    return doors
