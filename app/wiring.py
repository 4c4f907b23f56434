"""The composition root: builds everything once and hands it to whoever needs it; tests use the same door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.clock import Clocks
from app.settings import Settings


@dataclass(kw_only=True)
class House:
    """Everything that runs in one process. What the HTTP doors and commands get; nothing below app/ sees it."""

    settings: Settings
    clocks: Clocks


@asynccontextmanager
async def open_house(settings: Settings, *, clocks: Clocks | None = None) -> AsyncIterator[House]:
    """Build the house, hand it out, and close everything in the opposite order."""
    yield House(settings=settings, clocks=clocks or Clocks())
