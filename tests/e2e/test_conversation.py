"""A whole conversation over real HTTP: booking, link, consent, survey, case, answer, by webhook and by polling."""

from __future__ import annotations

import pytest

from app.demo.opening import Mode
from app.demo.tour import Tour
from tests.e2e.conftest import OpenWorld


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_the_main_job_is_held_whole(world_of: OpenWorld, mode: Mode) -> None:
    """Everything the demo promises happens, whichever way Telegram's updates come."""
    async with world_of(mode) as world:
        tour = Tour(world, say=lambda _line: None)
        await tour.run()
        responses = await world.company.read("responses", flow="post_trip_nps")
        given = {one["customer"]: {a["step"]: a["value"] for a in one["answers"]} for one in responses}
        assert given["K-1001"]["recommend"] == 10
        assert given["K-1002"]["recommend"] == 2
        assert {one["state"] for one in responses} == {"completed"}
        cases = await world.company.read("cases")
        assert [(one["number"], one["state"], one["customer"]) for one in cases] == [(tour.case, "resolved", "K-1002")]
        score = await world.company.score("nps")
        assert score["n"] == 2
