"""The HTTP application: every door registered by name, on one page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from app import picture_files
from app.prices import money_of
from app.web import (
    api,
    api_batches,
    api_cases,
    api_lists,
    dashboard,
    health,
    rating,
    slack_doors,
    webchat,
    webhooks,
    widget,
)
from app.web.body_limit import BodyLimit
from app.web.entrance import Entrance
from app.web.frames import Frames, origin_of
from app.web.loopback import only_here
from app.web.page_frame import PageFrame
from app.web.post_limit import PostLimit
from app.web.problem import add_problem_responses
from app.wiring import House

STATIC = Path(__file__).parent / "static"
DESCRIPTION = "Customers, events, and what customers said. Every call needs `Authorization: Bearer <key>`."


def create_app(house: House) -> FastAPI:
    """The application over an open house. Building it opens nothing and starts nothing."""
    app = FastAPI(title="Echoloop", description=DESCRIPTION, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.state.public_url = house.settings.base_url
    app.add_middleware(BodyLimit, limit=house.settings.server.max_body)
    app.add_middleware(Frames, origins=_framing(house))
    app.add_middleware(Entrance, house=house, doors=webhooks.DOORS | slack_doors.DOORS)
    add_problem_responses(app)
    for doors in (health.router, api.router, api_batches.router, api_lists.router, api_cases.router):
        app.include_router(doors)
    _add_pages(app, house)
    _add_docs(app)
    return app


def create_health_app(house: House) -> FastAPI:
    """Health, readiness and metrics of a process without web pages."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.include_router(health.router)
    return app


def _add_pages(app: FastAPI, house: House) -> None:
    """The pages for people: the dashboard on this machine only, the chat for everybody where it is switched on."""
    store, now = house.store, house.clocks.business
    money, folder = money_of(house.settings), house.settings.experience_dir
    frame = PageFrame(store, now, house.experience, house.sandbox_url, money, folder)
    app.include_router(dashboard.router(frame), dependencies=[Depends(only_here)])
    app.mount("/static", StaticFiles(directory=STATIC))
    app.include_router(picture_files.router(house.settings))
    app.include_router(rating.router(PostLimit()))
    if house.settings.channels.webchat.enabled:
        chat = webchat.router(
            store=store,
            now=now,
            wake=house.wake,
            brand=house.brand,
            secret=house.cookie_secret,
            new_id=house.new_id,
            secure=house.settings.base_url.startswith("https:"),
            sandbox_url=house.sandbox_url,
            embedded=bool(house.settings.channels.webchat.embed_origins),
            token_to_ask=partial(widget.token_to_ask, house),
        )
        app.include_router(chat)
        app.include_router(widget.router())


def _framing(house: House) -> list[str]:
    """The sites that may show the chat in a frame: those that embed it, and the demo's page with the phones."""
    sandbox = [origin_of(house.sandbox_url)] if house.sandbox_url else []
    return [*house.settings.channels.webchat.embed_origins, *sandbox]


def _add_docs(app: FastAPI) -> None:
    """The API's description, on this machine only: as JSON, since the usual page would load a stranger's script."""

    @app.get("/openapi.json", include_in_schema=False, dependencies=[Depends(only_here)])
    def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())
