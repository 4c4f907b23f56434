"""Dates and money as people of a language write them (Babel)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import UnknownCurrencyError, format_currency, is_currency

from conversation.messages import Language

_LOCALES: dict[Language, str] = {"de": "de_DE", "en": "en_GB"}


def show_date(value: str, style: str, language: Language, zone: ZoneInfo) -> str:
    """An ISO 8601 date or moment as people write it; a moment is shown in `zone`. What is no date stays as it is.

    Styles: long ("3. Mai 2027", the default), short ("03.05.27"), weekday ("Montag, 3. Mai"), time ("18:30").
    """
    moment = _moment(value)
    if moment is None:
        return value
    local = moment.astimezone(zone) if moment.tzinfo else moment
    locale = _LOCALES[language]
    if style == "time":
        return format_time(local, "HH:mm", locale=locale)
    if style == "weekday":
        return format_date(local, "EEEE, d. MMMM" if language == "de" else "EEEE, d MMMM", locale=locale)
    return format_date(local, "short" if style == "short" else "long", locale=locale)


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return None


def show_money(value: str, currency: str, language: Language) -> str:
    """An amount ("1249.50", "1249.50 EUR") as people write it: "1.249,50 €", "€1,249.50". No amount stays as it is."""
    amount, _, own = value.strip().partition(" ")
    try:
        number = Decimal(amount)
        if not number.is_finite() or abs(number) > Decimal(10) ** 15:
            return value
        return format_currency(number, own or currency, locale=_LOCALES[language]).replace("\xa0", " ")
    except (InvalidOperation, UnknownCurrencyError, ValueError):
        return value


def is_money(value: str) -> bool:
    """Whether `show_money` can write it as people do: an amount with a point, alone or with a currency (EUR)."""
    amount, _, currency = value.strip().partition(" ")
    try:
        number = Decimal(amount)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number) <= Decimal(10) ** 15 and (not currency or is_currency(currency))


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; the company's own for what is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("Europe/Berlin")
