"""The embeddable chat: one script for other sites, and which of our pages it may ask for."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from app.wiring import House
from usecases.make_link import public_token

SCRIPT = Path(__file__).parent / "static" / "widget.js"
HEADERS = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}


def router() -> APIRouter:
    """The script's door, under a short address that never changes."""
    doors = APIRouter(include_in_schema=False)

    @doors.get("/widget.js")
    async def script() -> FileResponse:
        return FileResponse(SCRIPT, media_type="text/javascript", headers=HEADERS)

    return doors


async def token_to_ask(house: House, name: str) -> str:
    """The public token of the page of this name, or of the first page with this flow; "" where there is none.

    Only what pages.yaml offers to everybody can be asked for: no site can start another flow of ours.
    """
    experience = await house.experience()
    offered = [page for page in experience.pages.values() if page.flow in experience.flows]
    page = next((page for page in offered if page.name == name), None) or next(
        (page for page in offered if page.flow == name), None
    )
    if page is None:
        return ""
    return await public_token(house.store, page.name, new_token=house.new_token, now=house.clocks.business())
