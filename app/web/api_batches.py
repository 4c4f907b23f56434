"""The API's writing side for many at once: each item whole or not at all, with an outcome of its own."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from fastapi import APIRouter, Depends

from app.web.api_key import caller
from app.web.bodies import BatchAnswer, BatchLine, CustomersBody, EventsBody, as_customer, as_event
from app.web.doors import HouseHere
from app.wiring import House
from usecases.import_lines import Import, Item, Outcome, take_in

router = APIRouter(prefix="/api/v1/batch", tags=["write"], dependencies=[Depends(caller)])


@router.post("/customers", response_model=BatchAnswer)
async def customers(house: HouseHere, body: CustomersBody) -> BatchAnswer:
    """Add or change up to 500 customers. Those that are refused are named; all others are stored."""
    items = [Item(one.number, as_customer(one)) for one in body.customers]
    return _told(await take_in(house.store, items, _how(house)))


@router.post("/events", response_model=BatchAnswer)
async def events(house: HouseHere, body: EventsBody) -> BatchAnswer:
    """Record up to 500 events, each with its own `key`: the same key with the same event has one effect."""
    items = [
        Item(one.key, as_event(one), sha256(one.model_dump_json(exclude={"key"}).encode()).hexdigest())
        for one in body.events
    ]
    return _told(await take_in(house.store, items, _how(house)))


def _how(house: House) -> Import:
    return Import(bundles=house.bundles, new_id=house.new_id, now=house.clocks.business(), source="api")


def _told(outcomes: Sequence[Outcome]) -> BatchAnswer:
    lines = [
        BatchLine(
            index=index,
            fate=outcome.fate,
            id=outcome.id,
            errors=[{"where": one.field, "what": one.message, "way_out": one.way_out} for one in outcome.wrong],
            waiting=list(outcome.waiting),
            did_you_mean=outcome.near,
        )
        for index, outcome in enumerate(outcomes)
    ]
    refused = sum(outcome.fate == "refused" for outcome in outcomes)
    return BatchAnswer(taken=len(outcomes) - refused, refused=refused, lines=lines)
