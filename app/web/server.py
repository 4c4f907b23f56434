"""The HTTP application: every door registered by name, on one page."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse

from app.web import health
from app.web.body_limit import BodyLimit
from app.web.loopback import only_here
from app.web.problem import add_problem_responses
from app.wiring import House

DESCRIPTION = "Customers, events, and what customers said. Every call needs `Authorization: Bearer <key>`."


def create_app(house: House) -> FastAPI:
    """The application over an open house. Building it opens nothing and starts nothing."""
    app = FastAPI(title="Echoloop", description=DESCRIPTION, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.add_middleware(BodyLimit, limit=house.settings.server.max_body)
    add_problem_responses(app)
    app.include_router(health.router)
    _add_docs(app)
    return app


def _add_docs(app: FastAPI) -> None:
    """The API's description, on this machine only."""

    @app.get("/openapi.json", include_in_schema=False, dependencies=[Depends(only_here)])
    def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    @app.get("/docs", include_in_schema=False, dependencies=[Depends(only_here)])
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url="/openapi.json", title="Echoloop API")
