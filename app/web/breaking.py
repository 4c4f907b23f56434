"""Where a line may end: a long link after a slash rather than inside a word, a case's number never."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LINE = re.compile(r"\S{20,}|\bC-\d+\b")
_SLASH = re.compile(r"(?<!/)/(?=[^\s/])")


def breaking(text: str) -> Markup:
    """The text, escaped, with places to break marked; what is copied from the page stays the text."""
    return Markup(_LINE.sub(_marked, str(escape(text))))  # noqa: S704 - escaped before


def _marked(found: re.Match[str]) -> str:
    word = found.group()
    return f'<span class="whole">{word}</span>' if word.startswith("C-") else _SLASH.sub("/<wbr>", word)
