"""What the tour prints at its end: the phones as they look now, answers with readings, scores, and the case."""

from __future__ import annotations

from rich.columns import Columns
from rich.console import Console

from app.demo.pictures import answer_lines, case_panel, phone_panel, scores_table
from app.demo.tour import Tour
from app.demo.world import World


async def print_results(world: World, tour: Tour, console: Console) -> None:
    """Print it all; everything is read back over the API and the stand-ins' control doors."""
    panels = [phone_panel(phone, await phone.bubbles()) for phone in tour.phones.values()]
    cases = [one for one in await world.company.read("cases", limit=50) if one["number"] == tour.case]
    console.print()
    console.print(Columns([*panels, *(case_panel(one, tour.history) for one in cases)], padding=(0, 1)))
    responses = await world.company.read("responses", limit=200)
    console.print(answer_lines([one for one in responses if one["answers"] and not one["sample"]][::-1]))
    console.print(scores_table([await world.company.score(scale) for scale in ("nps", "csat", "ces")]))
