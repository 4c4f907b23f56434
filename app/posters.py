"""Draws what is printed: QR codes as SVG, PNG or on the terminal, and a poster for the wall (HTML for A4)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import segno
from markupsafe import Markup

from app.web.page_texts import TEXTS
from app.web.templating import templates_of
from authoring.experience import Page
from conversation.brand import Brand
from conversation.messages import Language
from conversation.texts import choose

QUIET_ZONE = 4  # modules of white around the code, as its standard asks
SUFFIXES = (".svg", ".png")


def draw_qr(url: str, file: Path) -> None:
    """Write the code as SVG or PNG, by the file's name. It stands a quarter of damage. Raises ValueError or OSError."""
    if file.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{file.name} is neither .svg nor .png")
    segno.make(url, error="q", micro=False).save(str(file), scale=10, border=QUIET_ZONE)


def show_qr(url: str) -> None:
    """Draw the code on the terminal."""
    segno.make(url, micro=False).terminal(compact=True)


def poster(page: Page, brand: Brand, *, url: str, shown: str, language: Language) -> str:
    """A page of HTML for printing: question, code, the address to type, and how data is treated.

    `url` is what the code holds, `shown` the short address beneath it.
    """
    drawn = BytesIO()
    segno.make(url, error="q", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=QUIET_ZONE, scale=1
    )
    return (
        templates_of()
        .get_template("poster.html")
        .render(
            t=TEXTS[language],
            language=language,
            suffix="_sie" if brand.form == "sie" else "",
            brand=brand,
            title=choose(page.title, language, brand.form),
            code=Markup(drawn.getvalue().decode()),  # noqa: S704 - our own drawing, nothing of it was typed by anybody
            shown=shown,
            chat=url != shown,
        )
    )
