"""The drafts page: what lies in experience/, to be read, checked and tried before it is published. Files stay files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from app.web.page_frame import PageFrame, PageView
from authoring.diagram import svg
from authoring.draft import all_steps
from authoring.experience import Experience
from authoring.load_files import load_files
from authoring.problems import Problem
from authoring.read_experience import read_draft, read_experience
from authoring.texts import needed, said
from authoring.transcript import Transcript
from bots.appearance import appearance
from conversation.flow import Flow
from conversation.messages import CHANNELS, Channel
from usecases.compare_files import changed_files, compare_files
from usecases.rehearse import Rehearsal
from usecases.rehearse_line import rehearse_line
from usecases.render_previews import LANGUAGES
from usecases.run_transcripts import customer_of

MOST_LINES = 40
"""So many lines of a tried conversation are played again with each new one."""
LONGEST_LINE = 1000
CONTENT_SECURITY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message of a tried conversation: who says it, what is seen of it, and what can be tapped."""

    who: str
    text: str
    at: str = ""
    choices: tuple[str, ...] = ()


def router(frame: PageFrame) -> APIRouter:
    """The page's doors."""
    doors = APIRouter()

    @doors.get("/drafts", response_class=HTMLResponse, include_in_schema=False)
    async def drafts(request: Request) -> HTMLResponse:
        view = await frame.view(request, "drafts")
        files = _files(frame)
        draft, problems = _read(files)
        return view.page("drafts.html", **_overview(view.ours, files, draft, problems))

    @doors.get("/drafts/{flow}", response_class=HTMLResponse, include_in_schema=False)
    async def draft_of(
        request: Request,
        flow: str,
        spoken: str = "",
        channel: str = "telegram",
        line: list[str] = Query(default=[]),  # how FastAPI is told about a list in the query
    ) -> HTMLResponse:
        view = await frame.view(request, "drafts")
        files = _files(frame)
        draft, problems = _read(files)
        if flow not in draft.flows:
            return view.page("drafts.html", status=404, **_overview(view.ours, files, draft, problems))
        return view.page("drafts.html", **_one(view, files, draft, problems, flow, spoken, channel, line))

    @doors.get("/drafts/{flow}/file", include_in_schema=False)
    async def download(flow: str) -> Response:
        text = _files(frame).get(f"flows/{flow}.yaml")
        if text is None:
            return PlainTextResponse("There is no such flow.\n", status_code=404)
        headers = {"content-disposition": f'attachment; filename="{flow}.yaml"'}
        return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)

    @doors.get("/drafts/{flow}/picture", include_in_schema=False)
    async def picture(flow: str, spoken: str = "") -> Response:
        draft, _ = _read(_files(frame))
        if flow not in draft.flows:
            return PlainTextResponse("There is no such flow.\n", status_code=404)
        key = spoken if spoken in _keys(draft.flows[flow]) else _keys(draft.flows[flow])[0]
        headers = {"content-security-policy": CONTENT_SECURITY}
        return Response(svg(draft.flows[flow], key), media_type="image/svg+xml", headers=headers)

    return doors


def _files(frame: PageFrame) -> dict[str, str]:
    folder = frame.experience_dir
    return load_files(folder) if folder is not None and folder.is_dir() else {}


def _read(files: Mapping[str, str]) -> tuple[Experience, list[Problem]]:
    """The draft as far as it can be read, and everything that is wrong with it."""
    _, problems = read_experience(files)
    return read_draft(files)[0].experience, problems


def _overview(ours: Experience, files: Mapping[str, str], draft: Experience, problems: list[Problem]) -> dict[str, Any]:
    published = ours.files
    flows = [
        {
            "name": flow.name,
            "purpose": flow.purpose,
            "steps": sum(1 for _ in all_steps(flow.steps)),
            "errors": sum(_concerns(one, flow.name) and one.severity == "error" for one in problems),
            "notes": sum(_concerns(one, flow.name) and one.severity == "note" for one in problems),
            "state": _state(published, files, f"flows/{flow.name}.yaml"),
        }
        for flow in draft.flows.values()
    ]
    new, changed, gone = changed_files(published, files)
    return {"flows": flows, "problems": problems, "new": new, "changed": changed, "gone": gone}


def _state(published: Mapping[str, str], files: Mapping[str, str], file: str) -> str:
    if file not in published:
        return "draft_new"
    return "draft_same" if published[file] == files.get(file) else "draft_changed"


def _concerns(problem: Problem, flow: str) -> bool:
    return problem.file == f"flows/{flow}.yaml"


def _one(
    view: PageView,
    files: Mapping[str, str],
    draft: Experience,
    problems: list[Problem],
    name: str,
    spoken: str,
    channel: str,
    lines: list[str],
) -> dict[str, Any]:
    flow, file = draft.flows[name], f"flows/{name}.yaml"
    keys = _keys(flow)
    key = spoken if spoken in keys else keys[0]
    told = next((one for one in CHANNELS if one == channel), CHANNELS[0])
    broken = any(_concerns(one, name) and one.severity == "error" for one in problems)
    lines = [line[:LONGEST_LINE] for line in lines[:MOST_LINES] if line.strip()]
    return {
        "flow": flow,
        "mine": [one for one in problems if _concerns(one, name)],
        "broken": broken,
        "keys": keys,
        "spoken": key,
        "channel": told,
        "channels": CHANNELS,
        "texts": _texts(files, name),
        "difference": list(compare_files({file: view.ours.files.get(file, "")}, {file: files[file]}, was="", now="")),
        "is_new": file not in view.ours.files,
        "lines": lines,
        "talk": [] if broken else list(_talk(flow, key, told, lines, view.now, tuple(draft.topics))),
        "full": len(lines) >= MOST_LINES,
    }


def _keys(flow: Flow) -> list[str]:
    return [key for key, _ in needed(flow.brand, label=False)]


def _texts(files: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    """Every text of the flow: where it stands, and what it says in each language."""
    mine = (text for text in said(read_draft(files)[0]) if text.flow.name == name)
    return [
        {"where": " · ".join(text.path[2:]), "words": words, "label": text.label}
        for text in mine
        if (words := dict(text.written()))
    ]


def _talk(
    flow: Flow, key: str, channel: Channel, lines: list[str], now: datetime, topics: tuple[str, ...]
) -> list[Bubble]:
    """The conversation that these lines make, played from its beginning."""
    language, form = LANGUAGES[key]
    sample = Transcript(
        file="", flow=flow.name, channel=channel, language=language, form=form, customer={"first_name": "Ada"}
    )
    rehearsal = Rehearsal(flow, customer_of(sample, flow.brand), now)
    bubbles = list(_new(rehearsal, 0, channel))
    for line in lines:
        before = len(rehearsal.messages)
        bubbles.append(Bubble("you", line))
        bubbles.extend(Bubble("note", wrong) for wrong in rehearse_line(rehearsal, line, topics))
        bubbles.extend(_new(rehearsal, before, channel))
    bubbles.append(Bubble("note", rehearsal.session.state))
    return bubbles


def _new(rehearsal: Rehearsal, before: int, channel: Channel) -> list[Bubble]:
    return [
        Bubble(
            "bot",
            appearance(message.prompt, channel, message.at),
            f"{message.at:%a %H:%M}",
            tuple(choice.label for choice in message.choices) if message.tappable else (),
        )
        for message in islice(rehearsal.messages, before, None)
    ]
