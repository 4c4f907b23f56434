"""Where this installation's pictures lie, and how platforms and browsers get them: experience/media behind /media."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from app.settings import Settings
from bots.own_machine import on_own_machine
from bots.pictures import Pictures
from conversation.picture import picture_type

HEADERS = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}


def picture_folder(settings: Settings) -> Path:
    """The folder of the pictures that prompts name."""
    return settings.experience_dir / "media"


def pictures_of(settings: Settings, api_url: str) -> Pictures:
    """How a bot finds pictures. A platform can fetch ours only where a public address is set; a stand-in always."""
    reachable = settings.base_url if settings.public_url or on_own_machine(api_url) else ""
    return Pictures(picture_folder(settings), reachable)


def router(settings: Settings) -> APIRouter:
    """The door to the pictures: nothing else of the folder, and nothing outside it, can be had."""
    doors = APIRouter(include_in_schema=False)

    @doors.get("/media/{name}")
    def picture(name: str) -> FileResponse:
        kind, path = picture_type(name), picture_folder(settings) / name
        if not kind or not path.is_file():
            raise HTTPException(404)
        return FileResponse(path, media_type=kind, headers=HEADERS)

    return doors
