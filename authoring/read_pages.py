"""Reads pages.yaml: public rating pages for people we do not know. The file may be missing."""

from __future__ import annotations

from functools import partial

from authoring.block import Block
from authoring.experience import Page
from authoring.header import version
from authoring.read_wording import read_wording
from authoring.spot import Spot
from authoring.texts import needed
from authoring.values import name, named, one_of
from conversation.flow import Brand
from conversation.scales import SCALES

DEFAULTS = Page(name="")


def read_pages(root: Spot, brand: Brand) -> dict[str, Page]:
    """All pages, by name; each has its question in every language of the brand."""
    block = Block(root, "pages.yaml")
    version(block)
    pages = named(block, "pages", partial(_page, brand), "and one key a page")
    block.end()
    return pages


def _page(brand: Brand, spot: Spot) -> Page:
    block = Block(spot, "page")
    title = read_wording(block)
    for language, keys in needed(brand, label=True):
        if not any(getattr(title, key) for key in keys):
            spot.report("missing-text", f"the page has no {language} text", f"add {language}: and the page's question")
    page = Page(
        name=spot.path[-1],
        title=title,
        scale=block.take_or("scale", one_of(tuple(SCALES)), DEFAULTS.scale),
        flow=block.take_or("flow", name, DEFAULTS.flow),
        welcome=block.take_or("welcome", name, DEFAULTS.welcome),
    )
    if page.flow and "scale" in block.keys:
        way_out = "take scale: away; the page asks on the scale of the flow's first score"
        block.key_spot("scale").report("two-scales", "a page with a flow has the flow's scale", way_out)
    block.end()
    return page
