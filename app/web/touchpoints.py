"""The touchpoints page: the journey map by phase, where it hurts, what nobody measures, and the personas."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.page_frame import PageFrame
from authoring.experience import Experience, Touchpoint
from insights.journey_map import Place, blind_spots, journey_map, most_urgent
from storage.touchpoint_scores import TouchpointBand, touchpoint_bands
from storage.transactions import Transaction
from usecases.count_personas import count_personas

DAYS = 365  # a touchpoint is judged by a year: seasons differ, and most touchpoints get few answers


def places_of(experience: Experience, bands: list[TouchpointBand]) -> list[Place]:
    """The catalogue as the map wants it; a touchpoint that was judged on two scales shows the one with more answers."""
    asked = {
        (contact.touchpoint, flow)
        for journey in experience.journeys.values()
        for contact in journey.contacts
        for flow in contact.flows
    }
    by_scale: dict[str, dict[str, dict[str, int]]] = {}
    for row in bands:
        by_scale.setdefault(row.touchpoint, {}).setdefault(row.scale, {})[row.band] = row.count
    return [
        _place(each, by_scale.get(each.name, {}), asked=(each.name, each.measured_by) in asked)
        for each in experience.touchpoints.values()
    ]


def _place(touchpoint: Touchpoint, scales: dict[str, dict[str, int]], *, asked: bool) -> Place:
    scale = max(scales, key=lambda name: sum(scales[name].values()), default="")
    return Place(
        name=touchpoint.name,
        phase=touchpoint.phase,
        importance=touchpoint.importance,
        measured_by=touchpoint.measured_by,
        asked=asked,
        scale=scale,
        bands=scales.get(scale, {}),
    )


def router(frame: PageFrame) -> APIRouter:
    """The page's door."""
    doors = APIRouter()

    @doors.get("/touchpoints", response_class=HTMLResponse, include_in_schema=False)
    async def touchpoints(request: Request) -> HTMLResponse:
        view = await frame.view(request, "touchpoints")
        ours = view.ours

        def load(tx: Transaction) -> dict[str, Any]:
            bands = touchpoint_bands(tx, since=view.now - timedelta(days=DAYS), until=view.now + timedelta(seconds=1))
            phases = journey_map(places_of(ours, bands))
            return {
                "phases": phases,
                "urgent": most_urgent(phases),
                "blind": blind_spots(phases),
                "personas": count_personas(tx, ours.personas),
                "sample": any(row.sample for row in bands),
            }

        journeys = {
            name: [journey for journey in ours.journeys.values() if journey.persona == name] for name in ours.personas
        }
        return view.page("touchpoints.html", ours=ours, journeys=journeys, days=DAYS, **await frame.store.read(load))

    return doors
