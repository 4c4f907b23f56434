"""What `echoloop doctor` says about prices and caps: a cap that names no journey, or that nothing can ever reach."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

import phonenumbers

from app.checkup import Finding
from app.prices import money_of
from app.settings import Settings
from app.wiring import House
from authoring.problems import pick
from journey.money import EVERYWHERE
from journey.own_yes import DOUBLE_OPT_IN
from usecases.bundles import NoBundleError


async def check_money(house: House) -> list[Finding]:
    """A line for each mistake; none where there is none."""
    journeys: Collection[str] = ()
    with suppress(NoBundleError):
        journeys = [*(await house.bundles.current()).journeys, DOUBLE_OPT_IN.name]
    return [*_caps(house.settings, journeys), *_countries(house.settings)]


def _caps(settings: Settings, journeys: Collection[str]) -> list[Finding]:
    caps, money = settings.money.caps, money_of(settings)
    found = [
        Finding("money", "wrong", f"money.caps.journeys names {name}, which is not published", pick(name, journeys))
        for name in caps.journeys
        if journeys and name not in journeys
    ]
    set_at_all = caps.month is not None or caps.channels or caps.journeys
    if set_at_all and not money.prices.sms and not money.prices.whatsapp:
        way_out = "set money.sms and money.whatsapp: what is free reaches no cap"
        found.append(Finding("money", "wrong", "there are caps and no prices", way_out))
    return found


def _countries(settings: Settings) -> list[Finding]:
    known = {*phonenumbers.SUPPORTED_REGIONS, EVERYWHERE}
    tables: dict[str, Collection[str]] = {"money.sms": settings.money.sms, "money.whatsapp": settings.money.whatsapp}
    return [
        Finding("money", "wrong", f"{key} names {country}, which is no country", 'write its two letters, as DE, or "*"')
        for key, table in tables.items()
        for country in table
        if country not in known
    ]
