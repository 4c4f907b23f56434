"""The web chat: a small page where a visitor talks to the bot; it works without JavaScript, and better with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.web.page_texts import TEXTS, page_language
from app.web.post_limit import PostLimit
from app.web.same_origin import same_origin
from app.web.templating import templates_of
from app.web.visitor import COOKIE, COOKIE_SECONDS, cookie_flags, signed, visitor_of
from bots.pictures import place_of
from bots.prompt_text import text_of
from conversation.flow import Brand
from conversation.messages import Inbound, InboundKind, Prompt
from conversation.saved import load_inbound, load_prompt
from storage.database import Store
from storage.transcript import Line, transcript
from usecases.accept_messages import accept
from usecases.protocols import Wake

LONGEST = 4000  # characters of one message; the same as the longest a messenger takes

MESSAGES_PER_MINUTE = 300
"""From one network address: a whole hotel may stand behind it; a script that fills the inbox is slowed down."""


def said(line: Line) -> dict[str, Any]:
    """One message as the page draws it."""
    if line.ours:
        prompt = load_prompt(line.body)
        choices = [{"label": choice.label, "payload": choice.payload} for choice in prompt.choices]
        return {
            "id": f"o{line.row}",
            "ours": True,
            "text": text_of(prompt, line.at),
            "choices": choices,
            "layout": prompt.layout,
            **_picture(prompt),
        }
    message = load_inbound(line.body)
    return {"id": f"i{line.row}", "ours": False, "text": message.text, "choices": [], "layout": "none"}


def _picture(prompt: Prompt) -> dict[str, str]:
    """Where the page finds the prompt's picture, and its words; nothing without one."""
    place = place_of(prompt.media)
    return {"picture": place, "alt": prompt.media.alt} if prompt.media and place else {}


def router(  # noqa: C901 - three doors in one closure, each of them short
    *,
    store: Store,
    now: Callable[[], datetime],
    wake: Wake,
    brand: Callable[[], Awaitable[Brand]],
    secret: bytes,
    new_id: Callable[[], str],
    secure: bool,
    sandbox_url: str = "",
    embedded: bool = False,
    token_to_ask: Callable[[str], Awaitable[str]] | None = None,
) -> APIRouter:
    """The chat's doors. `secret` signs the visitor's cookie, `secure` marks it for HTTPS alone.

    `embedded`: other sites may show the chat in a frame, so the cookie must reach us from there; `token_to_ask` finds
    the public token of what such a site asks for.
    """
    doors = APIRouter(include_in_schema=False, dependencies=[Depends(same_origin)])
    templates = templates_of()

    limit = PostLimit(per_minute=MESSAGES_PER_MINUTE)

    def slow(request: Request) -> bool:
        return not limit.allows(request.client.host if request.client else "", now())

    def visitor(request: Request) -> tuple[str, bool]:
        known = visitor_of(request.cookies.get(COOKIE, ""), secret)
        return (known, False) if known else (f"v{new_id()}{new_id()}", True)

    def remember(response: Response, who: str) -> None:
        flags = cookie_flags(secure=secure, embedded=embedded)
        response.headers.append("set-cookie", f"{COOKIE}={signed(who, secret)}; Max-Age={COOKIE_SECONDS}; {flags}")

    async def lines(who: str) -> list[dict[str, Any]]:
        found = await store.read(lambda tx: transcript(tx, channel="webchat", address=who))
        messages = [said(line) for line in found]
        shown = [message for message in messages if message["text"] or message["ours"]]
        for message in shown[:-1]:
            message["choices"] = []  # only the open question's choices can still be tapped
        return shown

    async def take(
        who: str,
        kind: InboundKind,
        message_id: str,
        *,
        text: str = "",
        button: str = "",
        token: str = "",
        lang: str = "",
    ) -> None:
        message = Inbound(
            channel="webchat",
            sender=who,
            message_id=f"{who}:{message_id}",
            kind=kind,
            text=text,
            button=button,
            token=token,
            language=lang,
            sent_at=now(),
        )
        await accept(store, [message], now=now())
        wake("turn")

    @doors.get("/chat", response_class=HTMLResponse)
    async def chat(request: Request, lang: str = "", t: str = "", ask: str = "", embed: bool = False) -> Response:
        who, new = visitor(request)
        language = page_language(lang, request.headers.get("accept-language", ""))
        if ask and token_to_ask is not None:
            t = await token_to_ask(ask)
        if t and slow(request):
            t = ""
        if t:  # a link: one token opens one conversation a day, however often the page is opened
            await take(who, "start", f"start:{t[:100]}:{now():%Y%m%d}", token=t[:100], lang=language)
        whose = await brand()
        suffix = "_sie" if whose.form == "sie" else ""
        page = templates.TemplateResponse(
            request,
            "webchat.html",
            {
                "t": TEXTS[language],
                "language": language,
                "brand": whose,
                "suffix": suffix,
                "lines": await lines(who),
                "message_id": new_id(),
                "longest": LONGEST,
                "sandbox_url": sandbox_url,
                "embed": embed,
            },
        )
        if new:
            remember(page, who)
        return page

    @doors.get("/chat/messages")
    async def messages(request: Request) -> JSONResponse:
        who, new = visitor(request)
        return JSONResponse({"lines": [] if new else await lines(who)}, headers={"Cache-Control": "no-store"})

    @doors.post("/chat/messages")
    async def say(
        request: Request,
        message_id: str = Form("", max_length=64),
        text: str = Form(""),
        button: str = Form("", max_length=200),
        lang: str = Form("", max_length=2),
        embed: str = Form("", max_length=1),
    ) -> Response:
        who, new = visitor(request)
        language = page_language(lang, request.headers.get("accept-language", ""))
        if slow(request):
            return JSONResponse({"problem": TEXTS[language]["page_busy_why"]}, status_code=429)
        if len(text) > LONGEST:
            return JSONResponse({"problem": TEXTS[language]["chat_too_long"].format(limit=LONGEST)}, status_code=413)
        typed, tapped = text.strip(), button.partition("|")
        if typed or tapped[0]:
            payload, _, label = tapped
            kind: InboundKind = "button" if payload else "text"
            own_id = message_id or new_id()
            await take(who, kind, own_id, text=typed or label, button=payload, lang=language)
        wants_json = "application/json" in request.headers.get("accept", "")
        back = f"/chat?lang={language}{'&embed=1' if embed else ''}"
        response: Response = JSONResponse({"lines": await lines(who)}) if wants_json else RedirectResponse(back, 303)
        if new:
            remember(response, who)
        return response

    return doors
