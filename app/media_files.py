"""Where customers' photos and files lie, and the tick that fetches and deletes them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.own_folder import folder_of
from app.settings import Settings
from app.wiring import House
from usecases.fetch_media import MediaRules, fetch_media
from usecases.media_folder import MediaFolder


def media_folder(settings: Settings) -> MediaFolder:
    """The folder of customers' files; the desk reads them here."""
    named = settings.media.folder
    return MediaFolder(Path(named) if named else folder_of(settings) / "media")


async def fetch_files(house: House) -> int:
    """Fetch what is due; what the desk is told of it goes at once."""
    media = house.settings.media
    rules = MediaRules(most_bytes=media.most_bytes, kept=timedelta(days=media.keep_days))
    folder, now = media_folder(house.settings), house.clocks.business()
    done = await fetch_media(house.store, bots=house.bots, folder=folder, rules=rules, now=now)
    if done:
        house.wake("desk")
    return done
