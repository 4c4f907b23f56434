"""The three doors behind the sandbox's page: what time it is, moving the clock, and a new visitor's phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, Field

from app.demo.company import trip
from app.demo.phone import new_phone
from app.demo.world import World
from app.web.loopback import only_here
from app.web.problem import add_problem_responses
from storage.next_due import next_due

LONGEST_STEP_S = 400 * 86_400
FIRST_VISITOR = 6_000_000_001


class State(BaseModel):
    """What the page shows above the phones."""

    now: datetime
    zone: str
    language: str
    dashboard_url: str
    chat_url: str
    flows: list[str]


class Step(BaseModel):
    """How far the clock is moved: so many seconds, or to the next thing that is due."""

    seconds: int = Field(default=0, ge=0, le=LONGEST_STEP_S)
    to: Literal["", "next"] = ""


class Visitor(BaseModel):
    """Somebody who wants to try it: a booked customer whose phone opens the bot with this flow."""

    first_name: str = Field(default="Alex", min_length=1, max_length=40)
    language: Literal["de", "en"] = "de"
    flow: str = "welcome"


def demo_doors() -> FastAPI:
    """The application to mount at /demo; `state.world` is set once the world stands."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(only_here)])
    add_problem_responses(app)
    app.state.visitors = 0

    @app.get("/state")
    async def state(request: Request) -> State:
        return await _state(_world(request))

    @app.post("/clock")
    async def clock(request: Request, step: Step) -> State:
        world = _world(request)
        await world.move_to(await _goal(world, step))
        return await _state(world)

    @app.post("/visitors")
    async def visitors(request: Request, visitor: Visitor) -> dict[str, int]:
        app.state.visitors += 1
        return {"chat_id": await _welcome(_world(request), visitor, app.state.visitors)}

    return app


def _world(request: Request) -> World:
    """The world these doors belong to; 503 while it is still being built."""
    world = getattr(request.app.state, "world", None)
    if not isinstance(world, World):
        raise HTTPException(503, "The demo is still starting. Try again in a moment.")
    return world


async def _state(world: World) -> State:
    """The state as it is now."""
    experience = await world.house.bundles.current()
    return State(
        now=world.now(),
        zone=experience.brand.zone,
        language="de",
        dashboard_url=f"{world.product_url}/",
        chat_url=f"{world.product_url}/chat",
        flows=sorted(experience.flows, key=lambda name: (name != "welcome", name)),
    )


async def _goal(world: World, step: Step) -> datetime:
    """Where the clock is to go; "next" stays where nothing is ahead."""
    if step.to != "next":
        return world.now() + timedelta(seconds=step.seconds)
    now = world.now()
    return await world.house.store.read(lambda tx: next_due(tx, after=now)) or now


async def _welcome(world: World, visitor: Visitor, number: int) -> int:
    """A booking five weeks ahead, a phone, and the personal link opened on it; returns the phone's chat id."""
    flows = (await world.house.bundles.current()).flows
    if visitor.flow not in flows:
        raise HTTPException(422, f"There is no flow {visitor.flow}. There are: {', '.join(sorted(flows))}.")
    key, departs = f"V-{number:03d}", world.now() + timedelta(days=36)
    await world.company.put_customer(key, first_name=visitor.first_name, language=visitor.language)
    purchase = trip(f"SW-V{number:03d}", "Kreta", "Europe/Athens", departs, departs + timedelta(days=7))
    purchase["attributes"] = {"balance": "1240.00 EUR", "balance_due_at": (departs.date()).isoformat()}
    await world.company.record("booked", key, purchase=purchase)
    phone = await new_phone(world.phones, FIRST_VISITOR + number, visitor.first_name, visitor.language)
    link = await world.company.make_link(key, visitor.flow, purchase["id"])
    await phone.open(link["token"])
    return FIRST_VISITOR + number
