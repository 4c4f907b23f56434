"""The dashboard: all its pages under one door, in the order of navigation.py; the server opens it on loopback only."""

from __future__ import annotations

from fastapi import APIRouter

from app.web import customer, drafts, loyalty, money, overview, plan, scores, touchpoints
from app.web.page_frame import PageFrame

PAGES = (
    overview,
    scores,
    touchpoints,
    plan,
    customer,
    loyalty,
    money,
    drafts,
)


def router(frame: PageFrame) -> APIRouter:
    """The doors of all pages."""
    doors = APIRouter()
    for page in PAGES:
        doors.include_router(page.router(frame))
    return doors
