"""The web chat: a small page where a visitor talks to the bot; it works without JavaScript, and better with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.web.dashboard import templates_of
from app.web.page_texts import TEXTS, page_language
from app.web.same_origin import same_origin
from app.web.visitor import COOKIE, COOKIE_SECONDS, signed, visitor_of
from bots.prompt_text import text_of
from conversation.flow import Brand
from conversation.messages import Inbound, InboundKind
from conversation.saved import load_inbound, load_prompt
from storage.database import Store
from storage.transcript import Line, transcript
from usecases.accept_messages import accept
from usecases.protocols import Wake

LONGEST = 4000  # characters of one message; the same as the longest a messenger takes


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
        }
    message = load_inbound(line.body)
    return {"id": f"i{line.row}", "ours": False, "text": message.text, "choices": [], "layout": "none"}


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
) -> APIRouter:
    """The chat's doors. `secret` signs the visitor's cookie, `secure` marks it for HTTPS alone."""
    doors = APIRouter(include_in_schema=False, dependencies=[Depends(same_origin)])
    templates = templates_of()

    def visitor(request: Request) -> tuple[str, bool]:
        known = visitor_of(request.cookies.get(COOKIE, ""), secret)
        return (known, False) if known else (f"v{new_id()}{new_id()}", True)

    def remember(response: Response, who: str) -> None:
        response.set_cookie(
            COOKIE,
            signed(who, secret),
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=secure,
            path="/chat",
        )

    async def lines(who: str) -> list[dict[str, Any]]:
        found = await store.read(lambda tx: transcript(tx, channel="webchat", address=who))
        messages = [said(line) for line in found]
        shown = [message for message in messages if message["text"] or message["ours"]]
        for message in shown[:-1]:
            message["choices"] = []  # only the open question's choices can still be tapped
        return shown

    async def take(
        who: str, kind: InboundKind, message_id: str, *, text: str = "", button: str = "", token: str = ""
    ) -> None:
        message = Inbound(
            channel="webchat",
            sender=who,
            message_id=f"{who}:{message_id}",
            kind=kind,
            text=text,
            button=button,
            token=token,
            sent_at=now(),
        )
        await accept(store, [message], now=now())
        wake("turn")

    @doors.get("/chat", response_class=HTMLResponse)
    async def chat(request: Request, lang: str = "", t: str = "") -> Response:
        who, new = visitor(request)
        language = page_language(lang, request.headers.get("accept-language", ""))
        if t:  # a personal link: one token opens one conversation, however often the page is opened
            await take(who, "start", f"start:{t[:100]}", token=t[:100])
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
    ) -> Response:
        who, new = visitor(request)
        language = page_language(lang, request.headers.get("accept-language", ""))
        if len(text) > LONGEST:
            return JSONResponse({"problem": TEXTS[language]["chat_too_long"].format(limit=LONGEST)}, status_code=413)
        typed, tapped = text.strip(), button.partition("|")
        if typed or tapped[0]:
            payload, _, label = tapped
            await take(
                who, "button" if payload else "text", message_id or new_id(), text=typed or label, button=payload
            )
        wants_json = "application/json" in request.headers.get("accept", "")
        response: Response = (
            JSONResponse({"lines": await lines(who)}) if wants_json else RedirectResponse(f"/chat?lang={language}", 303)
        )
        if new:
            remember(response, who)
        return response

    return doors
