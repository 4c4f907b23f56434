"""The pages' templates: Jinja2 with everything escaped that customers typed."""

from __future__ import annotations

from pathlib import Path

from fastapi.templating import Jinja2Templates

from app.web.breaking import breaking


def templates_of() -> Jinja2Templates:
    """The pages' templates; everything that customers typed is escaped."""
    pages = Jinja2Templates(directory=Path(__file__).parent / "templates")
    pages.env.filters["breaking"] = breaking
    return pages
