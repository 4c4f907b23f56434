"""The API's writing side: customers, what happens to them, and personal links. Every call is a whole transaction."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from app.links import links_of, personal_link
from app.web.api_key import caller
from app.web.bodies import (
    CustomerAnswer,
    CustomerBody,
    EventAnswer,
    EventBody,
    LinkAnswer,
    LinkBody,
    as_customer,
    as_event,
)
from app.web.doors import HouseHere
from app.web.problem import problem
from usecases.put_customer import put_customer
from usecases.record_event import KeyReused, record_event
from usecases.wrong_field import WrongField

router = APIRouter(prefix="/api/v1", tags=["write"], dependencies=[Depends(caller)])

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Your own id of this call: the same key with the same body has one effect, however often it comes.",
    ),
]


@router.put("/customers/{external_id}", response_model=CustomerAnswer)
async def customers(house: HouseHere, external_id: str, body: CustomerBody, response: Response) -> object:
    """Add a customer under your own number, or change one; fields that are left out stay as they are."""
    data = as_customer(body)
    now = house.clocks.business()
    stored = await put_customer(
        house.store, external_id, data, new_id=house.new_id, now=now, bundles=house.bundles, source="api"
    )
    if isinstance(stored, list):
        return wrong_fields(stored)
    response.status_code = 201 if stored.created else 200
    return CustomerAnswer(id=stored.customer_id, created=stored.created, waiting=list(stored.waiting))


@router.post("/events", response_model=EventAnswer, status_code=201)
async def events(house: HouseHere, request: Request, body: EventBody, key: Key, response: Response) -> object:
    """Record what happened; contacts of the customer's journeys are planned, moved or dropped accordingly."""
    data = as_event(body)
    recorded = await record_event(
        house.store,
        data,
        key=key,
        body_hash=sha256(await request.body()).hexdigest(),
        bundles=house.bundles,
        new_id=house.new_id,
        now=house.clocks.business(),
    )
    if isinstance(recorded, KeyReused):
        return problem(409, "This Idempotency-Key was used for another body.", way_out="Use a fresh key a call.")
    if isinstance(recorded, list):
        return wrong_fields(recorded)
    response.status_code = 200 if recorded.repeated else 201
    return EventAnswer(
        id=recorded.event_id, contacts=recorded.contacts, repeated=recorded.repeated, did_you_mean=recorded.near
    )


@router.post("/customers/{external_id}/links", response_model=LinkAnswer, status_code=201)
async def links(house: HouseHere, external_id: str, body: LinkBody) -> object:
    """Make a personal link: whoever opens it first in a messenger is this customer."""
    token = await personal_link(house, external_id, flow=body.flow, purchase=body.purchase)
    if isinstance(token, list):
        return wrong_fields(token)
    return LinkAnswer(token=token, links=await links_of(house, token))


def wrong_fields(wrong: Sequence[WrongField]) -> Response:
    """422 with every wrong field, what is wrong with it, and the way out."""
    errors = [{"where": one.field, "what": one.message, "way_out": one.way_out} for one in wrong]
    return problem(422, "Nothing was stored: some fields cannot be taken.", errors=errors)
