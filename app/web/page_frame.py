"""What every page of the dashboard shares: language, brand, navigation, and how moments and topics are written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from app.web.navigation import NAVIGATION
from app.web.page_texts import TEXTS, page_language
from app.web.pictures import whisker
from app.web.templating import templates_of
from authoring.experience import Experience
from conversation.messages import Language
from journey.money import Money
from storage.database import Store

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The door's own things: the store, the business clock, the published experience, the way back to the demo."""

    store: Store
    now: Callable[[], datetime]
    experience: Callable[[], Awaitable[Experience]]
    sandbox_url: str = ""
    money: Money = field(default_factory=Money)
    experience_dir: Path | None = None
    templates: Jinja2Templates = field(default_factory=templates_of)

    async def view(self, request: Request, here: str) -> PageView:
        """One page as somebody asked for it; `here` is its name in the navigation."""
        language = page_language(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
        return PageView(
            request=request, here=here, language=language, now=self.now(), ours=await self.experience(), frame=self
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One look at one page: who reads it in which language, and when."""

    request: Request
    here: str
    language: Language
    now: datetime
    ours: Experience
    frame: PageFrame

    @property
    def zone(self) -> ZoneInfo:
        """The company's zone, in which the dashboard tells the time."""
        return ZoneInfo(self.ours.brand.zone)

    def zone_of(self, name: str) -> ZoneInfo:
        """A customer's zone by its name; without one the company's."""
        return ZoneInfo(name) if name else self.zone

    @property
    def t(self) -> Any:
        """The words in the reader's language."""
        return TEXTS[self.language]

    def ago(self, when: datetime) -> str:
        """How long ago, or how soon."""
        if abs(when - self.now) < MINUTE:
            return str(self.t["just_now"])
        return format_timedelta(when - self.now, granularity="minute", add_direction=True, locale=self.language)

    def at(self, when: datetime, of_zone: str = "") -> str:
        """A moment in the company's zone, or in another."""
        zone = self.zone_of(of_zone)
        this_year = when.astimezone(zone).year == self.now.astimezone(zone).year
        day = "EEE d MMM" if self.language == "en" else "EEE d. MMM"
        shown = f"{day}, HH:mm" if this_year else f"{day} yyyy, HH:mm"
        return format_datetime(when, shown, tzinfo=zone, locale=self.language)

    def count(self, number: int) -> str:
        """A whole number as people of the language write it."""
        return format_decimal(number, locale=self.language)

    def money(self, minor: float) -> str:
        """An amount in the smallest unit (cents), without cents where it is a hundred or more."""
        whole = abs(minor) >= 10_000
        pattern = "¤#,##0;-¤#,##0" if self.language == "en" else "#,##0 ¤"
        return format_currency(
            minor / 100,
            self.frame.money.prices.currency,
            format=pattern if whole else None,
            locale=self.language,
            currency_digits=not whole,
        )

    def price(self, amount: Decimal | float) -> str:
        """What messages cost: cents and their parts, since a segment costs less than ten."""
        pattern = "¤#,##0.00##" if self.language == "en" else "#,##0.00## ¤"
        return format_currency(
            amount, self.frame.money.prices.currency, format=pattern, locale=self.language, currency_digits=False
        )

    def topic(self, name: str) -> str:
        """A topic's title as the company wrote it."""
        known = self.ours.topics.get(name)
        return (getattr(known.text, self.language) if known else "") or name.replace("_", " ")

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The page, its template extending `frame.html`."""
        other = "en" if self.language == "de" else "de"
        return self.frame.templates.TemplateResponse(
            self.request,
            template,
            {
                "t": self.t,
                "language": self.language,
                "other_language": f"?{self.request.url.include_query_params(lang=other).query}",
                "brand": self.ours.brand,
                "here": self.here,
                "navigation": NAVIGATION,
                "sandbox_url": self.frame.sandbox_url,
                "now": self.now,
                "zone": self.zone,
                "ago": self.ago,
                "at": self.at,
                "count": self.count,
                "topic": self.topic,
                "whisker": whisker,
                **values,
            },
            status_code=status,
        )
