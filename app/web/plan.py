"""The plan page: a calendar of what is planned, and who gets what next, as the gate foresees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.calendar_picture import Month, Step, fullest_of, months_of, short, steps_of
from app.web.page_frame import PageFrame, PageView
from journey.money import Money
from storage.contacts import count_planned, next_customers, planned_days, planned_of
from storage.transactions import Transaction
from usecases.preview_plan import Foreseen, foresee

DAYS = 240
NEXT_CUSTOMERS = 40  # whose contacts are walked through the gate for the page; `echoloop plan` walks all
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows: the calendar with its legend, how many contacts it holds, and the next ones."""

    months: Sequence[Month]
    steps: Sequence[Step]
    contacts: int
    foreseen: Sequence[Foreseen]
    fates: Counter[str]


def see(tx: Transaction, view: PageView, journey: str, money: Money | None) -> Seen:
    """The days ahead; the gate is asked for the customers who are due next."""
    until = view.now + timedelta(days=DAYS)
    days: Counter[date] = Counter()
    for moment, count in planned_days(tx, until, journey=journey):
        days[moment.astimezone(view.zone).date()] += count
    people = next_customers(tx, until, journey=journey, most=NEXT_CUSTOMERS)
    walked = foresee(tx, planned_of(tx, people, until), experience=view.ours, now=view.now, until=until, money=money)
    found = [each for each in walked if journey in ("", each.journey)][:MOST_LINES]
    today = view.now.astimezone(view.zone).date()
    months = months_of(days, first=today, last=today + timedelta(days=DAYS), language=view.language)
    return Seen(
        months=months,
        steps=steps_of(fullest_of(months)),
        contacts=sum(days.values()) if journey else count_planned(tx, until),
        foreseen=found,
        fates=Counter(each.fate for each in found),
    )


def router(frame: PageFrame) -> APIRouter:
    """The page's door."""
    doors = APIRouter()

    @doors.get("/plan", response_class=HTMLResponse, include_in_schema=False)
    async def plan(request: Request, journey: str = "") -> HTMLResponse:
        view = await frame.view(request, "plan")
        wanted = journey if journey in view.ours.journeys else ""
        seen = await frame.store.read(lambda tx: see(tx, view, wanted, frame.money))

        def day(when: Any, zone: str) -> str:
            return format_date(
                when.astimezone(view.zone_of(zone)).date(),
                "EEEE, d MMMM" if view.language == "en" else "EEEE, d. MMMM",
                locale=view.language,
            )

        return view.page(
            "plan.html",
            seen=seen,
            journey=wanted,
            journeys=list(view.ours.journeys),
            days=DAYS,
            day=day,
            cost=view.price,
            short=short,
            today=view.now.astimezone(view.zone).date(),
        )

    return doors
