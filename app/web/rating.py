"""Rating pages without login or JavaScript: `/s/<token>` for one customer, `/r/<page>` for everybody who comes by."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.web.doors import HouseHere
from app.web.loopback import is_loopback
from app.web.page_texts import TEXTS, page_language
from app.web.post_limit import PostLimit
from app.web.rating_words import average_words, choices_of, language_for, public_scale, score_words
from app.web.same_origin import same_origin
from app.web.templating import templates_of
from app.web.visitor import voter
from app.wiring import House
from bots.prompt_text import text_of
from conversation.brand import Brand
from conversation.messages import Form as FormOfAddress
from conversation.messages import Language
from conversation.scales import SCALES
from conversation.texts import choose
from conversation.wording import fill
from storage.pages import put_vote, tally, vote_of
from usecases.look_at_page import Answered, NeedsChat, NoSuchLink, Question, UsedElsewhere, look_at_page
from usecases.make_link import public_token
from usecases.note_page_opened import note_page_opened
from usecases.rate_page import rate, reply

LONGEST = 4000  # characters of one comment, as in the chat
MOMENT: dict[Language, str] = {"de": "d. MMM, HH:mm", "en": "d MMM, HH:mm"}
PUBLIC = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
PRIVATE = PUBLIC | {"X-Robots-Tag": "noindex"}  # "no-referrer" would make browsers send "Origin: null" with forms

Comment = Annotated[str, Form()]
Score = Annotated[str, Form(max_length=4)]
Lang = Annotated[str, Form(max_length=2)]


def router(limit: PostLimit) -> APIRouter:  # noqa: C901 - five doors in one closure, each of them short
    """The rating pages' doors; `limit` slows down who posts by the hundred."""
    doors = APIRouter(include_in_schema=False, dependencies=[Depends(same_origin)])
    templates = templates_of()

    def page(request: Request, template: str, status: int = 200, **words: Any) -> HTMLResponse:
        form: FormOfAddress = words.get("form") or words["brand"].form
        language: Language = words["language"]
        both = {"t": TEXTS[language], "suffix": "_sie" if form == "sie" else "", "longest": LONGEST}
        return templates.TemplateResponse(
            request,
            template,
            both | words,
            status_code=status,
            headers=PUBLIC if template == "public.html" else PRIVATE,
        )

    async def notice(
        request: Request, house: House, what: Literal["page_gone", "page_busy"], lang: str = ""
    ) -> Response:
        brand = await house.brand()
        language = asked_language(request, brand, lang)
        status = 404 if what == "page_gone" else 429
        return page(request, "notice.html", status, brand=brand, language=language, what=what)

    @doors.get("/s/{token}", response_class=HTMLResponse)
    async def personal(request: Request, house: HouseHere, token: str, missing: bool = False) -> Response:
        now, brand = house.clocks.business(), await house.brand()
        view = await look_at_page(house.store, token[:100], bundles=house.bundles, now=now)
        match view:
            case NoSuchLink():
                return await notice(request, house, "page_gone")
            case NeedsChat():
                return RedirectResponse(f"/chat?t={token[:100]}", 303, headers=PRIVATE)
            case UsedElsewhere(language):
                return page(request, "personal.html", brand=brand, language=language, view=None)
            case Question():
                words = asking_words(view, now)
            case Answered():
                words = answered_words(view, brand, now)
                if view.unseen and is_looked_at(request) and await note_page_opened(house.store, token[:100]):
                    house.wake("desk")
        return page(request, "personal.html", brand=brand, view=view, token=token, missing=missing, **words)

    @doors.post("/s/{token}")
    async def give(
        request: Request, house: HouseHere, token: str, score: Score = "", comment: Comment = ""
    ) -> Response:
        now = house.clocks.business()
        if not limit.allows(client_of(request), house.clocks.wall()):
            return await notice(request, house, "page_busy")
        view = await look_at_page(house.store, token, bundles=house.bundles, now=now)
        if not isinstance(view, Question | Answered):
            return RedirectResponse(f"/s/{token[:100]}", 303, headers=PRIVATE)
        number = number_on(view.scale, score)
        if number is None:
            return RedirectResponse(f"/s/{token}?missing=true", 303, headers=PRIVATE)
        told = comment.strip()[:LONGEST]
        read, bundles = house.reader, house.bundles
        await rate(house.store, token, number, told, reader=read, bundles=bundles, new_id=house.new_id, now=now)
        wake(house)
        return RedirectResponse(f"/s/{token}", 303, headers=PRIVATE)

    @doors.post("/s/{token}/reply")
    async def say(
        request: Request,
        house: HouseHere,
        token: str,
        text: Comment = "",
        button: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        now, (payload, _, label) = house.clocks.business(), button.partition("|")
        if not limit.allows(client_of(request), house.clocks.wall()):
            return await notice(request, house, "page_busy")
        typed = (text.strip() or label)[:LONGEST]
        if typed or payload:
            read, bundles, new_id = house.reader, house.bundles, house.new_id
            await reply(
                house.store, token, text=typed, button=payload, reader=read, bundles=bundles, new_id=new_id, now=now
            )
            wake(house)
        return RedirectResponse(f"/s/{token[:100]}", 303, headers=PRIVATE)

    @doors.get("/r/{name}", response_class=HTMLResponse)
    async def public(request: Request, house: HouseHere, name: str, lang: str = "", missing: bool = False) -> Response:
        experience, now = await house.experience(), house.clocks.business()
        shown = experience.pages.get(name)
        if shown is None:
            return await notice(request, house, "page_gone", lang)
        brand = experience.brand
        language = asked_language(request, brand, lang)
        scale, day = public_scale(shown, experience), now.astimezone(ZoneInfo(brand.zone)).date()
        who = voter(house.cookie_secret, day=day, page=name, traits=traits_of(request))
        votes = await house.store.read(lambda tx: tally(tx, name, scale=scale.name))
        mine = await house.store.read(lambda tx: vote_of(tx, name, scale=scale.name, day=day, visitor=who))
        token = ""
        if shown.flow in experience.flows and house.settings.channels.webchat.enabled:
            token = await public_token(house.store, name, new_token=house.new_token, now=now)
        return page(
            request,
            "public.html",
            brand=brand,
            language=language,
            name=name,
            title=choose(shown.title, language, brand.form),
            scale=scale,
            choices=choices_of(scale, language, brand.form),
            low=choose(scale.low_label, language, brand.form),
            high=choose(scale.high_label, language, brand.form),
            average=average_words(votes, scale, language),
            tally=votes,
            mine=mine,
            mine_words="" if mine is None else score_words(scale, int(mine), language, brand.form),
            missing=missing,
            chat=f"/chat?t={token}&lang={language}" if token else "",
            languages=brand.languages,
        )

    @doors.post("/r/{name}")
    async def vote(request: Request, house: HouseHere, name: str, score: Score = "", lang: Lang = "") -> Response:
        experience, now = await house.experience(), house.clocks.business()
        shown = experience.pages.get(name)
        brand = experience.brand
        if shown is None:
            return await notice(request, house, "page_gone", lang)
        if not limit.allows(client_of(request), house.clocks.wall()):
            return await notice(request, house, "page_busy", lang)
        scale, day = public_scale(shown, experience), now.astimezone(ZoneInfo(brand.zone)).date()
        language, number, vote_id = (
            asked_language(request, brand, lang),
            number_on(scale.name, score),
            house.new_id(),
        )
        if number is None:
            return RedirectResponse(f"/r/{name}?lang={language}&missing=true", 303)
        who = voter(house.cookie_secret, day=day, page=name, traits=traits_of(request))
        await house.store.run(
            lambda tx: put_vote(
                tx, name, scale=scale.name, score=number, day=day, visitor=who, vote_id=vote_id, now=now
            )
        )
        return RedirectResponse(f"/r/{name}?lang={language}", 303)

    return doors


def asking_words(view: Question, now: datetime) -> dict[str, Any]:
    """What a page with an open score shows."""
    return {
        "language": view.language,
        "form": view.form,
        "before": [fill(prompt, now) for prompt in view.before],
        "question": fill(view.prompt, now),
        "choices": choices_of(SCALES[view.scale], view.language, view.form),
        "prompt": view.prompt,
        "scale": SCALES[view.scale],
    }


def answered_words(view: Answered, brand: Brand, now: datetime) -> dict[str, Any]:
    """What an answered page shows: what was said to it, the question that is still open, and the way to correct it."""
    scale, correctable = SCALES[view.scale], now < view.until
    zone = ZoneInfo(brand.zone)
    until = format_datetime(view.until, "EEE HH:mm", tzinfo=zone, locale=view.language)
    return {
        "language": view.language,
        "form": view.form,
        "said": [text_of(prompt, now) if prompt is view.open else fill(prompt, now) for prompt in view.said],
        "open": None if view.writing and view.talk else view.open,
        "free_text": view.open is not None and not view.open.choices,
        "talk": [
            (
                each.by,
                each.text,
                format_datetime(each.at, MOMENT[view.language], tzinfo=zone, locale=view.language),
                each.at,
            )
            for each in view.talk
        ],
        "answered": next((each.by == "team" for each in reversed(view.talk) if each.by != "we"), False),
        "waits": view.waits,
        "choices": choices_of(scale, view.language, view.form),
        "mine": view.score,
        "mine_words": score_words(scale, view.score, view.language, view.form),
        "until": until if correctable else "",
        "question": fill(view.question, now) if view.question.template else "",
        "prompt": view.question,
        "scale": scale,
    }


def asked_language(request: Request, brand: Brand, lang: str) -> Language:
    """The visitor's language, where the brand speaks it."""
    return language_for(page_language(lang, request.headers.get("accept-language", "")), brand)


def number_on(scale: str, score: str) -> int | None:
    """The score that was posted, if the scale has it."""
    return next((option.value for option in SCALES[scale].options if str(option.value) == score), None)


def client_of(request: Request) -> str:
    """The visitor's network address; where a proxy on this machine calls, the one that it says was calling it."""
    caller = request.client.host if request.client else ""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()[:64]
    return told if told and is_loopback(caller) else caller


def traits_of(request: Request) -> tuple[str, ...]:
    """What tells one visitor from another within a day, without anything being stored at his side."""
    headers = request.headers
    return (client_of(request), headers.get("user-agent", ""), headers.get("accept-language", ""))


def is_looked_at(request: Request) -> bool:
    """Whether a browser shows the page to somebody; previews of the link and browsers that fetch ahead do not count.

    Browsers say so over HTTPS alone (and on this machine); elsewhere nobody knows, and nothing is claimed.
    """
    told = request.headers
    return told.get("sec-fetch-dest") == "document" and "sec-purpose" not in told


def wake(house: House) -> None:
    """What the answer caused is delivered and shown at the desk."""
    house.wake("deliver")
    house.wake("desk")
