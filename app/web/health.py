"""Whether the process lives, whether it can work, and its figures for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.web.doors import HouseHere
from app.wiring import House
from storage.depths import depths
from storage.silence import latest_arrivals
from storage.work import queue_depth

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(house: HouseHere, response: Response) -> dict[str, str]:
    """The database answers and an experience is published: traffic may come. 503 otherwise. Names silent channels."""
    try:
        experience = await house.bundles.current()
        silent = await _silent(house)
    except Exception as broken:
        response.status_code = 503
        return {"status": "not ready", "why": type(broken).__name__}
    told = {"silent": ", ".join(silent)} if silent else {}
    return {"status": "ok", "bundle": experience.bundle[:12], **told}


@router.get("/metrics")
async def metrics(house: HouseHere) -> Response:
    """Counters, and the depth and age of inbox and outbox."""
    now = house.clocks.business()
    await _silent(house)
    house.metrics.hear(house.silence.pulses, now)
    page = house.metrics.page(*await house.store.read(lambda tx: (depths(tx, now), queue_depth(tx))))
    return Response(page, media_type=CONTENT_TYPE_LATEST)


async def _silent(house: House) -> list[str]:
    """The channels that are silent now."""
    return house.silence.listen(await house.store.read(latest_arrivals), house.clocks.business())
