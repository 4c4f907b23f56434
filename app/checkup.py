"""What `echoloop doctor` looks at: each check says what it found and, where something is wrong, the way out."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import httpx

from app.reading import foreign_models, has_model, models_of
from app.settings import Settings, variable
from app.wiring import House, telegram_of
from authoring.load_files import load_files
from authoring.read_experience import bundle_of, read_experience
from bots.outcome import SendOutcome
from bots.own_machine import on_own_machine
from nlp.models import folder_in_use
from nlp.onnx_model import ModelUnavailableError
from storage.errors import StoreOpenError, StoreUrlError
from storage.migrate import standing
from usecases.bundles import NoBundleError

if TYPE_CHECKING:
    from bots.telegram import TelegramAccount, TelegramBot

MOST_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: fine, worth knowing, or wrong; the way out belongs to the latter two."""

    about: str
    state: Literal["fine", "note", "wrong"]
    what: str
    way_out: str = ""


def check_database(settings: Settings) -> Finding:
    """Whether the database can be opened and has this version's tables."""
    try:
        current, needed = standing(settings.database.url)
    except (StoreOpenError, StoreUrlError) as broken:
        what = f"cannot be opened: {broken}"
        return Finding("database", "wrong", what, "check database.url and the rights on its folder")
    if current != needed:
        return Finding("database", "wrong", f"at revision {current or 'none'}, not {needed}", "run `echoloop migrate`")
    return Finding("database", "fine", f"revision {current}")


def check_model(settings: Settings) -> Finding:
    """Whether there is a model to read texts with."""
    try:
        foreign = foreign_models(settings)
    except ModelUnavailableError as loose:
        return Finding("model", "wrong", str(loose), "set nlp.sentiment_model or nlp.topic_model anew")
    if has_model(settings.nlp):
        folder = folder_in_use(models_of(settings), settings.nlp.folder)
        return Finding("model", "fine", ", ".join([str(folder), *(model.name for model in foreign)]))
    what = f"no weights in {settings.nlp.folder}: every reading will be “unsure”"
    return Finding("model", "note", what, "set nlp.model_dir, or run `echoloop train`")


async def check_experience(house: House, *, thorough: bool = True) -> Finding:
    """Whether experience/ is free of errors and is what is published.

    Not `thorough`: files that were published were free of errors then, and are not read a second time.
    """
    folder = house.settings.experience_dir
    if not folder.is_dir():
        return Finding("experience", "wrong", f"there is no folder {folder}", "set experience_dir")
    files = load_files(folder)
    published = ""
    with suppress(NoBundleError):
        published = (await house.bundles.current()).bundle
    fine = Finding("experience", "fine", f"bundle {published[:12]} is published")
    if published == bundle_of(files) and not thorough:
        return fine
    experience, problems = read_experience(files)
    errors = sum(problem.severity == "error" for problem in problems)
    if experience is None or errors:
        return Finding("experience", "wrong", f"errors in {folder}: {errors}", f"`echoloop check {folder}` names them")
    if not published:
        return Finding("experience", "note", "nothing is published yet", "run `echoloop publish`")
    if published == experience.bundle:
        return fine
    return Finding("experience", "note", f"{folder} has changes that are not published", "run `echoloop publish`")


async def check_telegram(house: House, *, fix: bool) -> Finding:
    """Whether the bot's token works and updates reach us; `fix` sets or removes the webhook."""
    bot = telegram_of(house)
    if bot is None:
        return Finding("telegram", "note", "off: no token", f"set {variable('channels.telegram.token')}")
    from bots.telegram import TelegramAccount

    account = await bot.look()
    if not isinstance(account, TelegramAccount):
        return Finding("telegram", "wrong", f"does not know us: {_said(account)}", "check the token and api_url")
    settings = house.settings.channels.telegram
    wanted = f"{house.settings.base_url}/webhooks/telegram" if settings.mode == "webhook" else ""
    if wanted and not settings.secret.get_secret_value():
        way_out = f"run `echoloop init`, or set {variable('channels.telegram.secret')}"
        return Finding("telegram", "wrong", "the webhook has no secret, so no update is believed", way_out)
    if account.webhook_url != wanted:
        return await _mend_webhook(bot, account, wanted, fix=fix)
    if account.last_error:
        what = f"@{account.username}: last delivery failed: {account.last_error}"
        return Finding("telegram", "note", what, "check that public_url reaches this machine by HTTPS")
    return Finding("telegram", "fine", f"@{account.username}, by {settings.mode}; {account.pending} updates wait")


async def _mend_webhook(bot: TelegramBot, account: TelegramAccount, wanted: str, *, fix: bool) -> Finding:
    """The webhook is not what the settings want: say so, or set it."""
    if not fix:
        what = f"@{account.username}: the webhook is {account.webhook_url or 'not set'}, not {wanted or 'off'}"
        return Finding("telegram", "wrong", what, "run `echoloop doctor --fix` (`echoloop serve` does it too)")
    refusal = await (bot.set_webhook(wanted) if wanted else bot.delete_webhook())
    if refusal is not None:
        return Finding("telegram", "wrong", f"the webhook was refused: {_said(refusal)}", "public_url must be HTTPS")
    return Finding("telegram", "fine", f"@{account.username}: the webhook is now {wanted or 'off'}")


async def check_slack(house: House) -> Finding:
    """Whether the desk's token works."""
    if house.desk is None:
        return Finding("slack", "note", "no desk: no bot token", f"set {variable('channels.slack.bot_token')}")
    team = await house.desk.look()
    if not isinstance(team, str):
        return Finding("slack", "wrong", f"does not know us: {team.reason}", "check bot_token and api_url")
    if not house.settings.channels.slack.signing_secret.get_secret_value():
        way_out = f"set {variable('channels.slack.signing_secret')}"
        return Finding("slack", "wrong", "no signing secret, so no click is believed", way_out)
    return Finding("slack", "fine", f"workspace {team}")


async def check_clock(house: House) -> Finding:
    """Whether our clock agrees with a platform's: signatures and leases depend on it."""
    url = _clock_of(house)
    if not url:
        return Finding("clock", "fine", f"{house.clocks.wall():%Y-%m-%d %H:%M} UTC (nobody to compare with)")
    whose = urlsplit(url).hostname
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=not on_own_machine(url)) as web:
            before = time.monotonic()
            answer = await web.get(url)
            there = parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return Finding("clock", "note", f"the clock of {whose} could not be read", "check the connection")
    skew = abs(house.clocks.wall() - there) - timedelta(seconds=time.monotonic() - before)
    if skew > MOST_SKEW:
        return Finding("clock", "wrong", f"{skew.total_seconds():.0f} s off", "let the machine synchronise its time")
    return Finding("clock", "fine", f"agrees with that of {whose}")


def _clock_of(house: House) -> str:
    """The address of a platform that is set up; "" where there is none."""
    channels = house.settings.channels
    if "telegram" in house.bots:
        return channels.telegram.api_url
    if house.twilio is not None:
        return channels.twilio.api_url
    return channels.slack.api_url if house.desk is not None else ""


def _said(outcome: SendOutcome) -> str:
    """The reason inside an outcome."""
    return getattr(outcome, "reason", "") or type(outcome).__name__
