"""The API's reading side: responses, cases, contacts and scores."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query
from pydantic import BaseModel

from app.web.api_key import caller
from app.web.doors import HouseHere
from insights.banded import score_of
from storage.listings import Mark, Page, list_cases, list_contacts, list_responses
from storage.reports import count_bands

router = APIRouter(prefix="/api/v1", tags=["read"], dependencies=[Depends(caller)])

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Cursor = Annotated[str, Query(description="`next` of the page before.")]


class Listing(BaseModel):
    """One page, newest first; `next` is empty on the last one."""

    items: list[dict[str, Any]]
    next: str = ""


class ScoreAnswer(BaseModel):
    """A score over the last `days` with its 95 % interval; the latest answer of each customer counts.

    `value` is null where fewer than five answered: a figure would only mislead.
    """

    scale: str
    days: int
    n: int
    sample: int
    value: float | None
    low: float | None
    high: float | None
    bands: dict[str, int]


@router.get("/responses")
async def responses(house: HouseHere, limit: Limit = 50, cursor: Cursor = "", flow: str = "") -> Listing:
    """What customers answered, with the model's readings."""
    mark = mark_of(cursor)
    page = await house.store.read(lambda tx: list_responses(tx, before=mark, limit=limit, flow=flow))
    return listing(page, limit, "started_at")


@router.get("/cases")
async def cases(
    house: HouseHere,
    limit: Limit = 50,
    cursor: Cursor = "",
    state: Literal["", "open", "claimed", "resolved"] = "",
    team: str = "",
    request: Annotated[str, Query(description="A kind of request, or kind:state, like return:approved.")] = "",
) -> Listing:
    """Cases with their target times and requests."""
    wanted = partial(list_cases, before=mark_of(cursor), limit=limit, state=state, team=team, request=request)
    page = await house.store.read(wanted)
    return listing(page, limit, "opened_at")


@router.get("/contacts")
async def contacts(
    house: HouseHere,
    limit: Limit = 50,
    cursor: Cursor = "",
    state: Literal["", "planned", "opened", "refused", "dropped"] = "",
    customer: str = "",
    contact: str = "",
) -> Listing:
    """Planned contacts and what became of them; `customer` is your own number, `contact` a name of a journey."""
    mark = mark_of(cursor)
    wanted = partial(list_contacts, before=mark, limit=limit, state=state, customer=customer, contact=contact)
    page = await house.store.read(wanted)
    return listing(page, limit, "due_at")


@router.get("/scores")
async def scores(
    house: HouseHere, scale: Literal["nps", "csat", "ces"] = "nps", days: Annotated[int, Query(ge=1, le=3660)] = 90
) -> ScoreAnswer:
    """One score with its interval."""
    now = house.clocks.business()
    since, until = now - timedelta(days=days), now + timedelta(seconds=1)
    rows = await house.store.read(lambda tx: count_bands(tx, scale=scale, since=since, until=until))
    counts = {row.band: row.count for row in rows}
    score = score_of(scale, counts)
    return ScoreAnswer(
        scale=scale,
        days=days,
        n=sum(counts.values()),
        sample=sum(row.sample for row in rows),
        value=score.value if score else None,
        low=score.low if score else None,
        high=score.high if score else None,
        bands=counts,
    )


def listing(page: Page, limit: int, by: str) -> Listing:
    """A page with the cursor of the next."""
    full = len(page) == limit
    return Listing(items=page, next=cursor_of(page[-1][by], page[-1]["id"]) if full else "")


def cursor_of(at: datetime, row_id: str) -> str:
    """An opaque mark: callers hand it back and read nothing into it."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row_id}".encode()).decode().rstrip("=")


def mark_of(cursor: str) -> Mark:
    """The mark a cursor stands for; 400 for anything we did not make."""
    if not cursor:
        return None
    try:
        at, _, row_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        return datetime.fromisoformat(at).astimezone(UTC), row_id
    except (ValueError, OverflowError, binascii.Error):
        raise HTTPException(400, "This cursor is not one of ours. Start again without one.") from None
