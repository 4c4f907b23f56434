"""Serves the sandbox's page; the phones and the desk behind it are the stand-ins' control doors.

Beside the control doors of the stand-ins the page calls three doors of whoever runs it (same origin):

- `GET  /demo/state` → `{now, zone, language, dashboard_url, chat_url}`
- `POST /demo/clock` `{seconds}` or `{to: "next"}` → the same state, the business clock moved
- `POST /demo/visitors` `{first_name, language, flow}` → `{chat_id}`: a booked customer whose phone opens the bot
"""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent


def page_routes() -> list[BaseRoute]:
    """`/` is the page, `/page/` its style sheet and script."""

    async def index(request: Request) -> Response:  # noqa: ARG001 - Starlette's signature
        return FileResponse(HERE / "index.html")

    return [Route("/", index), Mount("/page", StaticFiles(directory=HERE / "files"))]
